"""Tool calls out of the pieces of them that servers send.

The rules of the API (an `index` in every piece, id and name in the first) hold for some servers only. A piece belongs
to the call with its index, else its id, else to the last one; what tells that it begins another call is in `_begins`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from streamtui.core.chat.events import ItemKept, StreamEvent, ToolCallDelta
from streamtui.core.json_text.values import integer, mapping, mappings, text
from streamtui.core.json_text.whole_object import WholeObject
from streamtui.core.text.growing_text import GrowingText
from streamtui.core.text.surrogates import SurrogateJoiner, join_surrogates
from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError


@dataclass(frozen=True, slots=True)
class _Piece:
    index: int | None
    id: str
    name: str
    arguments: str
    kept: Mapping[str, Any]


@dataclass(slots=True)
class _OpenCall:
    position: int
    index: int | None
    chunk: int
    """The number of the chunk that brought its last piece."""
    ids: set[str] = field(default_factory=set)
    """More than one where the server makes a new id for every piece."""
    name: str = ""
    arguments: GrowingText = field(default_factory=GrowingText)
    whole: WholeObject = field(init=False)
    """The arguments are one JSON object, so no more of them can follow."""
    joiner: SurrogateJoiner = field(default_factory=SurrogateJoiner)

    def __post_init__(self) -> None:
        self.whole = WholeObject(self.arguments)

    def repeated_by(self, piece: _Piece) -> bool:
        """The piece is the whole call once more."""
        same = len(piece.arguments) == len(self.arguments) and piece.arguments == str(self.arguments)
        return same and piece.name == self.name and bool(self.whole)


class ToolCallPieces:
    """Puts the pieces of one choice's calls in their places."""

    __slots__ = ("_by_id", "_by_id_and_index", "_by_index", "_calls", "_choice", "_chunk")

    def __init__(self, choice: int) -> None:
        self._choice = choice
        self._calls: list[_OpenCall] = []
        self._by_index: dict[int | None, _OpenCall] = {}
        self._by_id: dict[str, _OpenCall] = {}
        self._by_id_and_index: dict[tuple[str, int | None], _OpenCall] = {}
        """The last call of each."""
        self._chunk = 0

    def __bool__(self) -> bool:
        """A call has been seen."""
        return bool(self._calls)

    def take(self, at: float, delta: Mapping[str, Any], events: list[StreamEvent]) -> None:
        """Take the calls of a delta or message; the legacy `function_call` counts where there are no `tool_calls`.

        Raises TooMuchError.
        """
        entries = mappings(delta.get("tool_calls"))
        if not entries and "function_call" in delta:
            entries = [{"function": call} for call in mappings(delta["function_call"])]
        self._chunk += 1
        for piece in filter(None, map(_piece, entries)):
            call = self._place(piece)
            events.extend(self._delta(at, call, piece))
            call.chunk = self._chunk

    def end(self, at: float, events: list[StreamEvent]) -> None:
        """Nothing follows: give out what was held back."""
        events.extend(
            ToolCallDelta(at, call.position, arguments=held, choice=self._choice)
            for call in self._calls
            if (held := call.joiner.end())
        )

    def _place(self, piece: _Piece) -> _OpenCall:
        call = self._candidate(piece)
        if call is None or self._begins(piece, call):
            if len(self._calls) >= bounds.CALLS:
                raise TooMuchError(f"more than {bounds.CALLS:,} calls")
            call = self._by_index[piece.index] = _OpenCall(len(self._calls), piece.index, 0)
            self._calls.append(call)
        return call

    def _candidate(self, piece: _Piece) -> _OpenCall | None:
        """The call that the piece belongs to, if it does not begin one: the last that has its id, else the last.

        With an index, only those count that have it or have none.
        """
        if piece.index is None:
            return self._by_id.get(piece.id) or (self._calls[-1] if self._calls else None)
        known = _later(self._by_id_and_index.get((piece.id, index)) for index in (piece.index, None))
        return known or _later(self._by_index.get(index) for index in (piece.index, None))

    def _remember(self, identity: str, call: _OpenCall) -> None:
        if len(identity) > bounds.NAME:
            raise TooMuchError(f"an id of more than {bounds.NAME:,} characters")
        if identity in call.ids or len(self._by_id_and_index) >= bounds.IDS:
            return
        call.ids.add(identity)
        place = (identity, call.index)
        self._by_id[identity] = _later((self._by_id.get(identity), call)) or call
        self._by_id_and_index[place] = _later((self._by_id_and_index.get(place), call)) or call

    def _begins(self, piece: _Piece, call: _OpenCall) -> bool:
        """The piece begins a call of its own, though its index or its lack of one says that it goes on with `call`.

        A new id alone does not say so, as some servers make one for every piece, nor does a name, as some repeat it.
        """
        new_id = bool(call.ids) and piece.id != "" and piece.id not in call.ids
        if not new_id and not piece.name:
            return False
        if call.chunk == self._chunk and call.name and piece.id not in call.ids:
            return True  # servers put two pieces of a call into two chunks
        other_name = bool(call.name) and piece.name not in ("", call.name)
        if not call.whole:
            return other_name and (new_id or bool(call.arguments))
        if piece.arguments.strip():
            return new_id or not call.repeated_by(piece)
        return other_name or (new_id and bool(piece.name))

    def _delta(self, at: float, call: _OpenCall, piece: _Piece) -> list[StreamEvent]:
        """What the piece adds to the call, if anything."""
        new_id = "" if call.ids else piece.id
        if not new_id and call.chunk == 0:
            new_id = f"call_{call.position}"  # until the server's own comes, if it ever does
        name = "" if piece.name == call.name else piece.name
        arguments = call.joiner.feed("" if call.repeated_by(piece) else piece.arguments)
        if piece.id:
            self._remember(piece.id, call)
        call.name += name
        if len(call.name) > bounds.NAME:
            raise TooMuchError(f"a name of more than {bounds.NAME:,} characters")
        call.arguments.append(arguments)
        events: list[StreamEvent] = []
        if new_id or name or arguments:
            events.append(ToolCallDelta(at, call.position, new_id or None, name, arguments, self._choice))
        if piece.kept:
            events.append(ItemKept(at, piece.kept, call.position, self._choice))
        return events


def _later(calls: Iterable[_OpenCall | None]) -> _OpenCall | None:
    return max(filter(None, calls), key=attrgetter("position"), default=None)


def _piece(entry: dict[str, Any]) -> _Piece | None:
    body = mapping(entry.get("function")) or mapping(entry.get("custom")) or entry
    arguments = body.get("arguments", body.get("input"))
    if isinstance(arguments, dict | list):
        arguments = json.dumps(arguments, ensure_ascii=False)
    kept = {name: entry[name] for name in ("extra_content",) if entry.get(name)}
    identity = entry.get("id")
    number = integer(identity)
    piece = _Piece(
        index=integer(entry.get("index")),
        id=join_surrogates(text(identity) or ("" if number is None else str(number))),
        name=join_surrogates(text(body.get("name"))),
        arguments=text(arguments),
        kept=kept,
    )
    return piece if piece.id or piece.name or piece.arguments or piece.kept else None
