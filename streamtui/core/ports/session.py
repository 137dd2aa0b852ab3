"""What a front-end needs of a session, and a session of whoever keeps its events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from typing import Protocol

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tools import Approver, Toolbox


class Recorder(Protocol):
    """Keeps events for later."""

    def record(self, event: StreamEvent) -> None:
        """Take one event; must not block for long."""
        ...


class Session(Protocol):
    """A chat that can be talked to: live, or a replay.

    Every turn yields its events, folded into the state already. Closing the generator, or cancelling the task that
    reads it, stops the turn and keeps what arrived.
    """

    approver: Approver | None
    """Who is asked before a tool runs; set by the front-end. Without one, calls that need a word are refused."""

    @property
    def state(self) -> ChatState:
        """The chat as it stands; changes only while a turn is being read, and by `set_system`."""
        ...

    @property
    def toolbox(self) -> Toolbox | None:
        """The tools of this conversation; a replay has none."""
        ...

    def set_system(self, text: str) -> None:
        """Set the system prompt; empty text removes it."""
        ...

    def turn(self, prompt: str) -> AsyncGenerator[StreamEvent, None]:
        """Send a message."""
        ...

    def continue_turn(self) -> AsyncGenerator[StreamEvent, None]:
        """Ask the model to go on where its last reply broke off."""
        ...

    def repeat_turn(self) -> AsyncGenerator[StreamEvent, None]:
        """Ask the last message again; what was replied to it is set aside."""
        ...

    def run_again(self, call: ToolCall, arguments: str) -> AsyncGenerator[StreamEvent, None]:
        """Run a call of the conversation once more, with these arguments, as a new call of its last reply.

        It is the person's: nobody is asked for approval, the model is not told, and no reply follows.
        """
        ...

    def adopt(self, events: Iterable[StreamEvent]) -> None:
        """Take in a whole turn that happened elsewhere, as in a race, with its instants; none may be under way here."""
        ...

    def retry_now(self) -> None:
        """End the wait before the next attempt, if one is under way."""
        ...
