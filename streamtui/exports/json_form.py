"""A kept conversation as JSON, `streamtui.conversation.v1`: what was said, and all from which it is made again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from streamtui.core.chat.state import ChatState
from streamtui.core.ports.store import CONVERSATION_SCHEMA, KeptConversation


def json_text(conversations: Iterable[KeptConversation]) -> Iterator[str]:
    """One object, or a list of them."""
    objects = [_object(conversation) for conversation in conversations]
    yield json.dumps(objects[0] if len(objects) == 1 else objects, ensure_ascii=False, indent=1) + "\n"


def json_lines(conversations: Iterable[KeptConversation]) -> Iterator[str]:
    """An object a line."""
    for conversation in conversations:
        yield json.dumps(_object(conversation), ensure_ascii=False) + "\n"


def _object(conversation: KeptConversation) -> dict[str, Any]:
    state = ChatState().fold(conversation.events)
    messages = state.conversation.request_messages()
    return {
        "schema": CONVERSATION_SCHEMA,
        "id": conversation.id,
        "title": conversation.title,
        "began": conversation.began,
        "changed": conversation.changed,
        "messages": messages,
        "head": conversation.head,
        "tree": conversation.tree,
    }
