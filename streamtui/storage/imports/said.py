"""A conversation of another program, as far as all of them agree: messages that follow one another, as a tree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.usage import Usage
from streamtui.core.json_text.values import amount

Role = Literal["user", "assistant", "tool"]
_LATEST_S = 4e9
_LONGEST_S = 1e6


@dataclass(slots=True)
class Call:
    """A function that the model asked for."""

    name: str
    arguments: str
    id: str = ""
    """What its server called it."""


@dataclass(slots=True)
class Result:
    """What came of one; without an id, of the first that has none."""

    output: str
    id: str = ""
    ok: bool = True
    name: str = ""


@dataclass(slots=True)
class Said:
    """One message."""

    key: str
    """Like no other in the conversation."""
    parent: str
    """The message that it follows; a first one names none that is there."""
    role: Role
    text: str = ""
    reasoning: str = ""
    calls: list[Call] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    system: str | None = None
    """The system prompt from here on, where that is told."""
    model: str = ""
    served_model: str = ""
    at: float | None = None
    """Seconds of the epoch."""
    duration_s: float | None = None
    usage: Usage | None = None
    finish_reason: str | None = None
    stopped: bool = False
    cut: bool = False
    fault: str = ""
    """Why it is not whole, in its program's words."""

    @property
    def size(self) -> int:
        """Of all that it says, in characters."""
        spoken = len(self.text) + len(self.reasoning) + sum(len(call.arguments) for call in self.calls)
        return 1 + spoken + sum(len(result.output) for result in self.results)


@dataclass(slots=True)
class Foreign:
    """All of it."""

    id: str
    """Derived from theirs, so that it is the same each time."""
    title: str
    said: list[Said]
    head: str = ""
    """The key of the last message that was shown."""
    began: float | None = None
    changed: float | None = None
    left_out: Counter[str] = field(default_factory=Counter)
    """What is not taken over, in words for one of it, and how much."""


def above(key: str, gone: dict[str, str]) -> str:
    """The next message on the way up that is none of those which are gone; `gone` names what each of them follows.

    The way is shortened for those that come after.
    """
    passed: dict[str, None] = {}
    while key in gone and key not in passed:
        passed[key] = None
        key = gone[key]
    key = "" if key in passed else key
    gone.update(dict.fromkeys(passed, key))
    return key


def digest(*parts: str) -> str:
    """16 characters that stand for the parts, and for no others."""
    lengths = ",".join(str(len(part)) for part in parts)
    return blake2b("\n".join((lengths, *parts)).encode("utf-8", "replace"), digest_size=8).hexdigest()


def epoch(value: object) -> float | None:
    """An instant in seconds, milliseconds, or smaller parts of a second; `None` where it is none of our time."""
    at = amount(value) if not isinstance(value, int) else min(float(value), 1e20) if value >= 0 else None
    while at is not None and at > _LATEST_S:
        at = at / 1000 if at < 1e20 else None
    return at or None


def seconds(value: object) -> float | None:
    """A time that a reply may have taken."""
    measured = amount(value)
    return measured if measured is not None and measured <= _LONGEST_S else None
