"""The events of a response, as those of a reply: its messages are the answer, its calls are calls.

Whatever comes several times, in pieces, whole, in its item and at the end, is told once.
"""

from __future__ import annotations

from typing import Any

from streamtui.core.chat.events import (
    CallsSorted,
    FinishReported,
    ModelNamed,
    NoticeIssued,
    OutputKept,
    ReasoningDelta,
    RefusalDelta,
    ResponseNamed,
    StreamEvent,
    TextCorrected,
    TextDelta,
)
from streamtui.core.chat.request_messages import CUSTOM
from streamtui.core.dialects.responses.calls import CALLS, Calls, as_text
from streamtui.core.dialects.responses.output import kept_item, kept_output
from streamtui.core.dialects.responses.parts import PartName, Parts, Place
from streamtui.core.dialects.responses.places import Places
from streamtui.core.dialects.responses.server_calls import ServerCalls, item_kind
from streamtui.core.dialects.responses.stage import Stage, stage_of
from streamtui.core.dialects.responses.texts import PARTS, TEXTS, parts_of, said_in
from streamtui.core.dialects.responses.whose_calls import WhoseCalls
from streamtui.core.dialects.usage_reader import FigureReader
from streamtui.core.json_text.values import integer, mapping, mappings, text
from streamtui.core.text.surrogates import join_surrogates
from streamtui.core.wire import bounds
from streamtui.core.wire.reply_decoder import ReplyDecoder

_DELTAS: dict[PartName, type[TextDelta | RefusalDelta | ReasoningDelta]] = {
    "text": TextDelta,
    "refusal": RefusalDelta,
    "reasoning": ReasoningDelta,
}
_ARGUMENTS = {
    "response.function_call_arguments": ("arguments", "function_call"),
    "response.custom_tool_call_input": ("input", CUSTOM),
}
_ENDS = {f"response.{end}" for end in ("completed", "incomplete", "failed", "cancelled", "done", "error")}
_CORRECTED = "The server's pieces are not what it said at the end that the whole is; shown is the whole."
_FAILED = {"failed": "the response failed", "error": "the response failed", "cancelled": "the response was cancelled"}
"""What is said of a response in such a state that says nothing itself."""
_REASONS = {"max_output_tokens": "length", "max_tokens": "length"}


class ResponsesReader:
    """core.wire.reply_decoder.ReplyReader for the Responses API."""

    needs_end = True

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        self.over = False
        self.failure: object = None
        self._texts = Parts()
        self._calls = Calls()
        self._server = ServerCalls()
        self._figures = FigureReader()
        self._places = Places()
        self._kept: dict[int, dict[str, Any]] = {}
        """What the server wants back of those that are whole."""
        self._whose = WhoseCalls()
        self._is_servers: dict[int, bool] = {}
        """Of calls of a text, by where they stand, once that is known."""
        self._held: dict[int, list[tuple[str, str, dict[str, Any]]]] = {}
        """Pieces of those of which it is not."""
        self._final: list[int] = []
        """Where the items of the final response stand."""
        self._named = False
        self._identity = ""
        """The response's id; of several, as some servers make one for each event, the last."""

    @property
    def complete(self) -> bool:
        """Its last event came."""
        return self.over

    def take(self, at: float, data: dict[str, Any], events: list[StreamEvent]) -> None:
        """Append what an event says."""
        kind = text(data.get("type"))
        stem, _, ending = kind.rpartition(".")
        if is_document(data):
            self._take_response(at, f"response.{text(data.get('status')) or 'completed'}", data, {}, events)
        elif stem in TEXTS and ending in ("delta", "done"):
            self._take_text(at, stem, stage_of(ending), data, events)
        elif stem in _ARGUMENTS:
            place = self._places.of(data, _ARGUMENTS[stem][1])
            if _ARGUMENTS[stem][1] == CUSTOM and not self._decide(at, place, data, events, whole=False):
                self._held.setdefault(place, []).append((stem, ending, data))
            else:
                self._take_arguments(at, place, stem, ending, data, events)
        elif stem == "response.output_item":
            stage = stage_of(ending)
            self._take_item(at, self._places.of_item(data, stage), mapping(data.get("item")), stage, events)
        elif stem in PARTS:
            self._take_part(at, *PARTS[stem], data, stage_of(ending), events)
        elif stem == "response.output_text.annotation":
            self._server.cite(at, mapping(data.get("annotation")), events)
        elif isinstance(data.get("response"), dict) or (kind in _ENDS and not data.get("response")):
            self._take_response(at, kind, data.get("response") or data, data, events)
        elif stem.startswith("response."):
            step = stem.removeprefix("response.")
            self._server.step(at, self._places.of(data, item_kind(step)), step, ending, data, events)

    def end(self, at: float, events: list[StreamEvent]) -> None:
        """Append what was held back until more would come; a response without an id is one, too."""
        self._release(at, events)
        if self._places and not self._identity:
            events.append(ResponseNamed(at, ""))
        events += [_DELTAS[part](at, held) for part, held in self._texts.end()]
        self._calls.end(at, events)
        corrected = [TextCorrected(at, part, said) for part, said in self._texts.corrections()]
        corrected += self._calls.corrections(at)
        if corrected:
            events += [NoticeIssued(at, _CORRECTED), *corrected]
        order, server_order = (self._standing(calls.positions) for calls in (self._calls, self._server))
        if [*order, *server_order] != [*range(len(order)), *range(len(server_order))]:
            # an empty tuple that 3.10 makes anew is not the default, and would be written
            events.append(CallsSorted(at, order, server_order or ()))

    def _standing(self, positions: dict[int, int]) -> tuple[int, ...]:
        """In the order of the items."""
        return tuple(positions[place] for place in self._places.in_order(positions, self._final))

    def _decide(self, at: float, place: int, said: dict[str, Any], events: list[StreamEvent], *, whole: bool) -> bool:
        """Whose the call of a text there is, is known now, by what is `said` of it; what waited for that is taken."""
        if place not in self._is_servers:
            if (servers := self._whose.is_servers(said, whole=whole)) is None:
                return False
            self._is_servers[place] = servers
            for stem, ending, data in self._held.pop(place, ()):
                self._take_arguments(at, place, stem, ending, data, events)
        return True

    def _release(self, at: float, events: list[StreamEvent]) -> None:
        """Nobody will say whose they are."""
        for place, pieces in [*self._held.items()]:
            self._decide(at, place, pieces[0][2], events, whole=True)

    def _take_arguments(
        self, at: float, place: int, stem: str, ending: str, data: dict[str, Any], events: list[StreamEvent]
    ) -> None:
        if self._is_servers.get(place):
            self._server.step(at, place, stem.removeprefix("response."), ending, data, events)
            return
        stage = stage_of(ending)
        said = as_text(data.get("delta" if stage is Stage.PIECE else _ARGUMENTS[stem][0]))
        if named := text(data.get("name")):
            self._calls.name(at, place, named, events)
        self._calls.write(at, place, said, stage, events)

    def _take_text(self, at: float, stem: str, stage: Stage, data: dict[str, Any], events: list[StreamEvent]) -> None:
        part, channel = TEXTS[stem]
        number = integer(data.get("summary_index" if channel == "summary" else "content_index")) or 0
        place = self._places.of(data, "reasoning" if part == "reasoning" else "message")
        whole = "refusal" if part == "refusal" else "text"
        said = text(data.get("delta" if stage is Stage.PIECE else whole))
        self._tell(at, Place(part, place, channel, number), said, stage, events)

    def _tell(self, at: float, place: Place, said: str, stage: Stage, events: list[StreamEvent]) -> None:
        if new := self._texts.take(place, said, stage):
            events.append(_DELTAS[place.part](at, new))

    def _tell_part(self, at: float, place: Place, said: str, stage: Stage, events: list[StreamEvent]) -> None:
        """What stands in an item or a part: what it begins with is no piece of it."""
        if stage is Stage.PIECE:
            self._texts.begin(place, said)
        else:
            self._tell(at, place, said, stage, events)

    def _take_item(self, at: float, place: int, item: dict[str, Any], stage: Stage, events: list[StreamEvent]) -> None:
        """An item begins, or is whole."""
        kind = text(item.get("type"))
        whole = stage is not Stage.PIECE
        if kind == CUSTOM and not self._decide(at, place, item, events, whole=whole):
            return
        ours = kind in CALLS and not self._is_servers.get(place)
        if ours:
            self._calls.take(at, place, item, stage, events)
            item = {**item, "call_id": self._calls.id_at(place)}
        if whole and not self._is_servers.get(place) and (kept := kept_item(item)) is not None:
            self._kept[place] = kept
        if ours:
            return
        if kind not in ("message", "reasoning"):
            self._server.take(at, place, item, stage, events)
        else:
            for name in ("content", "summary"):
                self._take_parts(at, place, kind, parts_of(item, name), stage, events)

    def _take_part(
        self, at: float, kind: str, numbered: str, data: dict[str, Any], stage: Stage, events: list[StreamEvent]
    ) -> None:
        """A part begins or is whole, of an item of that type; its number has that name."""
        if (said := said_in(mapping(data.get("part")), kind)) is not None:
            item = self._places.of(data, "reasoning" if said.part == "reasoning" else "message")
            place = Place(said.part, item, said.channel, integer(data.get(numbered)) or 0)
            self._tell_part(at, place, said.text, stage, events)

    def _take_parts(
        self, at: float, place: int, kind: str, contents: list[dict[str, Any]], stage: Stage, events: list[StreamEvent]
    ) -> None:
        texts: dict[tuple[PartName, str], dict[int, str]] = {}
        for number, content in enumerate(contents):
            for annotation in mappings(content.get("annotations")):
                self._server.cite(at, annotation, events)
            if (said := said_in(content, kind)) is not None:
                texts.setdefault((said.part, said.channel), {})[number] = said.text
        for (part, channel), told in texts.items():
            numbers = self._texts.numbers(place, channel, list(told))
            for number, whole in zip(numbers, told.values(), strict=True):
                self._tell_part(at, Place(part, place, channel, number), whole, stage, events)

    def _take_response(
        self, at: float, kind: str, response: dict[str, Any], beside: dict[str, Any], events: list[StreamEvent]
    ) -> None:
        """The response is as it says, and what stands `beside` it: llama.cpp has its figures there."""
        figures = {**beside, **{name: value for name, value in response.items() if value is not None}}
        if not self._named and (name := text(response.get("model"))):
            self._named = True
            events.append(ModelNamed(at, join_surrogates(name[: bounds.NAME])))
        identity = join_surrogates(text(response.get("id"))[: bounds.NAME])
        if identity and identity != self._identity and (not self._identity or kind in _ENDS):
            self._identity = identity
            events.append(ResponseNamed(at, identity))
        self._whose.learn(mappings(response.get("tools")))
        if kind not in _ENDS:
            self._figures.take(at, figures, [], events)
            return
        output = mappings(response.get("output"))
        places = self._final = self._places.of_output(output)
        for place, item in zip(places, output, strict=True):
            self._take_item(at, place, item, self._places.final_stage(place), events)
        self._release(at, events)
        self._figures.take(at, figures, [], events)
        if kept := kept_output([self._kept[place] for place in self._places.in_order(self._kept, places)]):
            events.append(OutputKept(at, kept))
        self.over = True
        ended = kind.removeprefix("response.")
        if failed := _FAILED.get(ended) or _FAILED.get(text(response.get("status"))):
            self.failure = {"error": response.get("error") or {"message": failed}}
            return
        self.finish_reason = self._reason(ended, response)
        events.append(FinishReported(at, self.finish_reason))

    def _reason(self, ended: str, response: dict[str, Any]) -> str:
        why = text(mapping(response.get("incomplete_details")).get("reason"))[: bounds.NAME]
        if why or "incomplete" in (ended, response.get("status")):
            return join_surrogates(_REASONS.get(why, why or "incomplete"))
        return "tool_calls" if self._calls else "stop"


def is_document(data: dict[str, Any]) -> bool:
    """It is a whole response, which came in place of its events."""
    alike = data.get("object") == "response" or (isinstance(data.get("output"), list) and "choices" not in data)
    return alike and not data.get("type")


def is_of_response(data: dict[str, Any]) -> bool:
    """It is one of its events, or all of it, and no chunk of a chat completion."""
    is_event = text(data.get("type")).startswith("response.") and "choices" not in data
    return is_event or is_document(data)


def responses_decoder(*, url: str = "", model: str = "") -> ReplyDecoder:
    """A decoder for the body of a response; `url` and `model` are for the sentences on its faults."""
    return ReplyDecoder(ResponsesReader(), url=url, model=model)
