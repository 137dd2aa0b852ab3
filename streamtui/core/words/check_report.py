"""What a check of a server found: one result a rule, as the object `streamtui.check.v1`.

The object is ASCII: nothing in it can act on a terminal, and no locale can spoil it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

SCHEMA = "streamtui.check.v1"

Status = Literal["pass", "warn", "fail", "not_supported"]
STATUSES: tuple[Status, ...] = get_args(Status)
SIGNS: dict[Status, str] = {"pass": "✓", "warn": "!", "fail": "✗", "not_supported": "–"}


def status_words(status: Status) -> str:
    """A status for people, with its sign, which is all there is of what is not supported."""
    return SIGNS[status] if status == "not_supported" else f"{SIGNS[status]} {status}"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """How a server stands to one rule. Its texts are safe to show and hold no key."""

    id: str
    group: str
    title: str
    status: Status
    must: bool
    """Clients rely on it."""
    evidence: str
    """What was seen."""
    breaks: str
    """What goes wrong, in which clients, where the rule is not kept."""


def status_counts(results: Iterable[RuleResult]) -> str:
    """How many there are of each status: `5 pass, 1 warn`."""
    found = Counter(result.status for result in results)
    return ", ".join(f"{found[status]} {status.replace('_', ' ')}" for status in STATUSES if found[status])


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, and by what; what is not known of it is empty. All is safe to show and holds no key."""

    model: str = ""
    base_url: str = ""
    api: str = ""
    """chat, responses, or both."""
    version: str = ""
    """Of streamtui: later ones may know more rules."""

    @property
    def place(self) -> str:
        """Model and server."""
        return f"{self.model} at {self.base_url}"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All results, in order."""

    checked: Checked
    results: Sequence[RuleResult]

    @property
    def keeps_every_must(self) -> bool:
        """No rule fails that clients rely on."""
        return not self._broken_musts()

    @property
    def summary(self) -> str:
        """How many rules there are of each status, and which musts fail."""
        broken = self._broken_musts()
        verdict = f"Musts that fail: {', '.join(broken)}." if broken else "No must fails."
        return f"{len(self.results)} rules: {status_counts(self.results)}. {verdict}"

    def to_json(self, **more: Any) -> str:
        """The object, without a newline at its end; `more` is what it has beside the rules."""
        rules = [
            {
                "id": result.id,
                "title": result.title,
                "status": result.status,
                "must": result.must,
                "evidence": result.evidence,
                "breaks": result.breaks,
            }
            for result in self.results
        ]
        return json.dumps({"schema": SCHEMA, **asdict(self.checked), "rules": rules, **more}, indent=2)

    def _broken_musts(self) -> list[str]:
        return [result.id for result in self.results if result.must and result.status == "fail"]
