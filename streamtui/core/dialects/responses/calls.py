"""The calls of a response that the client is to run: functions, and tools that take a text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from streamtui.core.chat.events import StreamEvent, TextCorrected, ToolCallDelta
from streamtui.core.dialects.responses.parts import Part
from streamtui.core.dialects.responses.stage import Stage
from streamtui.core.json_text.values import text
from streamtui.core.text.surrogates import join_surrogates
from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError

CALLS = {"function_call": "arguments", "custom_tool_call": "input"}
"""Types of items, and where they have their arguments."""


@dataclass(slots=True)
class _Call:
    position: int
    id: str = ""
    identified: bool = False
    """The id is the server's own."""
    named: bool = False
    arguments: Part = field(default_factory=Part)
    sealed: list[str] = field(default_factory=list)
    """Pieces that are no beginning of JSON: some servers encrypt them, and say them plainly at the end."""
    begun: str = ""
    """Arguments that its item began with: they count where no others come."""
    is_function: bool = True


class Calls:
    """Those of one response, by where their items stand."""

    def __init__(self) -> None:
        self._calls: dict[int, _Call] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    @property
    def positions(self) -> dict[int, int]:
        """Which of them began first, by where they stand."""
        return {place: call.position for place, call in self._calls.items()}

    def take(self, at: float, place: int, item: dict[str, Any], stage: Stage, events: list[StreamEvent]) -> None:
        """An item of that type begins, or is whole: then its id counts. Raises TooMuchError."""
        kind = text(item.get("type"))
        call = self._call(place)
        call.is_function = kind == "function_call"
        identity, name = (text(item.get(field)) for field in ("call_id", "name"))
        if max(len(identity), len(name)) > bounds.NAME:
            raise TooMuchError(f"a name or id of more than {bounds.NAME:,} characters")
        if name and not call.named:
            self._begin(at, call, identity, name, events)
        elif stage is not Stage.PIECE and identity and (stage is Stage.WHOLE or not call.identified):
            self._identify(at, call, join_surrogates(identity), events)
        said = as_text(item.get(CALLS[kind]))
        if stage is Stage.PIECE:
            call.begun = said
        else:
            self._write(at, call, said, stage, events)

    def name(self, at: float, place: int, name: str, events: list[StreamEvent]) -> None:
        """Its name came beside its arguments: it counts where its item has none. Raises TooMuchError."""
        if len(name) > bounds.NAME:
            raise TooMuchError(f"a name of more than {bounds.NAME:,} characters")
        if not (call := self._call(place)).named:
            self._begin(at, call, "", name, events)

    def id_at(self, place: int) -> str:
        """What the call there is named by when it goes back."""
        return self._call(place).id

    def write(self, at: float, place: int, said: str, stage: Stage, events: list[StreamEvent]) -> None:
        """Of a call's arguments came that. Raises TooMuchError."""
        self._write(at, self._call(place), said, stage, events)

    def end(self, at: float, events: list[StreamEvent]) -> None:
        """Nothing follows: tell what was held back."""
        for call in self._calls.values():
            held = "".join(call.sealed) or ("" if call.arguments else call.begun)
            if said := call.arguments.take(held, Stage.PIECE) + call.arguments.end():
                events.append(ToolCallDelta(at, call.position, arguments=said))

    def corrections(self, at: float) -> list[TextCorrected]:
        """Those of arguments that are other ones than their pieces made."""
        calls = [call for call in self._calls.values() if call.arguments.is_corrected]
        return [TextCorrected(at, "arguments", str(call.arguments), call.position) for call in calls]

    def _begin(self, at: float, call: _Call, identity: str, name: str, events: list[StreamEvent]) -> None:
        call.named, call.identified = True, call.identified or bool(identity)
        call.id = join_surrogates(identity) or call.id or f"call_{call.position}"
        events.append(ToolCallDelta(at, call.position, call.id, join_surrogates(name)))

    def _identify(self, at: float, call: _Call, identity: str, events: list[StreamEvent]) -> None:
        call.identified = True
        if identity != call.id:
            call.id = identity
            events.append(ToolCallDelta(at, call.position, identity))

    def _write(self, at: float, call: _Call, said: str, stage: Stage, events: list[StreamEvent]) -> None:
        if stage is not Stage.PIECE and said:
            call.sealed.clear()
            new = call.arguments.take(said, stage)
        elif call.sealed or (call.is_function and not call.arguments and said.strip()[:1] not in ("", "{")):
            call.sealed.append(said)
            return
        else:
            new = call.arguments.take(said, Stage.PIECE)
        if new:
            events.append(ToolCallDelta(at, call.position, arguments=new))

    def _call(self, place: int) -> _Call:
        if (call := self._calls.get(place)) is None:
            if len(self._calls) >= bounds.CALLS:
                raise TooMuchError(f"more than {bounds.CALLS:,} calls")
            call = self._calls[place] = _Call(len(self._calls))
        return call


def as_text(value: object) -> str:
    """Arguments, which some servers send as an object."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else text(value)
