"""A rule: one question to a server, and its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from streamtui.core.words.check_report import Status

if TYPE_CHECKING:
    from streamtui.checks.probe import Probe


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a rule came out, and what was seen."""

    status: Status
    evidence: str


def passed(evidence: str) -> Verdict:
    """The server does it as the API reference says."""
    return Verdict("pass", evidence)


def warned(evidence: str) -> Verdict:
    """It works, but some clients or people will be surprised; or it could not be seen."""
    return Verdict("warn", evidence)


def failed(evidence: str) -> Verdict:
    """The server does it wrong."""
    return Verdict("fail", evidence)


def not_supported(evidence: str) -> Verdict:
    """The server says plainly that it can't, or has no such thing."""
    return Verdict("not_supported", evidence)


class SettledError(Exception):
    """No fault: ends a rule from within, as its verdict is known."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.evidence)
        self.verdict = verdict


Check: TypeAlias = "Callable[[Probe], Awaitable[Verdict]]"


@dataclass(frozen=True, slots=True)
class Rule:
    """One behaviour that matters in streaming. The docstring of `check` says why, and where it is written."""

    id: str
    title: str
    breaks: str
    """What goes wrong, in which clients, where a server does not keep it."""
    must: bool
    check: Check


def rule(rule_id: str, title: str, *, breaks: str, must: bool = False) -> Callable[[Check], Rule]:
    """Make the function below a rule."""
    return lambda check: Rule(rule_id, title, breaks, must, check)
