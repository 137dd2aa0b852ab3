"""Whatever a server does, the check comes to its end, with a line for every rule and no key in any."""

from __future__ import annotations

import asyncio
import gzip
import json
import tracemalloc
from typing import Any

import httpx2
import pytest

from streamtui.checks.catalogue import RULES
from streamtui.checks.preflight import require_answer
from streamtui.checks.probe import Probe
from streamtui.checks.rule import rule
from streamtui.checks.runner import run
from streamtui.checks.verdict import SettledError, Verdict
from streamtui.checks.wire import NoAnswerError, Target, Wire
from streamtui.cli.clock import SystemClock
from streamtui.core.faults.faults import ConfigurationError
from tests.checks.checking import check, check_with, not_passed
from tests.checks.lockstep import LockstepClock
from tests.servers import replies
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.defects import KEY, DefectServer
from tests.servers.fault import FaultServer
from tests.servers.raw import RawServer

COUNT = sum(map(len, RULES.values()))
FOUND_BY = {
    "good": "tools-required",
    "one-newline": "framing",
    "bom": "framing",
    "no-done": "done",
    "no-finish": "finish-reason",
    "malformed": "chunk-form",
    "ping-event": "keep-alives",
    "page": "content-type",
    "json": "content-type",
    "empty": "chunk-form",
    "done-only": "chunk-form",
    "invalid-byte": "utf-8",
    "lone-surrogates": "utf-8",
    "stream-error": "error-free",
    "stream-error-string": "error-free",
    "stream-error-named": "error-free",
    "stream-error-line": "framing",
    "cut-between": "done",
    "cut-inside": "framing",
    "cut-reset": "error-free",
    "cut-close-inside": "framing",
    "401": "error-free",
    "404-page": "error-free",
    "429-long": "error-free",
    "500": "error-free",
    "502": "error-free",
    "body-gemini": "error-free",
    "refuses-tools": "tools-required",
    "refuses-usage": "usage",
    "no-headers": "error-free",
    "long-line": "buffering",
}


@pytest.mark.parametrize("scenario", FOUND_BY)
async def test_a_server_that_fails_in_this_way_gets_a_whole_report(scenario: str) -> None:
    async with FaultServer() as server:
        results = await check(server.url(scenario), LockstepClock(), model=scenario)
    assert len(results) == COUNT
    assert FOUND_BY[scenario] in not_passed(results)


@pytest.mark.parametrize("scenario", ["never", "headers-only", "silent", "pings"])
async def test_a_server_that_falls_silent_is_waited_for_only_as_long_as_one_reply_may_take(scenario: str) -> None:
    async with FaultServer() as server:
        clock = LockstepClock()
        target = Target(server.base_url, KEY, scenario)
        async with Wire(target, clock, 0.2) as wire:
            groups = {"some": [*RULES["transport"], *RULES["chunks"]]}
            results = {result.id: result async for result in run((Probe(target, wire), groups))}
    assert results["done"].status == "fail"
    assert "0.2 s" in results["done"].evidence
    assert len(server.requests) <= 3


async def test_where_nobody_listens_every_rule_fails_at_once() -> None:
    async with ChatServer(replies.text("hi")) as server:
        url = server.base_url
    results = await check(url, LockstepClock())
    assert {result.status for result in results.values()} == {"fail"}
    assert "connection" in results["content-type"].evidence


async def test_a_rule_that_crashes_is_a_fail_and_the_next_is_asked() -> None:
    @rule("crash", "Crashes", breaks="Nothing.")
    async def crash(probe: Probe) -> Verdict:
        raise ZeroDivisionError("of its own")

    target = Target("http://127.0.0.1:1/v1", KEY, "any")
    async with Wire(target, LockstepClock(), 1) as wire:
        results = [result async for result in run((Probe(target, wire), {"group": [crash, crash]}))]
    assert [result.status for result in results] == ["fail", "fail"]
    assert "ZeroDivisionError: of its own" in results[0].evidence


class EchoServer(DefectServer):
    """Says the key, and what acts on a terminal, wherever it can."""

    def answer(self, request: RecordedRequest) -> replies.Answer:
        nasty = f"\x1b]0;owned\x07 Bearer {KEY} {'x' * 60}{KEY} \u202e{KEY}"
        if request.body.get("max_tokens") != 48:
            return replies.document({"error": {"message": nasty, "type": nasty, "code": nasty}}, 400)
        chunk = {"id": nasty, "object": nasty, "model": nasty, "choices": [{"index": 0, "delta": {"content": nasty}}]}
        return replies.Answer([replies.sse(chunk), replies.sse({**chunk, "finish_reason": nasty}), replies.DONE])


async def test_neither_the_key_nor_a_control_character_reaches_the_report() -> None:
    results = await check_with(server=EchoServer)
    report = json.dumps([result.evidence for result in results.values()], ensure_ascii=False)
    assert "owned" in report
    assert KEY[:12] not in report
    assert not {"\x1b", "\x07", "\u202e"} & set(report)


async def test_a_rate_limit_is_waited_out() -> None:
    class LimitedServer(DefectServer):
        def answer(self, request: RecordedRequest) -> replies.Answer:
            if len(self.requests) in (1, 2):
                return replies.document({"error": {"message": "Slow down."}}, 429, retry_after="3")
            return super().answer(request)

    assert not_passed(await check_with(server=LimitedServer)) == {}


async def test_a_model_that_only_thinks_within_the_limit_is_no_failure() -> None:
    class ThinkingServer(DefectServer):
        def answer(self, request: RecordedRequest) -> replies.Answer:
            thought = replies.chunk({"reasoning_content": "Well"})
            return replies.Answer([thought, *replies.ending("length")])

    results = await check_with(server=ThinkingServer)
    for rule_id in ("tools-required", "tools-auto", "tools-parallel", "json-mode", "json-schema", "utf-8"):
        assert results[rule_id].evidence == "all tokens went into thoughts: 1 chunks of them"
        assert results[rule_id].status == "warn"


async def test_leaving_the_check_leaves_no_request_behind() -> None:
    async with ChatServer(replies.Answer(before_headers=[replies.Silence()])) as server:
        checking = asyncio.create_task(check(server.base_url, LockstepClock()))
        request = await server.asked()
        checking.cancel()
        await asyncio.wait_for(request.gone.wait(), 10)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "bad Content-Length"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "illegal status line"),
    ],
)
async def test_an_answer_that_cannot_be_read_is_no_answer(said: bytes, words: str) -> None:
    async with RawServer(said) as server, Wire(Target(server.base_url, KEY, "m"), SystemClock(), 30.0) as wire:
        with pytest.raises(NoAnswerError, match=words):
            await wire.send("/models")


async def test_a_reply_without_an_end_is_left_and_no_rule_asks_for_it_again() -> None:
    head, chunk = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", b'data: {"choices": []}\n\n'
    async with RawServer(head, endless=[chunk * 1000]) as server:
        results = await check(server.base_url, LockstepClock())
        asked = server.asked
        async with Wire(target := Target(server.base_url, KEY, "m"), SystemClock(), 30.0) as wire:
            with pytest.raises(ConfigurationError, match=r"more than 2 MiB .*: nothing was checked; make it"):
                await require_answer(Probe(target, wire))
    assert {result.status for result in results.values()} == {"fail"}
    assert results["done"].evidence == "it sent more than 2 MiB to one small request, and was left"
    assert asked < 4


async def test_a_reply_without_an_end_in_packets_of_one_byte_is_left_before_they_fill_the_memory() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with (
        RawServer(head, endless=[b"1\r\na\r\n" * 1000]) as server,
        Wire(Target(server.base_url, KEY, "m"), SystemClock(), 30.0) as wire,
    ):
        with pytest.raises(SettledError, match=r"it sent more than 20,000 packets to one small request"):
            await wire.send("/models")


async def test_a_little_that_would_be_much_is_unpacked_no_further_than_the_bound() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
    async with (
        RawServer(head + gzip.compress(bytes(32 << 20), 1)) as server,
        Wire(Target(server.base_url, KEY, "m"), SystemClock(), 30.0) as wire,
    ):
        tracemalloc.start()
        with pytest.raises(SettledError, match=r"it sent more than 2 MiB to one small request"):
            await wire.send("/models")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 8 << 20


@pytest.mark.parametrize(("encoding", "why"), [("gzip", "incorrect header check"), ("br", "br was not asked for")])
async def test_a_body_that_can_not_be_unpacked_is_told(encoding: str, why: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nConnection: close\r\n\r\n".encode()
    async with RawServer(head + b"{}") as server, Wire(Target(server.base_url, KEY, "m"), SystemClock(), 30.0) as wire:
        exchange = await wire.send("/models")
    assert exchange.broken.startswith("the body can't be unpacked: ")
    assert why in exchange.broken


async def test_a_redirect_is_the_answer_and_is_not_followed() -> None:
    async with RawServer() as other:
        moved = f"HTTP/1.1 307 Moved\r\nLocation: {other.base_url}/chat/completions\r\nContent-Length: 0\r\n\r\n"
        async with (
            RawServer(moved.encode()) as server,
            Wire(Target(server.base_url, KEY, "m"), SystemClock(), 9) as wire,
        ):
            answer = await wire.send("/chat/completions", {"model": "m"})
        assert (answer.status, other.asked) == (307, 0)
        assert answer.error == f"it redirects to “{other.base_url}/chat/completions”"


@pytest.mark.parametrize(
    ("url", "are_loaded"),
    [("http://127.0.0.1:1/v1", False), ("https://127.0.0.1:1/v1", True), ("http://far.example/v1", True)],
)
async def test_the_certificates_of_the_world_are_loaded_where_one_may_be_shown(
    url: str, are_loaded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted: list[object] = []
    client = httpx2.AsyncClient

    def made(**options: Any) -> httpx2.AsyncClient:
        trusted.append(options["verify"])
        return client(**options)

    monkeypatch.setattr(httpx2, "AsyncClient", made)
    async with Wire(Target(url, KEY, "a-model"), LockstepClock(), 1.0):
        assert [one is True for one in trusted] == [are_loaded]
