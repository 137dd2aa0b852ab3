"""The chunks of a chat completion, as events: each choice by its own reader, the figures of all of them."""

from __future__ import annotations

from typing import Any

from streamtui.core.chat.events import ModelNamed, StreamEvent
from streamtui.core.dialects.chat.choice_reader import ChoiceReader
from streamtui.core.dialects.usage_reader import FigureReader
from streamtui.core.json_text.values import integer, mappings, text
from streamtui.core.text.surrogates import join_surrogates
from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.reply_decoder import ReplyDecoder


class ChatReader:
    """core.wire.reply_decoder.ReplyReader for the chat-completions API."""

    over = False
    """What `[DONE]` says, or the end of the body."""
    failure: object = None
    needs_end = False

    def __init__(self) -> None:
        self._choices: dict[int, ChoiceReader] = {}
        self._figures = FigureReader()
        self._named = False
        self._whole = False
        """A complete `chat.completion` came instead of chunks."""

    @property
    def complete(self) -> bool:
        """Every choice that began has its finish reason."""
        return self._whole or (bool(self._choices) and all(choice.finish_reason for choice in self._choices.values()))

    @property
    def finish_reason(self) -> str | None:
        """The reply's; those of the alternatives don't count."""
        reply = self._choices.get(0)
        return reply.finish_reason if reply is not None else None

    def take(self, at: float, chunk: dict[str, Any], events: list[StreamEvent]) -> None:
        """Append what a chunk says."""
        if not self._named and (name := text(chunk.get("model"))):
            self._named = True
            events.append(ModelNamed(at, join_surrogates(name[: bounds.NAME])))
        choices = mappings(chunk.get("choices"))
        for position, choice in enumerate(choices):
            self._choice(choice, position).take(at, choice, events)
            if "delta" not in choice and chunk.get("object") == "chat.completion":
                self._whole = True
        self._figures.take(at, chunk, choices, events)

    def end(self, at: float, events: list[StreamEvent]) -> None:
        """Append what was held back until more would come."""
        for choice in self._choices.values():
            choice.end(at, events)

    def _choice(self, choice: dict[str, Any], position: int) -> ChoiceReader:
        index = integer(choice.get("index"))
        if index is None:
            index = position
        reader = self._choices.get(index)
        if reader is None:
            if len(self._choices) >= bounds.CHOICES:
                raise TooMuchError(f"more than {bounds.CHOICES} choices")
            reader = self._choices[index] = ChoiceReader(index)
        return reader


def chat_decoder(*, url: str = "", model: str = "") -> ReplyDecoder:
    """A decoder for the body of a chat completion; `url` and `model` are for the sentences on its faults."""
    return ReplyDecoder(ChatReader(), url=url, model=model)
