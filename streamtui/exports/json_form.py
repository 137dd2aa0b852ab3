"""A kept conversation as JSON, `streamtui.conversation.v1`: what was said, and all from which it is made again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from streamtui.core.chat.request_messages import in_chat
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.store import CONVERSATION_SCHEMA, KeptConversation


def json_text(conversations: Iterable[KeptConversation]) -> Iterator[str]:
    """One object, or a list of them; no more of them is held than one."""
    before: str | None = None
    number = 0
    for number, conversation in enumerate(conversations, 1):
        if before is not None:
            yield ("[\n" if number == 2 else ",\n") + before
        before = json.dumps(_object(conversation), ensure_ascii=False, indent=1)
    yield {0: "[]\n", 1: f"{before}\n"}.get(number, f",\n{before}\n]\n")


def json_lines(conversations: Iterable[KeptConversation]) -> Iterator[str]:
    """An object a line."""
    for conversation in conversations:
        yield json.dumps(_object(conversation), ensure_ascii=False) + "\n"


def _object(conversation: KeptConversation) -> dict[str, Any]:
    chat = ChatState().fold(conversation.events).conversation
    return {
        "schema": CONVERSATION_SCHEMA,
        "id": conversation.id,
        "title": conversation.title,
        "messages": in_chat(chat.request_messages()),
        "tree": {
            "began": conversation.began,
            "changed": conversation.changed,
            "pinned": conversation.pinned,
            "head": conversation.head,
            "turns": conversation.tree,
        },
    }
