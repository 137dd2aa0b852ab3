"""What became better or worse between two checks of a server: an earlier report, read, against the results of now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from streamtui.core.json_text.values import mapping, text
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.check_report import SCHEMA, STATUSES, Checked, RuleResult, Status
from streamtui.core.words.figures import plural

_RANKS: dict[Status, int] = {"fail": 0, "not_supported": 1, "warn": 2, "pass": 3}
"""What is plainly not there harms less than what is there and wrong."""
_LONGEST_ID = 80
_LONGEST_FIELD = 500
_UNKNOWN = Checked()
_RESPECTS = {"model": "model", "base_url": "server", "api": "API", "version": "streamtui"}


class NoReportError(Exception):
    """What was read is no report of a check; the text says why, as a clause."""


def read_report(name: str, report: object) -> EarlierReport:
    """A report that was parsed, by the name that it has here. Raises NoReportError."""
    found = mapping(report)
    known = {field.name: _shown(text(found.get(field.name)), _LONGEST_FIELD) for field in fields(Checked)}
    return EarlierReport(name, _statuses(found), Checked(**known))


def _statuses(found: Mapping[str, Any]) -> dict[str, Status]:
    """Of each rule, by its id."""
    schema, rules = text(found.get("schema")), found.get("rules")
    if schema != SCHEMA:
        shown = _shown(schema, _LONGEST_ID)
        raise NoReportError(f"its schema is {shown}" if shown else "it says no schema")
    if not isinstance(rules, list) or not rules:
        raise NoReportError("it holds no rules")
    statuses: dict[str, Status] = {}
    for number, rule in enumerate(map(mapping, rules), 1):
        status = next((known for known in STATUSES if known == rule.get("status")), None)
        if not text(rule.get("id")) or status is None:
            raise NoReportError(f"rule {number} of it has no id, or a status that is none")
        if rule["id"] in statuses:
            raise NoReportError(f"rule {number} of it is there twice")
        statuses[rule["id"]] = status
    return statuses


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that came out otherwise than before."""

    was: Status
    now: RuleResult

    @property
    def worse(self) -> bool:
        """It stands further from passing than before."""
        return _RANKS[self.now.status] < _RANKS[self.was]


@dataclass(frozen=True, slots=True)
class Difference:
    """What was checked, in one respect, was not what is checked now."""

    what: str
    """The field of `Checked`."""
    was: str
    now: str

    @property
    def words(self) -> str:
        """`model a, now b`."""
        return f"{_RESPECTS[self.what]} {self.was}, now {self.now}"


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is different, what got worse first; and what can't be compared."""

    worse: tuple[Change, ...]
    better: tuple[Change, ...]
    same: int
    """How many rules came out as before."""
    new: tuple[str, ...]
    """The rules that the earlier report does not have."""
    gone: tuple[str, ...]
    """The rules that it has alone; safe to show."""
    others: tuple[Difference, ...] = ()
    """What else was checked, as far as the earlier report says what that was."""

    @property
    def summary(self) -> str:
        """How many rules there are of each."""
        parts = [f"{len(self.worse)} worse", f"{len(self.better)} better", f"{self.same} as before"]
        if self.new:
            parts.append(f"{plural(len(self.new), 'rule')} that it does not have")
        if self.gone:
            parts.append(f"{plural(len(self.gone), 'rule')} that it has alone")
        return f"{', '.join(parts)}."

    def as_json(self) -> dict[str, Any]:
        """The part `against` of the report's object."""
        return {
            "worse": [_as_json(change) for change in self.worse],
            "better": [_as_json(change) for change in self.better],
            "same": self.same,
            "new": list(self.new),
            "gone": list(self.gone),
            "others": [asdict(other) for other in self.others],
        }


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """What is known of an earlier check."""

    name: str
    """What it is called; safe to show."""
    statuses: Mapping[str, Status]
    """By the rules' ids."""
    checked: Checked = _UNKNOWN
    """Reports of earlier versions say nothing of it."""

    def has_any(self, ids: Iterable[str]) -> bool:
        """There is something to compare with the results of these rules."""
        return not self.statuses.keys().isdisjoint(ids)

    def changes(self, results: Iterable[RuleResult], checked: Checked = _UNKNOWN) -> Changes:
        """What is different in the `results` of what was `checked` now."""
        before, now = self.statuses, {result.id: result for result in results}
        both = [Change(before[name], result) for name, result in now.items() if name in before]
        changed = [change for change in both if change.was != change.now.status]
        return Changes(
            tuple(change for change in changed if change.worse),
            tuple(change for change in changed if not change.worse),
            len(both) - len(changed),
            tuple(name for name in now if name not in before),
            tuple(_shown(name, _LONGEST_ID) for name in before if name not in now),
            tuple(self._others(checked)),
        )

    def _others(self, checked: Checked) -> Iterator[Difference]:
        for what in _RESPECTS:
            was, now = getattr(self.checked, what), getattr(checked, what)
            if was and now and was != now:
                yield Difference(what, was, now)


def _shown(said: str, most: int) -> str:
    return display_safe(said[:most], keep_newlines=False)[:most]


def _as_json(change: Change) -> dict[str, Any]:
    return {"id": change.now.id, "must": change.now.must, "was": change.was, "now": change.now.status}
