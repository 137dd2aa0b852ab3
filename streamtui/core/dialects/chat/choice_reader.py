"""One choice of a reply: the deltas in its chunks, as events."""

from __future__ import annotations

from typing import Any

from streamtui.core.chat.events import FinishReported, ReasoningDelta, RefusalDelta, StreamEvent, TextDelta
from streamtui.core.dialects.chat.content_parts import Channel, parts_of, reasoning_in_details, reasoning_of
from streamtui.core.dialects.chat.think_tags import ThinkTags
from streamtui.core.dialects.chat.tool_call_pieces import ToolCallPieces
from streamtui.core.json_text.values import text
from streamtui.core.text.growing_text import GrowingText
from streamtui.core.text.surrogates import SurrogateJoiner, join_surrogates
from streamtui.core.wire import bounds


class ChoiceReader:
    """Turns what every chunk says of one choice into events, in all dialects."""

    __slots__ = (
        "_by_message",
        "_index",
        "_joiners",
        "_named_reasoning",
        "_received",
        "_think_tags",
        "_tool_calls",
        "finish_reason",
    )

    def __init__(self, index: int) -> None:
        self.finish_reason: str | None = None
        self._index = index
        self._received: dict[Channel, GrowingText] = {}
        """As sent, think tags included: what a repeated full message is compared with."""
        self._joiners: dict[Channel, SurrogateJoiner] = {}
        self._think_tags = ThinkTags()
        self._tool_calls = ToolCallPieces(index)
        self._by_message = True
        """No delta has said anything so far: the server may send pieces as messages."""
        self._named_reasoning = False
        """Reasoning came under a name of its own: `reasoning_details` then only repeats it."""

    def take(self, at: float, choice: dict[str, Any], events: list[StreamEvent]) -> None:
        """Append the events that the choice makes."""
        delta = choice.get("delta")
        seen = len(events)
        if isinstance(delta, dict):
            self._take_delta(at, delta, events)
            self._by_message = self._by_message and len(events) == seen
        if len(events) == seen and isinstance(message := choice.get("message"), dict):
            self._take_message(at, message, events)
        elif not isinstance(delta, dict):
            self._take_text(at, "text", text(choice.get("text")), events)
        reason = choice.get("finish_reason")
        if reason and isinstance(reason, str) and reason[: bounds.NAME] != self.finish_reason:
            self.finish_reason = join_surrogates(reason[: bounds.NAME])
            events.append(FinishReported(at, self.finish_reason, self._index))

    def end(self, at: float, events: list[StreamEvent]) -> None:
        """Nothing follows: give out what was held back."""
        for channel, joiner in self._joiners.items():
            self._emit(at, channel, joiner.end(), events)
        reasoning, answer = self._think_tags.end()
        if held := reasoning or answer:
            events.append((ReasoningDelta if reasoning else TextDelta)(at, held, self._index))
        self._tool_calls.end(at, events)

    def _take_delta(self, at: float, delta: dict[str, Any], events: list[StreamEvent]) -> None:
        if reasoning := self._reasoning_of(delta):
            self._take_text(at, "reasoning", reasoning, events)
        content = delta.get("content")
        if isinstance(content, str):
            self._take_text(at, "text", content, events)
        elif content:
            for channel, piece in parts_of(content):
                self._take_text(at, channel, piece, events)
        if refusal := text(delta.get("refusal")):
            self._take_text(at, "refusal", refusal, events)
        if delta.get("tool_calls") or delta.get("function_call"):
            self._tool_calls.take(at, delta, events)

    def _take_message(self, at: float, message: dict[str, Any], events: list[StreamEvent]) -> None:
        """A full message beside an empty delta or in place of one: the rest of it that has not come yet."""
        parts: dict[Channel, str] = {"reasoning": self._reasoning_of(message)}
        for channel, piece in parts_of(message.get("content")):
            parts[channel] = parts.get(channel, "") + piece
        parts["refusal"] = parts.get("refusal") or text(message.get("refusal"))
        for channel, whole in parts.items():
            received = self._received.get(channel)
            sent = len(received) if received else 0
            if len(whole) >= sent and whole.startswith(str(received or "")):
                self._take_text(at, channel, whole[sent:], events)
            elif self._by_message:
                self._take_text(at, channel, whole, events)
        if self._by_message or not self._tool_calls:
            self._tool_calls.take(at, message, events)

    def _reasoning_of(self, delta: dict[str, Any]) -> str:
        if reasoning := reasoning_of(delta):
            self._named_reasoning = True
            return reasoning
        return "" if self._named_reasoning else reasoning_in_details(delta)

    def _take_text(self, at: float, channel: Channel, piece: str, events: list[StreamEvent]) -> None:
        if piece:
            if channel not in self._received:
                self._received[channel] = GrowingText()
                self._joiners[channel] = SurrogateJoiner()
            self._received[channel].append(piece)
            self._emit(at, channel, self._joiners[channel].feed(piece), events)

    def _emit(self, at: float, channel: Channel, piece: str, events: list[StreamEvent]) -> None:
        if channel == "text" and not self._think_tags.answering:
            reasoning, piece = self._think_tags.feed(piece)
            if reasoning:
                events.append(ReasoningDelta(at, reasoning, self._index))
        if piece:
            events.append(_DELTAS[channel](at, piece, self._index))


_DELTAS: dict[Channel, type[TextDelta | ReasoningDelta | RefusalDelta]] = {
    "text": TextDelta,
    "reasoning": ReasoningDelta,
    "refusal": RefusalDelta,
}
