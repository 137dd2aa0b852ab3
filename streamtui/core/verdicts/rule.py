"""A rule: one thing that goes wrong with replies, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.quoted import quoted
from streamtui.core.verdicts.case import Case
from streamtui.core.verdicts.verdict import Verdict

_SEEN = 24
"""Characters of what stands at a place."""
_LONGEST = 60
"""Characters of what others wrote, in a sentence of ours."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule saw."""

    sentence: str
    chunk: int | None = None
    call: int | None = None


Judgement: TypeAlias = Callable[[Case], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One of the table. The docstring of `judge` says when it speaks, and when it does not."""

    id: str
    judge: Judgement
    unless: tuple[str, ...] = ()
    """Rules of which one that has spoken says all of it."""

    def verdicts(self, case: Case) -> Iterator[Verdict]:
        """What it has to say."""
        for found in self.judge(case):
            yield Verdict(self.id, found.sentence, found.chunk, found.call)


def rule(rule_id: str, *, unless: tuple[str, ...] = ()) -> Callable[[Judgement], Rule]:
    """Make the function below a rule."""
    return lambda judge: Rule(rule_id, judge, unless)


def shown(text: str, longest: int = _LONGEST) -> str:
    """What others wrote in quotation marks; see `quoted`."""
    return quoted(text, longest)


def standing(text: str, at: int, behind: str) -> str:
    """What stands at a place of a text, as `where “x” stands`, line breaks and their like by their signs.

    `behind`: what is said where the text ends before it.
    """
    seen = display_safe(text[at:][:_SEEN].replace("\t", "␉"), keep_newlines=False)
    return f"where {shown(seen, _SEEN)} stands" if seen else behind


def named(name: str) -> str:
    """The name of a function, which may be any text."""
    safe = display_safe(name, keep_newlines=False)
    return (f"{safe[: _LONGEST - 1]}…" if len(safe) > _LONGEST else safe) or "a call without a name"
