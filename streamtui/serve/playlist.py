"""Which recorded answer a request gets: that of the same messages, else of the same model, else the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias, get_args

from streamtui.core.text.nearest import perhaps
from streamtui.core.words.figures import plural
from streamtui.serve.asked import CHAT, MODELS, RESPONSES, Asked
from streamtui.serve.served import Served

Match: TypeAlias = Literal["auto", "messages", "model", "turn"]
MATCHES: tuple[Match, ...] = get_args(Match)
_SHOWN = 80
_MOST_NAMED = 8


class NothingServedError(Exception):
    """No recorded answer is meant; the text is a sentence."""

    def __init__(self, sentence: str, *, status: int = 404, code: str = "not_recorded") -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code


class Playlist:
    """The answers in the order in which they were recorded. Of several that are meant each is given once, in turn."""

    def __init__(self, served: Sequence[Served], *, match: Match = "auto", loop: bool = False) -> None:
        """`loop`: behind the last that is meant comes the first again; else the last one again."""
        self.served = served
        self._match = match
        self._loop = loop
        self._given: Counter[Served] = Counter()

    @property
    def models(self) -> list[str]:
        """The names by which they may be asked for."""
        return list(dict.fromkeys(model for one in self.served for model in one.models)) or ["recording"]

    def choose(self, asked: Asked) -> Served:
        """The answer to give. Raises NothingServedError."""
        there = [one for one in self.served if (one.method, one.endpoint) == (asked.method, asked.endpoint)]
        if not there:
            raise NothingServedError(
                f"Nothing is recorded for {asked.method} {_short(asked.endpoint or '/')}: there is {self._endpoints()}."
            )
        if asked.said is None and asked.endpoint in (CHAT, RESPONSES):
            raise NothingServedError("The body of the request is no JSON object.", status=400, code="invalid_json")
        found = self._of_one_form(self._meant(asked, there), asked)
        return self._next(found)

    def _meant(self, asked: Asked, there: Sequence[Served]) -> Sequence[Served]:
        steps: dict[Match, Callable[[], Sequence[Served]]] = {
            "messages": lambda: [one for one in there if asked.said is not None and one.said == asked.said],
            "model": lambda: [one for one in there if asked.model in one.models],
            "turn": lambda: there,
        }
        for match, found in steps.items():
            if self._match in ("auto", match) and (meant := found()):
                return meant
        known = [model for one in there for model in one.models]
        if self._match == "model":
            raise NothingServedError(
                f"No answer of the model {_short(asked.model)!r} is recorded{perhaps(asked.model, set(known))}: "
                f"there is {_named(known)}.",
                code="model_not_found",
            )
        raise NothingServedError(
            f"No recorded request asks {_short(asked.said or '')}; --match messages takes none of the others "
            f"({plural(len(there), 'request')} of {_named(known)}), --match auto would."
        )

    def _of_one_form(self, meant: Sequence[Served], asked: Asked) -> Sequence[Served]:
        """A stream for who wants one, else what is whole; a stream can be made whole, and not the other way round."""
        alike = [one for one in meant if one.refused or one.streamed == asked.streamed]
        if alike or not asked.streamed or asked.endpoint not in (CHAT, RESPONSES):
            return alike or meant
        raise NothingServedError(
            f"A stream is asked for, and what is recorded ({meant[0].source}) is a whole answer: ask without `stream`.",
            status=400,
        )

    def _next(self, meant: Sequence[Served]) -> Served:
        chosen = min(meant, key=self._given.__getitem__)
        if self._given[chosen] and not self._loop:
            chosen = meant[-1]
        self._given[chosen] += 1
        return chosen

    def _endpoints(self) -> str:
        counts = Counter(f"{one.method} {_short(one.endpoint)}" for one in self.served)
        return ", ".join([*counts, f"GET {MODELS}"])


def _named(models: Sequence[str]) -> str:
    names = [_short(model) for model in dict.fromkeys(models)]
    shown = ", ".join(names[:_MOST_NAMED]) or "no named model"
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
