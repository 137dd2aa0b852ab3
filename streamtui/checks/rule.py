"""A rule: one question to a server, and its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from streamtui.checks.probe import Probe
from streamtui.checks.verdict import Verdict

Check: TypeAlias = Callable[[Probe], Awaitable[Verdict]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One behaviour that matters in streaming. The docstring of `check` says why, and where it is written."""

    id: str
    title: str
    breaks: str
    """What goes wrong, in which clients, where a server does not keep it."""
    must: bool
    check: Check

    def called(self, rule_id: str) -> Rule:
        """The same rule by another id: what it looks at is there in another API, too."""
        return replace(self, id=rule_id)


def rule(rule_id: str, title: str, *, breaks: str, must: bool = False) -> Callable[[Check], Rule]:
    """Make the function below a rule."""
    return lambda check: Rule(rule_id, title, breaks, must, check)
