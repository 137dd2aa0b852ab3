"""Every rule against a server that does everything right, and against one with a single defect."""

from __future__ import annotations

import inspect

import pytest

from streamtui.checks.catalogue import RULES
from streamtui.checks.rule import Rule
from tests.checks.checking import check_with, not_passed
from tests.servers import replies
from tests.servers.chat_server import RecordedRequest
from tests.servers.defect_list import DEFECTS
from tests.servers.defects import DefectServer

pytestmark = pytest.mark.one_python

ALL = [rule for rules in RULES.values() for rule in rules]


async def test_a_server_that_does_everything_right_passes_every_rule() -> None:
    assert not_passed(await check_with()) == {}


@pytest.mark.parametrize("name", DEFECTS)
async def test_a_planted_defect_is_found_by_its_own_rule_and_harms_no_other(name: str) -> None:
    found = not_passed(await check_with(name, timeout_s=1.0 if name == "goes-on" else 30.0))
    assert DEFECTS[name].rule in found
    assert found.keys() == {DEFECTS[name].rule, *DEFECTS[name].also}, found


def test_there_is_a_defect_for_every_rule() -> None:
    assert {rule.id for rule in ALL} == {defect.rule for defect in DEFECTS.values()}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_says_why_it_matters_and_what_it_breaks(rule: Rule) -> None:
    assert len(inspect.getdoc(rule.check) or "") > 40
    assert rule.title
    assert rule.breaks.endswith(".")


class OneByteServer(DefectServer):
    """Cuts every packet into single bytes."""

    def answer(self, request: RecordedRequest) -> replies.Answer:
        answer = super().answer(request)
        if not request.body["messages"][0]["content"].startswith("Repeat"):
            return answer
        body = b"".join(step for step in answer.steps if isinstance(step, bytes))
        return type(answer)([bytes([byte]) for byte in body])


async def test_a_packet_that_ends_inside_a_character_is_no_fault() -> None:
    results = await check_with(server=OneByteServer)
    assert not_passed(results) == {}
    assert not results["utf-8"].evidence.endswith(", 0 packets that end inside one")
