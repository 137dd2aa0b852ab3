"""Kept conversations on the pipes: lists, one to be read, and the forms in which others take them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TextIO

from rich.table import Table

from streamtui.core.chat.conversation import Continuation, Conversation, Notice, Reply, UserMessage
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.store import CONVERSATION_SCHEMA, ConversationRow, KeptConversation
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words import figures
from streamtui.core.words.exit_codes import ExitCode
from streamtui.frontends.headless.live_view import console_on

_SHORT = 8
"""Characters of an id that tell it from all others, but for one in many millions."""


def print_list(rows: Sequence[ConversationRow], out: TextIO, *, as_json: bool) -> int:
    """A line for each."""
    if as_json:
        out.writelines(json.dumps(_fields(row), ensure_ascii=False) + "\n" for row in rows)
        return ExitCode.DONE
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(5):
        table.add_column(overflow="ellipsis", no_wrap=True)
    for row in rows:
        changed = datetime.fromtimestamp(row.changed).astimezone()
        about = row.found or ("cut" if row.cut else "")
        cells = (row.id[:_SHORT], f"{changed:%Y-%m-%d %H:%M}", figures.count(row.messages), row.model, row.title)
        table.add_row(*(display_safe(cell, keep_newlines=False) for cell in cells), display_safe(about))
    if rows:
        console_on(out).print(table)
    return ExitCode.DONE


def print_conversation(conversation: KeptConversation, out: TextIO) -> int:
    """All of it, to be read."""
    out.write(_markdown(conversation))
    return ExitCode.DONE


def print_imported(added: int, known: int, out: TextIO) -> int:
    """How many conversations are new, and how many were here."""
    here = f"; {figures.plural(known, 'conversation')} of these files {'is' if known == 1 else 'are'} here already"
    out.write(f"{figures.plural(added, 'conversation')} added{here if known else ''}.\n")
    return ExitCode.DONE


def print_verdict(wrong: Sequence[str], out: TextIO) -> int:
    """What is wrong, or that nothing is."""
    out.writelines(f"{sentence}\n" for sentence in wrong or ["All that is kept can be read."])
    return ExitCode.INCOMPLETE if wrong else ExitCode.DONE


def exported(conversations: Iterable[KeptConversation], form: str) -> Iterator[str]:
    """The conversations as `md`, `json` or `jsonl`, piece by piece."""
    if form == "md":
        for number, conversation in enumerate(conversations):
            yield ("\n---\n\n" if number else "") + _markdown(conversation)
    elif form == "jsonl":
        for conversation in conversations:
            yield json.dumps(_object(conversation), ensure_ascii=False) + "\n"
    else:
        objects = [_object(conversation) for conversation in conversations]
        yield json.dumps(objects[0] if len(objects) == 1 else objects, ensure_ascii=False, indent=1) + "\n"


def _fields(row: ConversationRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "found" or value}


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


def _markdown(conversation: KeptConversation) -> str:
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
