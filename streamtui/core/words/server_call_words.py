"""What a server runs by itself, and the sources that it names, in words that are safe to show on one line."""

from __future__ import annotations

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.server_calls import Citation, ServerCall
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import seconds

SERVERS = " · server"
"""Stands behind the name of each: it is not run here, and nobody is asked."""
_ENDS = {
    "completed": ToolCallState.DONE,
    "failed": ToolCallState.FAILED,
    "incomplete": ToolCallState.CUT,
    "cancelled": ToolCallState.CUT,
}
_ASKS = "mcp_approval_request"
_LONGEST_STATE = 24


def server_call_name(call: ServerCall) -> str:
    """`web_search`, `mcp roll_dice`; of a request for approval that of what asks."""
    kind = "mcp" if call.kind == _ASKS else call.kind or "call"
    return one_line(f"{kind} {call.name}")


def server_call_state(call: ServerCall, reply: ReplyState) -> ToolCallState:
    """Where it stands, as one of ours would, in a reply that is so far."""
    if call.kind == _ASKS:
        return ToolCallState.WAITING
    if call.state in _ENDS:
        return _ENDS[call.state]
    if reply is ReplyState.OPEN:
        return ToolCallState.RUNNING
    return ToolCallState.NOT_RUN if reply is ReplyState.COMPLETE else ToolCallState.CUT


def server_call_is_over(call: ServerCall) -> bool:
    """The server said what came of it."""
    return call.state in _ENDS


def server_state_word(call: ServerCall, reply: ReplyState) -> str:
    """The server's word: `searching`; where the reply is over and it never said more, `was searching`."""
    if call.kind == _ASKS:
        return "asks"
    word = one_line(call.state.replace("_", " "))[:_LONGEST_STATE] or "in progress"
    return word if server_call_is_over(call) or reply is ReplyState.OPEN else f"was {word}"


def server_state_words(call: ServerCall, reply: ReplyState) -> str:
    """The same with its time, once it is over: `completed 1.20 s`."""
    word, took_s = server_state_word(call, reply), call.last_at - call.first_at
    return f"{word} {seconds(took_s)}" if server_call_is_over(call) and took_s > 0 else word


def server_doing(reply: Reply) -> str:
    """What the server is at while it says nothing: `web_search searching`; nothing where it is at nothing."""
    for call in reversed(reply.server_calls):
        if server_call_state(call, reply.state) is ToolCallState.RUNNING:
            return f"{server_call_name(call)} {server_state_word(call, reply.state)}"
    return ""


def citation_words(citation: Citation) -> tuple[str, str]:
    """Its title and its address, as far as there are."""
    return one_line(citation.title), one_line(citation.url)


def one_line(text: str) -> str:
    """A text of somebody else on one line."""
    return display_safe(" ".join(text.split()), keep_newlines=False)
