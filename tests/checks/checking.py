"""A whole check of a server, in time that both share."""

from __future__ import annotations

from typing import Any

from streamtui.checks.catalogue import APIS
from streamtui.checks.runner import run
from streamtui.checks.wire import Target, Wire
from streamtui.core.words.check_report import RuleResult
from tests.checks.lockstep import LockstepClock
from tests.servers.defects import KEY, DefectServer
from tests.servers.good_model import MODEL


async def check(
    url: str,
    clock: LockstepClock,
    *,
    api: str = "chat",
    key: str = KEY,
    model: str = MODEL,
    timeout_s: float = 30.0,
) -> dict[str, RuleResult]:
    """The results of all rules at that URL, by their ids."""
    async with Wire(Target(url, key, model), clock, timeout_s) as wire:
        kind, rules = APIS[api]
        probe = kind(Target(url, key, model), wire, runs=2, streams=4)
        return {result.id: result async for result in run((probe, rules))}


async def check_with(*defects: str, server: type[DefectServer] = DefectServer, **how: Any) -> dict[str, RuleResult]:
    """The same on a server with those defects."""
    clock = LockstepClock()
    async with server(*defects, sleep=clock.sleep) as running:
        return await check(running.base_url, clock, **how)


def not_passed(results: dict[str, RuleResult]) -> dict[str, str]:
    """What came out otherwise, to compare and to read."""
    return {result.id: f"{result.status}: {result.evidence}" for result in results.values() if result.status != "pass"}
