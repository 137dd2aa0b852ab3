"""What a front-end needs of a session, and a session of whoever keeps its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from streamtui.core.chat.attachments import Attachment
from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.chat.tree import ConversationTree
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.provider import ChatProvider, Endpoint, Take
from streamtui.core.ports.tools import Approver, Toolbox


class Recorder(Protocol):
    """Keeps events for later."""

    def record(self, event: StreamEvent) -> None:
        """Take one event; must not block for long. Raises StreamtuiError where it can keep no more."""
        ...


class Telling(Protocol):
    """Tells others of what happens, for as long as they listen."""

    recording: object
    """Where the events are recorded, too; nothing where they are not."""

    def record(self, event: StreamEvent) -> None:
        """Take one event; it blocks for nothing and raises nothing."""
        ...


class RecordingFile(Recorder, Protocol):
    """A recorder that writes to a file."""

    @property
    def path(self) -> Path:
        """Where."""
        ...

    @property
    def untold(self) -> str:
        """Why something could not be written, where `record` raised nothing of it; else nothing."""
        ...

    def close(self) -> None:
        """Write what waits, and no more."""
        ...


@runtime_checkable
class Aside(Recorder, Protocol):
    """Keeps turns that happen elsewhere beside the conversation that they may become a part of, while they come."""

    async def written(self) -> None:
        """Return when all that was taken is on the disk, or can't be."""
        ...


class Session(Protocol):
    """A chat that goes on: live, or a replay."""

    listener: Take | None
    """Takes every event that was folded into the state; set by the front-end."""

    @property
    def state(self) -> ChatState:
        """The chat as it stands."""
        ...


class Conversing(Session, Protocol):
    """A session that can be talked to: its state changes by what is asked of it here, and by nothing else.

    A turn returns when it is over, however it ended. Cancelling its task stops it and keeps what arrived.
    """

    approver: Approver | None
    """Who is asked before a tool runs; set by the front-end. Without one, calls that need a word are refused."""

    @property
    def toolbox(self) -> Toolbox | None:
        """The tools of this conversation, if it has any."""
        ...

    @property
    def tree(self) -> ConversationTree:
        """All of its turns."""
        ...

    @property
    def kept(self) -> Sequence[StreamEvent]:
        """All events of the conversation, where they are kept; of old ones the bytes may be gone."""
        ...

    async def recall(self, most_mb: int | None = None) -> None:
        """Have the streams of earlier runs among what is kept, where they are on the disk; the last ones of so many
        megabytes alone, where that is said."""
        ...

    @property
    def kept_as(self) -> str:
        """The id under which the conversation is kept on disk; nothing where it isn't."""
        ...

    def record(self, recorder: Recorder | None) -> None:
        """Have the whole conversation recorded there, from its first event on; without one no more."""
        ...

    def set_system(self, text: str) -> None:
        """Set the system prompt; empty text removes it."""
        ...

    def set_parameters(self, parameters: Mapping[str, Any]) -> None:
        """Set the parameters of the requests to come, all of them; `None` leaves one out that the place has."""
        ...

    def set_persona(self, name: str, system: str = "", parameters: Mapping[str, Any] | None = None) -> None:
        """Know it by the name of a persona, with what that sets, or by none; it is set by the two above."""
        ...

    def move(self, provider: ChatProvider, endpoint: Endpoint) -> None:
        """Ask that one from the next request on; no turn may be under way."""
        ...

    @property
    def whole(self) -> bool:
        """All of it was read, where it was kept."""
        ...

    async def read_whole(self) -> None:
        """Read what stands before the end of a conversation that was kept; the state is another one then.

        Raises StreamtuiError where it can't be read.
        """
        ...

    async def turn(self, prompt: str, parts: Sequence[Attachment] = ()) -> None:
        """Send a message, and with its words what was attached."""
        ...

    async def continue_turn(self) -> None:
        """Ask the model to go on where its last reply broke off."""
        ...

    async def edit(self, message: str, prompt: str, parts: Sequence[Attachment] = ()) -> None:
        """Send a message in the place of an earlier one, by its id, on a branch of its own: nothing is lost."""
        ...

    async def ask_again(self, message: str = "") -> None:
        """Ask that message again, by its id, without one the last: what is replied now is on a branch of its own."""
        ...

    async def take_branch(self, turn: str) -> None:
        """Show the path through that turn, by its key, to its end. Raises StreamtuiError where it can't be read."""
        ...

    def leave_out(self, message: str, left_out: bool) -> None:
        """Send a message no more, or again, by its id."""
        ...

    async def run_again(self, call: ToolCall, arguments: str) -> None:
        """Run a call of the conversation once more, with these arguments, as a new call of its last reply.

        It is the person's: nobody is asked for approval, the model is not told, and no reply follows.
        """
        ...

    def aside(self, count: int, *, again: bool = False) -> Sequence[Recorder]:
        """Those that keep what so many answer elsewhere, while it comes, as far as the conversation is kept.

        `again`: to the last message. What was kept so is no more once turns are adopted, also none.
        """
        ...

    def adopt(self, turns: Sequence[Iterable[StreamEvent]], *, again: bool = False) -> None:
        """Take in whole turns that happened elsewhere, as in a race, with their instants; none may be under way here.

        They are branches, the last one is shown. `again`: they answer the last message, which was asked again.
        """
        ...

    def fail(self, fault: Fault) -> None:
        """Take in that a turn can't begin, as there is nobody to talk to; none may be under way."""
        ...

    def mark(self, text: str) -> None:
        """Mark this instant, to find it again; a few words of why, or none."""
        ...

    def retry_now(self) -> None:
        """End the wait before the next attempt, if one is under way."""
        ...
