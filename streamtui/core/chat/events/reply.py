"""What a reply says: its text, its calls, how it ended and what it took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.events.event import Event
from streamtui.core.chat.kept_reply import KeptReply
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault


class ModelNamed(Event, frozen=True):
    """The server named the model that replies."""

    name: str


class TextDelta(Event, frozen=True):
    """A piece of the answer."""

    text: str
    choice: int = 0
    """0 is the reply; the others are alternatives (`n` > 1)."""


class ReasoningDelta(Event, frozen=True):
    """A piece of the model's reasoning."""

    text: str
    choice: int = 0


class RefusalDelta(Event, frozen=True):
    """A piece of a refusal."""

    text: str
    choice: int = 0


class ToolCallDelta(Event, frozen=True):
    """A piece of one tool call."""

    position: int
    """Which call of the reply, counted from 0 in the order they were first seen."""
    id: str | None = None
    """Set when this delta brings the server's id, whole; it need not be the only one."""
    name: str = ""
    """A piece of the name."""
    arguments: str = ""
    """A piece of the arguments' JSON text."""
    choice: int = 0


class TextCorrected(Event, frozen=True):
    """The server said at the end what a text is, and it is another one than its pieces made."""

    part: Literal["text", "reasoning", "refusal", "arguments"]
    text: str
    """All of it."""
    position: int = 0
    """Which call, where it is the arguments of one."""


class CallsSorted(Event, frozen=True):
    """The calls of the reply stand in another order than they began in; their positions are those from now on."""

    order: tuple[int, ...]
    """The position so far of each call, in the order in which they stand."""
    server_order: tuple[int, ...] = ()
    """The same of the server's own."""


class ItemKept(Event, frozen=True):
    """Something that means nothing here and that the server wants back, unchanged, with the next request."""

    item: Mapping[str, Any]
    """Fields by name, as sent (`extra_content` of Gemini)."""
    position: int
    """The call that they belong to, as in `ToolCallDelta`."""
    choice: int = 0


class ResponseNamed(Event, frozen=True):
    """The server gave the response an id, by which it can be asked for again."""

    id: str
    told: str = ""
    """Digest of the messages that it answers, where the server keeps what it was told."""


class OutputKept(Event, frozen=True):
    """What the server wants back with this reply, item by item: what means nothing here, as encrypted reasoning."""

    items: tuple[Mapping[str, Any], ...]
    """As `core.dialects.responses.output` makes them; texts and calls that the reply has anyhow are referred to."""


class ServerCallReported(Event, frozen=True):
    """What became of a call that is the server's, or a piece of what it runs."""

    position: int
    """Which of these, counted from 0 in the order they were first seen."""
    kind: str = ""
    id: str = ""
    name: str = ""
    state: str = ""
    text: str = ""
    """A piece of its code, query or arguments. What of all these is empty is as it was."""
    server: str = ""
    call_id: str = ""
    runner: str = ""
    """See core.chat.server_calls.ServerCall."""


class CitationAdded(Event, frozen=True):
    """The server named a source of the answer."""

    citation: Citation


class FinishReported(Event, frozen=True):
    """The server named the reason why it stopped: stop, length, tool_calls, content_filter, ..."""

    reason: str
    choice: int = 0


class UsageReported(Event, frozen=True):
    """The server counted the tokens so far; a later report replaces an earlier one."""

    usage: Usage


class ServerFiguresReported(Event, frozen=True):
    """The server's own measurements (llama.cpp `timings`, `time_info` of Groq and Cerebras): those that are numbers."""

    figures: Mapping[str, Any]


class PromptProgressed(Event, frozen=True):
    """So much of the prompt the server has read, before its first token (llama.cpp, with `return_progress`)."""

    processed: int
    """Tokens, with those that it had from before."""
    total: int
    cached: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.processed / self.total


class CostReported(Event, frozen=True):
    """What the reply cost, in US dollars."""

    usd: float
    source: str
    """`server` or the price list's name."""


class ReplyFinished(Event, frozen=True):
    """The response ended as it should."""


class ReplyFailed(Event, frozen=True):
    """The reply can't be had, or broke off; what arrived before stays. What becomes of its turn is told apart."""

    fault: Fault


class ReplyKept(Event, frozen=True):
    """A reply of which is kept what it was, and not what it was made of; it left at that instant."""

    reply: KeptReply
