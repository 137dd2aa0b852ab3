"""The kinds of values that a setting may have: what fits, what the environment's text means, what to ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Kind(Protocol):
    """A kind of values."""

    @property
    def wanted(self) -> str:
        """What a value must be, for the person."""
        ...

    def fits(self, value: object) -> bool:
        """The value is one."""
        ...

    def parsed(self, text: str) -> Any:
        """The value that the text of an environment variable means; need not fit."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds."""

    low: float
    high: float
    noun: str = "a number of seconds"
    whole: bool = False

    @property
    def wanted(self) -> str:
        return f"{self.noun} from {self.low} to {self.high}"

    def fits(self, value: object) -> bool:
        right_kind = isinstance(value, int if self.whole else (int, float)) and not isinstance(value, bool)
        return isinstance(value, (int, float)) and right_kind and self.low <= value <= self.high

    def parsed(self, text: str) -> float | None:
        try:
            value = float(text)
        except ValueError:
            return None
        return int(value) if value.is_integer() else value


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: Sequence[str]

    @property
    def wanted(self) -> str:
        return f"{', '.join(self.words[:-1])} or {self.words[-1]}"

    def fits(self, value: object) -> bool:
        return value in self.words

    def parsed(self, text: str) -> str:
        return text.strip()


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    wanted: str = "true or false"

    def fits(self, value: object) -> bool:
        return isinstance(value, bool)

    def parsed(self, text: str) -> bool | None:
        return {"true": True, "false": False}.get(text.strip().lower())


@dataclass(frozen=True, slots=True)
class Names:
    """Any number of names; in a variable they are separated by commas."""

    wanted: str = 'a list of names, like ["read_file"]'

    def fits(self, value: object) -> bool:
        return isinstance(value, list) and all(isinstance(name, str) for name in value)

    def parsed(self, text: str) -> list[str]:
        return [name for part in text.split(",") if (name := part.strip())]
