"""Parameters that the person sets for requests: which there are, what each may be, and which are in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from streamtui.core.chat.response_format import RESPONSE_FORMAT, wanted_format
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.nearest import nearest
from streamtui.core.text.surrogates import join_surrogates

_LONGEST = 1000
"""Characters of a text."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of the chat-completions API, or one that many servers add to it."""

    name: str
    about: str
    kind: type[float] | type[int] | type[str]
    least: int = 0
    most: int = 0
    words: tuple[str, ...] = ()
    """Those that it may be; empty: any text, or a list of texts."""

    @property
    def wanted(self) -> str:
        """What a value must be."""
        if self.words:
            return " or ".join((", ".join(self.words[:-1]), self.words[-1]))
        if self.kind is str:
            return 'a text, or a list like ["END", "\\n\\n"]'
        noun = "a whole number" if self.kind is int else "a number"
        return f"{noun} from {self.least:,} to {self.most:,}"

    def value(self, text: str) -> Any:
        """The value that was written as `text`. Raises ConfigurationError with what it must be."""
        found = self._words(text) if self.kind is str else self._number(text)
        if found is None:
            raise ConfigurationError(f"{self.name} must be {self.wanted}.")
        return found

    def check(self, value: object) -> None:
        """Raises ConfigurationError where it is no value for it."""
        if isinstance(value, str) and self.kind is not str:
            self.value("")
        self.value(value if isinstance(value, str) else json.dumps(value, default=str))

    def _number(self, text: str) -> float | int | None:
        try:
            found: float | int = int(text) if self.kind is int else float(text)
        except ValueError:
            return None
        return found if self.least <= found <= self.most else None

    def _words(self, text: str) -> str | list[str] | None:
        if self.words:
            return word if (word := text.casefold()) in self.words else None
        text = join_surrogates(text)
        try:
            found = json.loads(text) if text[:1] in ('"', "[") else text
        except (ValueError, RecursionError):
            return None
        texts = found if isinstance(found, list) else [found]
        fine = all(isinstance(text, str) and 0 < len(text) <= _LONGEST for text in texts)
        return found if texts and fine else None


_COUNT = (int, 1, 1_000_000_000)
PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        Parameter("temperature", "how freely words are chosen", float, 0, 2),
        Parameter("max_tokens", "the longest reply, in tokens", *_COUNT),
        Parameter("max_completion_tokens", "the same, thinking included", *_COUNT),
        Parameter("top_p", "only the likeliest words, to this share", float, 0, 1),
        Parameter("top_k", "only so many of the likeliest words", int, 0, 1_000_000),
        Parameter("min_p", "no word less likely than this share of the likeliest", float, 0, 1),
        Parameter("seed", "the same choices each time", int, -1, 2**32 - 1),
        Parameter("stop", "the reply ends before this text", str),
        Parameter(
            "reasoning_effort",
            "how long it thinks",
            str,
            words=("none", "minimal", "low", "medium", "high", "xhigh", "max"),
        ),
        Parameter("verbosity", "how long it answers", str, words=("low", "medium", "high")),
        Parameter("frequency_penalty", "less of words that came often", float, -2, 2),
        Parameter("presence_penalty", "less of words that came at all", float, -2, 2),
        Parameter("repeat_penalty", "less of words that came lately", float, 0, 10),
        Parameter("n", "so many replies at once", int, 1, 16),
    )
}
"""By their names, in the order in which they are offered."""


def parameter_of(name: str) -> Parameter:
    """The parameter of that name. Raises ConfigurationError with the nearest names."""
    meant = name.casefold().replace("-", "_")
    if meant in PARAMETERS:
        return PARAMETERS[meant]
    near = nearest(meant, PARAMETERS) or list(PARAMETERS)
    raise ConfigurationError(f"There is no parameter {name}; there is {', '.join(near)}.")


def assigned(text: str) -> tuple[str, Any]:
    """The name and value of `temperature=0.2`. Raises ConfigurationError."""
    name, equals, written = text.partition("=")
    parameter = parameter_of(name.strip())
    if not equals:
        raise ConfigurationError(f"{parameter.name} has no value: write {parameter.name}=VALUE.")
    return parameter.name, parameter.value(written.strip())


def in_force(given: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What a request carries: what the place gives, and what the person set, which wins; `None` leaves one out."""
    return {name: value for name, value in {**given, **own}.items() if value is not None}


def shown_value(value: object) -> str:
    """A value as the person would write it; of a response format what it is."""
    if isinstance(value, Mapping) and (form := wanted_format({RESPONSE_FORMAT: value})) is not None:
        return form.words
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
