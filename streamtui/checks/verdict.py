"""How a rule comes out."""

from __future__ import annotations

from dataclasses import dataclass

from streamtui.core.words.check_report import Status


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
