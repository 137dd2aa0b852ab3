"""Where the items of a response stand: by `output_index`, as some servers change the ids from event to event.

Where a server doesn't number them, or numbers pieces as an item that they can't be of, their ids count, without those
the last one of the type that is not whole yet; where it gives several the same number, their beginnings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streamtui.core.dialects.responses.stage import Stage
from streamtui.core.json_text.values import integer, mapping, text
from streamtui.core.wire import bounds

_ROOM = 1_000
"""From the place of an index to that of the next one: for those that have the same."""
_TEXTS = {"message", "reasoning"}
"""Types of items that no call is, whatever it is called."""


class Places:
    """Those of one response; what stands first there has the lower one."""

    def __init__(self) -> None:
        self._kinds: dict[int, str] = {}
        """The types of items, by where they stand."""
        self._known: dict[str, int] = {}
        """Where items stand, by the ids by which events may name them."""
        self._begun: dict[tuple[str, bool], list[int]] = {}
        """Where those stand that are not whole, with some that are, by their type: all, and those that no piece began
        which has an id."""
        self._furthest = -1
        """The last place."""
        self._whole: set[int] = set()
        """Where those stand that are whole."""
        self._last: dict[int, int] = {}
        """Where the last item of an index stands that has several."""
        self._streamed = 0
        """Behind what was streamed: there stands what the final response alone has."""
        self._sure: set[int] = set()
        """Where those of the final response stand that were streamed there beyond doubt."""

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def of_item(self, data: dict[str, Any], stage: Stage) -> int:
        """Where the item stands that such an event is about, which begins it or has all of it."""
        item = mapping(data.get("item"))
        kind, identity, known = text(item.get("type")), text(item.get("id")), self._known_of(item)
        index = integer(data.get("output_index"))
        if index is not None:
            place = self._at(index)
            if known != place and self._is_another(place, kind, begins=stage is Stage.PIECE):
                place = self._last[index] = place + 1
        elif known is not None:
            place = known
        else:
            place = self._free() if stage is Stage.PIECE else self._open(kind, identity)
        for name in _ids(item):
            self._known.setdefault(name, place)
        if stage is not Stage.PIECE:
            self._whole.add(place)
        if self._kinds.get(place) != kind:
            self._stand(place, kind, named=False)
        return place

    def of(self, data: dict[str, Any], kind: str) -> int:
        """Where the item stands that an event is about, of that type where the event says so."""
        index, identity = integer(data.get("output_index")), text(data.get("item_id")) or text(data.get("call_id"))
        known = self._known.get(identity)
        place = None
        if index is not None:
            place = known if known is not None and known // _ROOM == index else self._at(index)
            if self._kinds.get(place) != kind and self._is_odd(place, kind):
                place = None
        if place is None and known is not None:
            if self._is_odd(known, kind):
                identity = ""
            else:
                place = known
        if place is None:
            place = self._open(kind, identity)
            if identity and len(self._known) < bounds.IDS:
                self._known[identity] = place
        if kind and not self._kinds.get(place):
            self._stand(place, kind, named=bool(identity))
        return place

    def of_output(self, output: list[dict[str, Any]]) -> list[int]:
        """Where each item of the final response was streamed: that of its number, where all that was streamed is there.

        Some servers leave items out: then by its ids, else as the first, second, … of its type. What is there alone
        stands behind all.
        """
        self._streamed = self._free()
        places = self._by_number(output)
        self._sure = set(places)
        places = places or self._by_type(output)
        for place, item in zip(places, output, strict=True):
            self._kinds[place] = text(item.get("type"))
        return places

    def final_stage(self, place: int) -> Stage:
        """How much counts what the final response has there."""
        return Stage.FINAL if place in self._sure else Stage.DOUBTFUL

    def _by_number(self, output: list[dict[str, Any]]) -> list[int]:
        """Nothing, where one of them is not what stands there."""
        places = [number * _ROOM for number in range(len(output))]
        here = dict(zip(places, output, strict=True))
        fits = all(place in here and text(here[place].get("type")) == kind for place, kind in self._kinds.items())
        return places if fits and all(self._known_of(here[at]) in (None, at) for at in places) else []

    def _by_type(self, output: list[dict[str, Any]]) -> list[int]:
        found, taken = dict[int, int](), set[int]()
        for number, item in enumerate(output):
            place = self._known_of(item)
            if place is not None and self._kinds.get(place) == text(item.get("type")) and place not in taken:
                found[number] = place
                taken.add(place)
        self._sure = set(taken)
        left: dict[str, list[int]] = {}
        for place in sorted(self._kinds.keys() - taken, reverse=True):
            left.setdefault(self._kinds[place], []).append(place)
        for number, item in enumerate(output):
            if number not in found:
                places = left.get(text(item.get("type")))
                found[number] = places.pop() if places else self._streamed + number
        return [found[number] for number in range(len(output))]

    def in_order(self, kept: Iterable[int], final: list[int]) -> list[int]:
        """The places of `kept`, where those that the `final` response alone has stand before what does so there."""
        behind = float(max(final, default=0) + 1)
        ranks = dict[int, float]()
        for number, place in enumerate(reversed(final), 1):
            if place < self._streamed:
                behind = place
            else:
                ranks[place] = behind - number / (len(final) + 1)
        return sorted(kept, key=lambda place: ranks.get(place, place))

    def _known_of(self, item: dict[str, Any]) -> int | None:
        return next((self._known[name] for name in _ids(item) if name in self._known), None)

    def _at(self, index: int) -> int:
        return self._last.get(index, index * _ROOM)

    def _is_another(self, place: int, kind: str, *, begins: bool) -> bool:
        """What stands there is not the item of that type that an event is about."""
        standing = self._kinds.get(place)
        return bool(standing and kind and standing != kind) or (begins and place in self._whole)

    def _is_odd(self, place: int, kind: str) -> bool:
        """No event about an item of that type can be about what stands there: the number is wrong."""
        standing = self._kinds.get(place)
        return bool(standing and kind and standing != kind) and not _TEXTS.isdisjoint((standing, kind))

    def _open(self, kind: str, identity: str) -> int:
        """The last one of the type that is not whole; where the event has an id, none that began with another one."""
        begun = self._begun.get((kind, bool(identity)), [])
        while begun and (begun[-1] in self._whole or self._kinds[begun[-1]] != kind):
            begun.pop()
        return begun[-1] if begun else self._free()

    def _stand(self, place: int, kind: str, *, named: bool) -> None:
        """An item of that type is there; pieces that have an id began it where it is `named`."""
        self._kinds[place] = kind
        self._furthest = max(self._furthest, place)
        for unnamed in (False,) if named else (False, True):
            self._begun.setdefault((kind, unnamed), []).append(place)

    def _free(self) -> int:
        return (self._furthest // _ROOM + 1) * _ROOM


def _ids(item: dict[str, Any]) -> list[str]:
    return [name for name in (text(item.get("id")), text(item.get("call_id"))) if name]
