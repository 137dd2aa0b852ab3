"""The events of a response, as those of a reply: its messages are the answer, its calls are calls.

What an event is about is known by `output_index`, as some servers change the ids from event to event; by ids alone
where it has none. Whatever comes several times, in pieces, whole, in its item and at the end, is told once.
"""

from __future__ import annotations

from typing import Any

from streamtui.core.chat.events import (
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
from streamtui.core.dialects.responses.calls import CALLS, Calls
from streamtui.core.dialects.responses.output import kept_item, kept_output
from streamtui.core.dialects.responses.parts import PartName, Parts, Place
from streamtui.core.dialects.responses.server_calls import ServerCalls, item_kind, offered_tools
from streamtui.core.dialects.responses.stage import Stage, stage_of
from streamtui.core.dialects.usage_reader import FigureReader
from streamtui.core.json_text.values import integer, mapping, mappings, text
from streamtui.core.text.surrogates import join_surrogates
from streamtui.core.wire import bounds
from streamtui.core.wire.reply_decoder import ReplyDecoder

_TEXTS: dict[str, tuple[PartName, str]] = {
    "response.output_text": ("text", "text"),
    "response.refusal": ("refusal", "refusal"),
    "response.reasoning_summary_text": ("reasoning", "summary"),
    "response.reasoning_text": ("reasoning", "reasoning"),
    "response.reasoning": ("reasoning", "reasoning"),
}
"""What brings which text, before `.delta` and `.done`: what of the reply, and which of the item's texts."""
_DELTAS: dict[PartName, type[TextDelta | RefusalDelta | ReasoningDelta]] = {
    "text": TextDelta,
    "refusal": RefusalDelta,
    "reasoning": ReasoningDelta,
}
_IN_PARTS = {
    "output_text": _TEXTS["response.output_text"],
    "text": _TEXTS["response.output_text"],
    "refusal": _TEXTS["response.refusal"],
    "summary_text": _TEXTS["response.reasoning_summary_text"],
    "reasoning_text": _TEXTS["response.reasoning_text"],
}
"""The same by the types of parts in items."""
_ARGUMENTS = {
    "response.function_call_arguments": ("arguments", "function_call"),
    "response.custom_tool_call_input": ("input", "custom_tool_call"),
}
_ENDS = {"response.completed", "response.incomplete", "response.failed"}
_CORRECTED = "The server's pieces are not what it said at the end that the whole is; shown is the whole."
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
        self._kinds: dict[int, str] = {}
        """The types of items, by where they stand."""
        self._kept: dict[int, dict[str, Any]] = {}
        """What the server wants back of those that are whole."""
        self._places: dict[str, int] = {}
        """Where items stand, by their ids, as they were said when they began."""
        self._offered: set[str] | None = None
        """The client's own tools, where the server has some, too, and said which: it runs all others."""
        self._servers: set[int] = set()
        """Where calls of such others stand, which are of a client's type (xAI's search of X)."""
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
            self._take_response(at, f"response.{text(data.get('status'))}", data, events)
        elif stem in _TEXTS and ending in ("delta", "done"):
            self._take_text(at, stem, stage_of(ending), data, events)
        elif stem in _ARGUMENTS:
            name, called = _ARGUMENTS[stem]
            place = self._place(data, called)
            if place in self._servers:
                self._server.step(at, place, stem.removeprefix("response."), ending, data, events)
                return
            stage = stage_of(ending)
            said = text(data.get("delta" if stage is Stage.PIECE else name))
            if named := text(data.get("name")):
                self._calls.name(at, place, named, events)
            self._calls.write(at, place, said, stage, events)
        elif stem == "response.output_item":
            item = mapping(data.get("item"))
            place = self._place(data, text(item.get("type")), text(item.get("id")))
            self._take_item(at, place, item, stage_of(ending), events)
        elif stem == "response.output_text.annotation":
            self._server.cite(at, mapping(data.get("annotation")), events)
        elif isinstance(data.get("response"), dict):
            self._take_response(at, kind, data["response"], events)
        elif stem.startswith("response."):
            step = stem.removeprefix("response.")
            self._server.step(at, self._place(data, item_kind(step)), step, ending, data, events)

    def end(self, at: float, events: list[StreamEvent]) -> None:
        """Append what was held back until more would come; a response without an id is one, too."""
        if self._kinds and not self._identity:
            events.append(ResponseNamed(at, ""))
        events += [_DELTAS[part](at, held) for part, held in self._texts.end()]
        self._calls.end(at, events)
        corrected = [TextCorrected(at, part, said) for part, said in self._texts.corrections()]
        corrected += self._calls.corrections(at)
        if corrected:
            events += [NoticeIssued(at, _CORRECTED), *corrected]

    def _take_text(self, at: float, stem: str, stage: Stage, data: dict[str, Any], events: list[StreamEvent]) -> None:
        part, channel = _TEXTS[stem]
        number = integer(data.get("summary_index" if channel == "summary" else "content_index")) or 0
        place = self._place(data, "reasoning" if part == "reasoning" else "message")
        whole = "refusal" if part == "refusal" else "text"
        said = text(data.get("delta" if stage is Stage.PIECE else whole))
        if new := self._texts.take(Place(part, place, channel, number), said, stage):
            events.append(_DELTAS[part](at, new))

    def _take_item(self, at: float, place: int, item: dict[str, Any], stage: Stage, events: list[StreamEvent]) -> None:
        """An item begins, or is whole."""
        kind = self._kinds[place] = text(item.get("type"))
        if kind == CUSTOM and self._offered is not None and text(item.get("name")) not in self._offered:
            self._servers.add(place)
        ours = kind in CALLS and place not in self._servers
        if ours:
            self._calls.take(at, place, item, stage, events)
            item = {**item, "call_id": self._calls.id_at(place)}
        whole = stage is not Stage.PIECE
        if whole and place not in self._servers and (kept := kept_item(item)) is not None:
            self._kept[place] = kept
        if ours:
            return
        if kind not in ("message", "reasoning"):
            self._server.take(at, place, item, stage, events)
        elif whole:
            for name in ("content", "summary"):
                self._take_parts(at, place, mappings(item.get(name)), stage, events)

    def _take_parts(
        self, at: float, place: int, contents: list[dict[str, Any]], stage: Stage, events: list[StreamEvent]
    ) -> None:
        texts: dict[tuple[PartName, str], dict[int, str]] = {}
        for number, content in enumerate(contents):
            for annotation in mappings(content.get("annotations")):
                self._server.cite(at, annotation, events)
            if (known := _IN_PARTS.get(text(content.get("type")))) is not None:
                said = text(content.get("refusal" if known[0] == "refusal" else "text"))
                texts.setdefault(known, {})[number] = said
        for (part, channel), told in texts.items():
            numbers = self._texts.numbers(place, channel, list(told))
            for number, said in zip(numbers, told.values(), strict=True):
                if new := self._texts.take(Place(part, place, channel, number), said, stage):
                    events.append(_DELTAS[part](at, new))

    def _take_response(self, at: float, kind: str, response: dict[str, Any], events: list[StreamEvent]) -> None:
        if not self._named and (name := text(response.get("model"))):
            self._named = True
            events.append(ModelNamed(at, join_surrogates(name[: bounds.NAME])))
        identity = join_surrogates(text(response.get("id"))[: bounds.NAME])
        if identity and identity != self._identity and (not self._identity or kind in _ENDS):
            self._identity = identity
            events.append(ResponseNamed(at, identity))
        if tools := mappings(response.get("tools")):
            self._offered = offered_tools(tools)
        if kind not in _ENDS:
            return
        streamed = len(self._kinds) and max(self._kinds) + 1
        placed = self._placed(mappings(response.get("output")))
        for place, item in placed:
            self._take_item(at, place, item, Stage.FINAL, events)
        self._figures.take(at, response, [], events)
        ranks = _ranks([place for place, _ in placed], streamed)
        if output := kept_output([self._kept[place] for place in sorted(self._kept, key=lambda at: ranks.get(at, at))]):
            events.append(OutputKept(at, output))
        self.over = True
        if kind == "response.failed" or response.get("status") == "failed":
            self.failure = {"error": mapping(response.get("error")) or {"message": "the response failed"}}
            return
        self.finish_reason = self._reason(kind, response)
        events.append(FinishReported(at, self.finish_reason))

    def _place(self, data: dict[str, Any], kind: str = "", identity: str = "") -> int:
        """Where the item stands that an event is about, of that type where the event says so.

        A server that doesn't number them is taken by their ids; without those by the last one of the type.
        """
        place = integer(data.get("output_index"))
        if place is None:
            identity = identity or text(data.get("item_id"))
            if (place := self._places.get(identity)) is None:
                alike = () if identity else (known for known in reversed(self._kinds) if self._kinds[known] == kind)
                place = next(iter(alike), max(self._kinds, default=-1) + 1)
                if identity:
                    self._places[identity] = place
        if kind and not self._kinds.get(place):
            self._kinds[place] = kind
        return place

    def _placed(self, output: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
        """The items of the final response, each where it was streamed: the first of its type where the first was.

        Some servers leave items out there, others have some there alone.
        """
        streamed: dict[str, list[int]] = {}
        for place in sorted(self._kinds, reverse=True):
            streamed.setdefault(self._kinds[place], []).append(place)
        free, placed = max(self._kinds, default=-1) + 1, list[tuple[int, dict[str, Any]]]()
        for item in output:
            places = streamed.get(text(item.get("type")))
            if places:
                placed.append((places.pop(), item))
            else:
                placed.append((free, item))
                free += 1
        return placed

    def _reason(self, kind: str, response: dict[str, Any]) -> str:
        if kind == "response.incomplete" or response.get("status") == "incomplete":
            why = text(mapping(response.get("incomplete_details")).get("reason"))[: bounds.NAME]
            return join_surrogates(_REASONS.get(why, why or "incomplete"))
        return "tool_calls" if self._calls else "stop"


def _ranks(places: list[int], free: int) -> dict[int, float]:
    """Where those from `free` on belong, which only the final response has: before what stands behind them there."""
    ranks, behind = dict[int, float](), float(max(places, default=0) + 1)
    for number, place in enumerate(reversed(places), 1):
        if place < free:
            behind = place
        else:
            ranks[place] = behind - number / (len(places) + 1)
    return ranks


def is_document(data: dict[str, Any]) -> bool:
    """It is a whole response, which came in place of its events."""
    return data.get("object") == "response" and "type" not in data


def is_of_response(data: dict[str, Any]) -> bool:
    """It is one of its events, or all of it, and no chunk of a chat completion."""
    is_event = text(data.get("type")).startswith("response.") and "choices" not in data
    return is_event or is_document(data)


def responses_decoder(*, url: str = "", model: str = "") -> ReplyDecoder:
    """A decoder for the body of a response; `url` and `model` are for the sentences on its faults."""
    return ReplyDecoder(ResponsesReader(), url=url, model=model)
