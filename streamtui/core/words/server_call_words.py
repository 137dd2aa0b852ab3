"""What a server runs or asks for, and the sources that it names, in words that are safe to show on one line."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.server_calls import APPROVED, CUSTOM, NOT_RUN, REFUSED, UNANSWERED, ServerCall
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import seconds

_SERVERS, _CLIENTS = " · server", " · client"
ENDS = {
    "completed": ToolCallState.DONE,
    "failed": ToolCallState.FAILED,
    "incomplete": ToolCallState.CUT,
    "cancelled": ToolCallState.CUT,
}
"""The server's last words of a call, and which of our states each is."""
_ANSWERS = {
    APPROVED: ToolCallState.DONE,
    REFUSED: ToolCallState.REFUSED,
    NOT_RUN: ToolCallState.NOT_RUN,
    UNANSWERED: ToolCallState.NOT_RUN,
}
_LONGEST_STATE = 24
_LONGEST_NAME, _MOST_NAMES = 60, 3


def server_call_name(call: ServerCall) -> str:
    """`web_search`, `mcp dice roll_dice`; of a request for approval that of what asks."""
    kind = "mcp" if call.is_request else "" if call.kind == CUSTOM and call.name else call.kind or "call"
    return one_line(f"{kind} {call.server} {call.name}")


def whose(call: ServerCall) -> str:
    """Stands behind the name of each: it is not run here."""
    return _CLIENTS if call.for_client else _SERVERS


def not_run_words(names: Sequence[str]) -> str:
    """What is said of calls that a client is to run."""
    shown = [name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…" for name in names[:_MOST_NAMES]]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    which = "which a client is" if len(names) == 1 else "which clients are"
    return f"The model called {', '.join(shown)}{more}, {which} to run: streamtui does not, so nothing was run."


def server_call_state(call: ServerCall, reply: ReplyState) -> ToolCallState:
    """Where it stands, as one of ours would, in a reply that is so far."""
    if call.answer:
        return _ANSWERS[call.answer]
    if call.is_request:
        return ToolCallState.WAITING
    if call.for_client:
        return ToolCallState.WRITING if reply is ReplyState.OPEN else ToolCallState.NOT_RUN
    if call.state in ENDS:
        return ENDS[call.state]
    if reply is ReplyState.OPEN:
        return ToolCallState.RUNNING
    return ToolCallState.NOT_RUN if reply is ReplyState.COMPLETE else ToolCallState.CUT


def server_call_is_over(call: ServerCall) -> bool:
    """The server said what came of it."""
    return call.state in ENDS


def server_state_word(call: ServerCall, reply: ReplyState) -> str:
    """The server's word: `searching`; where the reply is over and it never said more, `was searching`."""
    if call.is_request:
        return "not answered" if call.answer == UNANSWERED else call.answer or "asks"
    if call.for_client and (reply is not ReplyState.OPEN or server_call_is_over(call)):
        return "written" if reply is ReplyState.OPEN else NOT_RUN
    word = one_line(call.state.replace("_", " "))[:_LONGEST_STATE] or "in progress"
    return word if server_call_is_over(call) or reply is ReplyState.OPEN else f"was {word}"


def server_state_words(call: ServerCall, reply: ReplyState) -> str:
    """The same with its time, once it is over: `completed 1.20 s`."""
    word, took_s = server_state_word(call, reply), call.last_at - call.first_at
    timed = server_call_is_over(call) and not call.needs_answer and took_s > 0
    return f"{word} {seconds(took_s)}" if timed else word


def server_doing(reply: Reply) -> str:
    """What the server is at while it says nothing: `web_search searching`; nothing where it is at nothing."""
    for call in reversed(reply.server_calls):
        if server_call_state(call, reply.state) in (ToolCallState.RUNNING, ToolCallState.WRITING):
            return f"{server_call_name(call)} {server_state_word(call, reply.state)}"
    return ""


def citation_words(citation: Citation) -> tuple[str, str]:
    """Its title and its address, as far as there are."""
    return one_line(citation.title), one_line(citation.url)


def one_line(text: str) -> str:
    """A text of somebody else on one line."""
    return display_safe(" ".join(text.split()), keep_newlines=False)
