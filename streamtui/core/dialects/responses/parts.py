"""The texts that a response is made of, each in pieces: what is new of them is told once, whoever repeats it.

Where the server's last word on one is another than its pieces made, or where they came in another order than that of
their items, all of it is told anew at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from streamtui.core.dialects.responses.stage import Stage
from streamtui.core.text.growing_text import GrowingText
from streamtui.core.text.surrogates import SurrogateJoiner, join_surrogates
from streamtui.core.wire import bounds

PartName: TypeAlias = Literal["text", "refusal", "reasoning"]


class Place(NamedTuple):
    """Where a text stands."""

    part: PartName
    """What of a reply it is a part of."""
    item: int
    channel: str
    """Which of the item's texts of that kind: thoughts are told themselves, or summed up."""
    number: int
    """Its index among those."""


class Part:
    """One text: pieces come, then perhaps all of it again, in an event of its own, in its item, and at the end."""

    __slots__ = ("_is_whole", "_joiner", "_last_word", "_sent")

    def __init__(self) -> None:
        self._sent = GrowingText()
        """As sent, halves of characters included."""
        self._joiner = SurrogateJoiner()
        self._is_whole = False
        self._last_word: str | None = None
        """What the server said that it is, where its pieces are not the beginning of that."""

    def __bool__(self) -> bool:
        return bool(self._sent)

    def __str__(self) -> str:
        return join_surrogates(str(self._sent)) if self._last_word is None else self._last_word

    @property
    def is_corrected(self) -> bool:
        """It is another text than its pieces made."""
        return self._last_word is not None and self._last_word != join_surrogates(str(self._sent))

    def is_beginning(self, whole: str) -> bool:
        """Pieces came that make the beginning of that, and it was not said yet what they make."""
        return bool(self._sent) and not self._is_whole and whole.startswith(str(self._sent))

    def take(self, text: str, stage: Stage) -> str:
        """What is new and certain, now that this came. An empty one corrects nothing, and behind all are no pieces."""
        if stage is Stage.PIECE:
            return "" if self._is_whole and self else self._add(text)
        counts = stage is Stage.WHOLE or (stage is Stage.FINAL and not self._is_whole)
        self._is_whole = True
        known = len(self._sent)
        if len(text) >= known and text.startswith(str(self._sent)):
            self._last_word = None
            return self._add(text[known:])
        if text and counts:
            self._last_word = join_surrogates(text)
        return ""

    def _add(self, text: str) -> str:
        self._sent.append(text)
        return self._joiner.feed(text)

    def end(self) -> str:
        """What waited in vain."""
        return self._joiner.end()


class Parts:
    """Those of one response, by where they stand."""

    def __init__(self) -> None:
        self._parts: dict[Place, Part] = {}
        self._channels: dict[tuple[int, str], int] = {}
        """Of each item those that were seen, numbered in the order that they came in."""
        self._numbers: dict[tuple[int, str], list[int]] = {}
        """The indexes of each that were seen."""
        self._furthest: dict[PartName, Place] = {}
        """The last place of each at which something came."""
        self._mixed: set[PartName] = set()
        """Of these something came behind what stands after it."""
        self._begun: dict[Place, str] = {}
        """Texts with which their items and parts began."""

    def take(self, place: Place, text: str, stage: Stage) -> str:
        """See Part."""
        place = self._streamed_as(place, text) if stage is Stage.WHOLE else place
        if (part := self._parts.get(place)) is None:
            part = self._parts[place] = Part()
            self._channels.setdefault((place.item, place.channel), len(self._channels))
            self._numbers.setdefault((place.item, place.channel), []).append(place.number)
        new = part.take(text, stage)
        if new and (furthest := self._furthest.get(place.part)) != place:
            if furthest is not None and self._order(place) < self._order(furthest):
                self._mixed.add(place.part)
            else:
                self._furthest[place.part] = place
        return new

    def begin(self, place: Place, text: str) -> None:
        """It began with that text, which counts where no other comes there."""
        if text and len(self._begun) < bounds.IDS:
            self._begun[place] = text

    def _streamed_as(self, place: Place, whole: str) -> Place:
        """Where it came in pieces: some servers number those otherwise than the whole."""
        if place in self._parts:
            return place
        first = next(iter(self._numbers.get((place.item, place.channel), ())), place.number)
        other = place._replace(number=first)
        return other if other in self._parts and self._parts[other].is_beginning(whole) else place

    def numbers(self, item: int, channel: str, standing: Sequence[int]) -> Sequence[int]:
        """Under which indexes the texts came that stand there in the item: some servers count from 1 as they stream."""
        streamed = sorted(self._numbers.get((item, channel), ()))
        if set(streamed) <= set(standing):
            return standing
        free = range(streamed[-1] + 1, streamed[-1] + 1 + len(standing))
        return [*streamed, *free][: len(standing)]

    def end(self) -> Iterator[tuple[PartName, str]]:
        """Nothing follows: what they began with, and what waited in vain."""
        told = {(place.item, place.channel) for place, part in self._parts.items() if part}
        for place, text in self._begun.items():
            if (place.item, place.channel) not in told and (new := self.take(place, text, Stage.FINAL)):
                yield place.part, new
        for place, part in self._parts.items():
            if held := part.end():
                yield place.part, held

    def corrections(self) -> Iterator[tuple[PartName, str]]:
        """What each is, in the order of the items, that is another one than was told."""
        others = self._mixed | {place.part for place, part in self._parts.items() if part.is_corrected}
        for name in sorted(others):
            places = sorted((place for place in self._parts if place.part == name), key=self._order)
            yield name, "".join(str(self._parts[place]) for place in places)

    def _order(self, place: Place) -> tuple[int, int, int]:
        return place.item, self._channels[place.item, place.channel], place.number
