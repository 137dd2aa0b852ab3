"""A kept conversation as Markdown, to be read: the path that is shown."""

from __future__ import annotations

from collections.abc import Iterator

from streamtui.core.chat.conversation import Continuation, Conversation, Notice, Reply, UserMessage
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.store import KeptConversation
from streamtui.core.text.display_safe import display_safe


def markdown_of(conversation: KeptConversation) -> str:
    """All of it."""
    chat: Conversation = ChatState().fold(conversation.events).conversation
    parts = [f"# {conversation.title}"]
    if chat.system:
        parts.append(f"> {chat.system}".replace("\n", "\n> "))
    for message in chat.messages:
        match message:
            case UserMessage():
                parts += ["## You", message.text]
            case Continuation():
                parts.append("*Asked to go on where it broke off.*")
            case Reply():
                parts += [f"## {message.model}", *_reply(message)]
            case Notice():
                parts.append(f"*{message.text}*")
    return display_safe("\n\n".join(parts)) + "\n"


def _reply(reply: Reply) -> Iterator[str]:
    if text := str(reply.text) or str(reply.refusal):
        yield text
    for call in reply.tool_calls:
        yield f"`{call.name}` `{call.arguments}`" + (f" → `{call.output}`" if call.output is not None else "")
    if reply.fault is not None:
        yield f"*{reply.fault.message}*"
