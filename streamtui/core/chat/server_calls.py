"""What a server does for a reply by itself: shown, and never run here.

Some of its calls wait for an answer: whether it may run one, or what came of one that the client is to run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from streamtui.core.chat.events import ApprovalAsked, ToolCallApproved, ToolCallFinished, ToolCallRefused, ToolEvent
from streamtui.core.text.growing_text import GrowingText

APPROVAL = "mcp_approval_request"
"""The kind of what is no call yet: the server asks whether it may run one."""
CALL = "_call"
"""What the types of items end in that are calls; the kind is what stands before it."""
_WHOLE = (APPROVAL, "mcp_list_tools", "program")
"""Kinds that are the types of items as they are, beside those that name their maker (`openrouter:web_search`)."""
CUSTOM = "custom_tool"
"""The kind of a call of a client's type that the server ran all the same."""
APPROVED, REFUSED, NOT_RUN, UNANSWERED = "approved", "refused", "not run", "unanswered"
"""What was answered."""
CLIENT, SERVER = "client", "server"
_TOLD = {"apply_patch", "local_shell", "shell", "tool_search"}
"""Kinds for clients of which can be told that they were not run. A computer wants a picture."""


@dataclass(slots=True)
class ServerCall:
    """A call that the server runs, asks for, or has its client run: a search, code, a tool of its own."""

    kind: str
    """`web_search`, `code_interpreter`, `mcp`, ..."""
    id: str = ""
    name: str = ""
    """Of the tool, where the kind has several."""
    state: str = ""
    """The server's word: `in_progress`, `searching`, `completed`, ..."""
    text: GrowingText = field(default_factory=GrowingText)
    """Its code, query or arguments, as far as they came."""
    first_at: float = 0.0
    last_at: float = 0.0
    server: str = ""
    """Where the tool is, by what the server calls that: the label of an MCP server."""
    call_id: str = ""
    """What a client names it by that runs it."""
    runner: str = ""
    """`client` where a client is to run it; nobody here does."""
    key: str = ""
    """Ours: no other call of the conversation has it."""
    answer: str = ""
    """One of those above, once there is one."""
    word: str = ""
    """What goes back with it."""
    asked_at: float | None = None
    """When the person was asked for approval."""

    @property
    def item_type(self) -> str:
        """The type of its item, as the server has it."""
        return self.kind if _is_whole(self.kind) else self.kind + CALL

    @property
    def is_request(self) -> bool:
        """The server asks whether it may run it."""
        return self.kind == APPROVAL

    @property
    def for_client(self) -> bool:
        """A client is to run it."""
        return self.runner == CLIENT

    @property
    def needs_answer(self) -> bool:
        """The server goes no further without."""
        return self.is_request or self.for_client

    @property
    def item(self) -> tuple[str, str]:
        """The type of its item, and the id that goes back with an answer."""
        return self.item_type, self.id if self.is_request else self.call_id

    @property
    def waits(self) -> bool:
        """It can be answered, and is not yet."""
        if self.answer or not self.needs_answer or not self.item[1]:
            return False
        return self.state == "completed" if self.is_request else self.kind in _TOLD

    @property
    def asking(self) -> bool:
        """The person is asked for approval and has not answered."""
        return self.asked_at is not None and not self.answer

    @property
    def running(self) -> bool:
        """It is run here."""
        return False

    @property
    def status(self) -> str:
        """The server's word; of a request what was answered, or `waiting`."""
        return self.answer or "waiting" if self.is_request else self.state

    def advance(self, event: ToolEvent) -> None:
        """Take what happened to it after it came."""
        match event:
            case ApprovalAsked():
                self.asked_at = event.at
            case ToolCallApproved():
                self.answer = APPROVED
            case ToolCallRefused():
                self.answer, self.word = REFUSED, event.output
            case ToolCallFinished():
                self.answer, self.word = NOT_RUN, event.output
            case _:
                pass

    def leave(self, *, told: bool) -> None:
        """The turn is over: nobody answers any more, and a yes of which the server was not `told` is none."""
        if self.needs_answer and (not self.answer or (self.answer == APPROVED and not told)):
            self.answer = UNANSWERED


def busy_spans(calls: Iterable[ServerCall], start: float, end: float) -> Iterator[tuple[float, float]]:
    """The stretches between two instants in which the server was at some of these, in order, none over another."""
    upto = start
    for call in sorted(calls, key=lambda call: call.first_at):
        begun, left = max(call.first_at, upto), min(call.last_at, end)
        if begun < left:
            yield begun, left
            upto = left


def is_call(item_type: str) -> bool:
    """Items of that type are what a server does by itself, or asks for; so are a client's own calls."""
    return item_type.endswith(CALL) or _is_whole(item_type)


def _is_whole(kind: str) -> bool:
    return kind in _WHOLE or ":" in kind
