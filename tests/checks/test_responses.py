"""Every rule of the Responses API against a server that does everything right, and against one with a single defect."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

import pytest

from streamtui.checks.catalogue import RESPONSES_RULES, RULES
from streamtui.checks.preflight import require_answer
from streamtui.checks.responses.probe import ResponsesProbe
from streamtui.checks.rule import Rule
from streamtui.checks.wire import Target, Wire
from tests.checks.checking import check, check_with, not_passed
from tests.checks.lockstep import LockstepClock
from tests.servers import defect_changes as change
from tests.servers.defect_list import Defect
from tests.servers.defects import KEY
from tests.servers.good_model import MODEL, SEALED
from tests.servers.responses_changes import ADDED, FAILED, ITEM_DONE, TOO_LONG, failing
from tests.servers.responses_defects import RESPONSES_DEFECTS, ResponsesServer

pytestmark = pytest.mark.one_python

ALL = [rule for rules in RESPONSES_RULES.values() for rule in rules]


async def test_a_server_that_does_everything_right_passes_every_rule() -> None:
    assert not_passed(await check_with(server=ResponsesServer, api="responses")) == {}


@pytest.mark.parametrize("name", RESPONSES_DEFECTS)
async def test_a_planted_defect_is_found_by_its_own_rule_and_harms_no_other(name: str) -> None:
    defect = RESPONSES_DEFECTS[name]
    timeout_s = 1.0 if name == "goes-on" else 30.0
    found = not_passed(await check_with(name, server=ResponsesServer, api="responses", timeout_s=timeout_s))
    assert defect.rule in found
    assert found.keys() == {defect.rule, *defect.also}, found


def test_there_is_a_defect_for_every_rule() -> None:
    assert {rule.id for rule in ALL} == {defect.rule for defect in RESPONSES_DEFECTS.values()}


def test_no_id_is_that_of_another_rule() -> None:
    ids = [rule.id for rules in (*RULES.values(), *RESPONSES_RULES.values()) for rule in rules]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_says_why_it_matters_and_what_it_breaks(rule: Rule) -> None:
    assert len(inspect.getdoc(rule.check) or "") > 40
    assert rule.title
    assert rule.breaks.endswith(".")


@pytest.mark.parametrize("told", [TOO_LONG, {"error": {**TOO_LONG, "type": "invalid_request_error"}}])
async def test_an_error_inside_the_stream_that_says_why_and_ends_it_is_right(told: dict[str, Any]) -> None:
    class FailingServer(ResponsesServer):
        known: Mapping[str, Defect] = {"fails": Defect("none", refusal=failing({"type": "error", **told}, FAILED))}

    results = await check_with("fails", server=FailingServer, api="responses")
    assert not_passed(results) == {}
    assert results["responses-error-stream"].evidence.startswith("“context_length_exceeded”: ")


class GatewayServer(ResponsesServer):
    """Answers with the chunks of chat completions, and nobody translates them."""

    def pieces(self, body: dict[str, Any], number: int) -> list[dict[str, Any]]:
        return super().pieces({name: value for name, value in body.items() if name != "responses"}, number)

    def packets(self, pieces: list[dict[str, Any]]) -> list[bytes]:
        return [packet.replace(b'"choices"', b'"\\u0063hoices"') for packet in super().packets(pieces)]


async def test_an_index_that_is_not_there_is_said_to_be_missing() -> None:
    results = await check_with("no-indexes", server=ResponsesServer, api="responses")
    assert results["responses-indexes"].evidence == "output_index is missing"


class ReasoningServer(ResponsesServer):
    """Its model has thoughts before everything that it does, as OpenAI's newest."""

    def pieces(self, body: dict[str, Any], number: int) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = json.loads(json.dumps(super().pieces(body, number)))
        begun, going, *rest = made
        if "responses" not in body or any("item" in event and event["item"]["type"] == "reasoning" for event in rest):
            return made
        sealed = SEALED if body.get("include") else None
        item: dict[str, Any] = {"type": "reasoning", "id": f"rs_{number}", "summary": [], "encrypted_content": sealed}
        thoughts = [{"type": kind, "output_index": 0, "item": item} for kind in (ADDED, ITEM_DONE)]
        for event in rest:
            if "output_index" in event:
                event["output_index"] += 1
        rest[-1]["response"]["output"].insert(0, item)
        return [{**event, "sequence_number": at} for at, event in enumerate([begun, going, *thoughts, *rest])]


async def test_thoughts_before_a_message_or_a_call_are_right() -> None:
    assert not_passed(await check_with(server=ReasoningServer, api="responses")) == {}


async def test_chat_completions_in_place_of_events_are_named() -> None:
    results = await check_with(server=GatewayServer, api="responses")
    for rule in ("responses-created", "responses-terminal"):
        assert results[rule].status == "fail"
        assert "“chat.completion.chunk”" in results[rule].evidence


class ThinkingServer(ResponsesServer):
    """Its model uses up all tokens in thoughts."""

    def pieces(self, body: dict[str, Any], number: int) -> list[dict[str, Any]]:
        created, *_, last = super().pieces({**body, "tools": None, "max_tokens": 1}, number)
        item = {"type": "reasoning", "id": "rs_1", "summary": []}
        last["response"].update(status="incomplete", output=[item])
        thoughts = [
            {"type": f"response.output_item.{kind}", "output_index": 0, "item": item} for kind in ("added", "done")
        ]
        events = [created, *thoughts, {**last, "type": "response.incomplete"}]
        return [{**event, "sequence_number": at} for at, event in enumerate(events)]


async def test_a_model_that_only_thinks_within_the_limit_is_no_failure() -> None:
    results = await check_with(server=ThinkingServer, api="responses")
    assert {result.id: result.evidence for result in results.values() if result.status == "fail"} == {}
    assert results["responses-call"].evidence == "all tokens went into thoughts"


class EchoServer(ResponsesServer):
    """Says the key, and what acts on a terminal, wherever it can."""

    def pieces(self, body: dict[str, Any], number: int) -> list[dict[str, Any]]:
        nasty = f"\x1b]0;owned\x07 Bearer {KEY} {'x' * 60}{KEY} \u202e{KEY}"
        events: list[dict[str, Any]] = json.loads(json.dumps(super().pieces(body, number)))
        for event in events:
            event.update({name: nasty for name in ("item_id", "delta", "output_index", "text") if name in event})
            for holder in ("item", "response", "part"):
                if holder in event:
                    event[holder] = dict.fromkeys(event[holder], nasty)
        return events


async def test_neither_the_key_nor_a_control_character_reaches_the_report() -> None:
    results = await check_with(server=EchoServer, api="responses")
    report = json.dumps([result.evidence for result in results.values()], ensure_ascii=False)
    assert "could not be judged" not in report
    assert "owned" in report
    assert KEY[:12] not in report
    assert not {"\x1b", "\x07", "\u202e"} & set(report)


ODD_ITEM = '{"type": "response.output_item.added", "output_index": 0, "item": {"type": {}}}'


@pytest.mark.parametrize(
    "data", ["1", "[]", "{}", '{"type": []}', '{"type": "response.created", "response": 1}', ODD_ITEM]
)
async def test_odd_events_are_judged(data: str) -> None:
    class OddServer(ResponsesServer):
        def packets(self, pieces: list[dict[str, Any]]) -> list[bytes]:
            return [f"data: {data}\n\n".encode()] * 3

    results = await check_with(server=OddServer, api="responses")
    assert len(results) == len(ALL)
    assert not [result for result in results.values() if "could not be judged" in result.evidence]


def test_a_limit_of_the_profile_gives_way_to_that_of_a_rule() -> None:
    target = Target("http://127.0.0.1:1/v1", KEY, "m", {"max_tokens": 512, "top_p": 0.5})
    probe = ResponsesProbe(target, Wire(target, LockstepClock(), 1))
    assert probe.body("Hi")["max_output_tokens"] == 512
    for name in ("max_tokens", "max_output_tokens"):
        body = probe.body("Hi", **{name: 20})
        assert (body["max_output_tokens"], body["top_p"], "max_tokens" in body) == (20, 0.5, False)


@pytest.mark.parametrize("defects", [[], ["refuses-reasoning"]])
async def test_options_of_the_profile_are_sent_by_the_names_that_they_have_here(defects: list[str]) -> None:
    class PickyServer(ResponsesServer):
        known: Mapping[str, Defect] = {
            "refuses-reasoning": Defect("none", answer=change.unsupported("reasoning")),
            "refuses-effort": Defect("none", answer=change.unsupported("reasoning_effort")),
        }

    async with PickyServer("refuses-effort", *defects) as server:
        target = Target(server.base_url, KEY, MODEL, {"reasoning_effort": "low", "verbosity": "low"})
        async with Wire(target, LockstepClock(), 30.0) as wire:
            await require_answer(ResponsesProbe(target, wire))
        sent = [(each.body.get("reasoning"), each.body["text"]) for each in server.requests]
    refused = [(None, {"verbosity": "low"})] if defects else []
    assert sent == [({"effort": "low"}, {"verbosity": "low"}), *refused]


async def test_the_id_of_a_response_stays_within_its_part_of_the_address() -> None:
    class OddServer(ResponsesServer):
        def packets(self, pieces: list[dict[str, Any]]) -> list[bytes]:
            return [packet.replace(b"resp_", b"../models?a=b#c") for packet in super().packets(pieces)]

    clock = LockstepClock()
    async with OddServer(sleep=clock.sleep) as server:
        results = await check(server.base_url, clock, api="responses")
        assert [identity[:16] for identity in server.cancelled] == ["../models?a=b#c1"]
    assert results["responses-background-cancel"].status == "pass"
