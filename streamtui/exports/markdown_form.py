"""A kept conversation as Markdown, to be read: the path that is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.conversation import Conversation
from streamtui.core.chat.messages import Continuation, Notice, UserMessage
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.ports.store import KeptConversation
from streamtui.core.text.as_code import as_code
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.attachment_words import facts_of
from streamtui.core.words.figures import UNKNOWN
from streamtui.core.words.server_call_words import citation_words, server_call_name, server_state_word, whose

_NOT_SENT = " (not sent)"
_MARKS = re.compile(r"[!-/:-@\[-`{-~]")
"""What Markdown may mean something by."""
_PAGE = re.compile(r"https?://[^\s<>`\\]+", re.IGNORECASE)


def markdown_of(conversation: KeptConversation) -> str:
    """All of it."""
    chat: Conversation = ChatState().fold(conversation.events).conversation
    parts = [f"# {conversation.title or UNKNOWN}"]
    if chat.system:
        parts.append(f"> {chat.system}".replace("\n", "\n> "))
    for message in chat.messages:
        match message:
            case UserMessage():
                parts += [f"## You{_NOT_SENT * message.left_out}", message.text, *_attached(message)]
            case Continuation():
                parts.append("*Asked to go on where it broke off.*")
            case Reply():
                parts += [f"## {message.model or 'reply'}{_NOT_SENT * message.left_out}", *_reply(message)]
            case Notice():
                parts.append(f"*{message.text}*")
    return display_safe("\n\n".join(parts)) + "\n"


def _attached(message: UserMessage) -> Iterator[str]:
    if message.parts:
        yield "\n".join(f"- {as_code(one.name)} {' · '.join(facts_of(one))}".rstrip() for one in message.parts)


def _reply(reply: Reply) -> Iterator[str]:
    for ran in reply.server_calls:
        what = [
            as_code(server_call_name(ran) + whose(ran)),
            as_code(str(ran.text)),
            server_state_word(ran, reply.state),
        ]
        yield _joined(what)
    if text := str(reply.text) or str(reply.refusal):
        yield text
    for call in reply.tool_calls:
        parts = [as_code(call.name), as_code(str(call.arguments))]
        if call.output is not None:
            parts += ["→", as_code(call.output)]
        elif call.state is ToolCallState.CUT:
            parts.append(f"*{call.state.value}*")
        yield _joined(parts)
    if reply.citations:
        yield "\n".join(f"{number}. {_citation(one)}" for number, one in enumerate(reply.citations, 1))
    if reply.fault is not None:
        yield f"*{reply.fault.message}*"


def _joined(parts: list[str]) -> str:
    """On a line, if each is on one."""
    return ("\n\n" if any("\n" in part for part in parts) else " ").join(filter(None, parts))


def _citation(citation: Citation) -> str:
    """Its title as text, and its address, as a link where it is one of a page."""
    title, address = citation_words(citation)
    shown = f"<{address}>" if _PAGE.fullmatch(address) else as_code(address)
    return " ".join(filter(None, (_MARKS.sub(r"\\\g<0>", title), shown)))
