"""Conversations as ChatGPT exports them: nodes by their ids in `mapping`, each with its parent and mostly a message.

What its tools were asked is a message of the assistant to them, what it thought one of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from streamtui.core.json_text.values import mapping, mappings, text
from streamtui.storage.imports.chatgpt_citations import cited
from streamtui.storage.imports.said import Call, Foreign, Result, Said, above, digest, epoch, seconds

_TO_ALL = ("", "all")
_FINISHES = {"max_tokens": "length", "stop": "stop", "content_filter": "content_filter"}
_UNFINISHED = ("in_progress", "finished_partial_completion")
_NEITHER_SAID_NOR_LOST = ("reasoning_recap",)
"""How long it thought."""


def is_chatgpt(value: Mapping[str, Any]) -> bool:
    """It looks like one of its conversations."""
    return isinstance(value.get("mapping"), dict)


def chatgpt_conversation(value: Mapping[str, Any]) -> Foreign:
    """One of them."""
    nodes: dict[str, Any] = value["mapping"]
    identity = text(value.get("conversation_id")) or text(value.get("id")) or digest(*nodes)
    foreign = Foreign(
        digest("chatgpt", identity),
        text(value.get("title")),
        [],
        text(value.get("current_node")),
        epoch(value.get("create_time")),
        epoch(value.get("update_time")),
    )
    model = text(value.get("default_model_slug"))
    gone: dict[str, str] = {}
    """Nodes that say nothing, and what those below them follow in their place."""
    for key, node in nodes.items():
        parent = text(mapping(node).get("parent"))
        said = _said(key, parent, mapping(mapping(node).get("message")), model, foreign.left_out)
        if said is None:
            gone[key] = parent
        else:
            foreign.said.append(said)
    for said in foreign.said:
        said.parent = above(said.parent, gone)
    foreign.head = above(foreign.head, gone)
    return foreign


def _said(key: str, parent: str, message: dict[str, Any], model: str, left_out: Counter[str]) -> Said | None:
    about, content = mapping(message.get("metadata")), mapping(message.get("content"))
    role, kind = text(mapping(message.get("author")).get("role")), text(content.get("content_type"))
    if not message or kind in _NEITHER_SAID_NOR_LOST:
        return None
    words = _words(content, left_out)
    for attached in mappings(about.get("attachments")):  # images are among the parts, too
        kind_of_file = text(attached.get("mime_type")) or text(attached.get("mimeType"))
        left_out["file"] += not kind_of_file.startswith("image/")
    if about.get("is_visually_hidden_from_conversation") or role == "system" or kind.endswith("editable_context"):
        left_out["hidden or system message"] += bool(words) or kind.endswith("editable_context")
        return None
    if role == "user":
        return Said(key, parent, "user", words, at=epoch(message.get("create_time")))
    if role == "tool":
        name = text(mapping(message.get("author")).get("name"))
        result = Result(words, ok=kind != "system_error", name=name)
        return Said(key, parent, "tool", results=[result], at=epoch(message.get("create_time")))
    if role != "assistant":
        left_out["message of an unknown kind"] += 1
        return None
    ending, recipient = text(mapping(about.get("finish_details")).get("type")), text(message.get("recipient"))
    said = Said(
        key,
        parent,
        "assistant",
        model=text(about.get("model_slug")) or model,
        at=epoch(message.get("create_time")),
        duration_s=seconds(about.get("finished_duration_sec")),
        finish_reason=_FINISHES.get(ending),
        stopped=ending == "interrupted",
        cut=message.get("status") in _UNFINISHED,
    )
    if kind == "thoughts":
        said.reasoning = words
    elif recipient not in _TO_ALL:
        said.calls.append(Call(recipient, words))
    elif kind == "code":
        said.text = f"```\n{words}\n```"
    else:
        said.text, said.citations = cited(words, about, left_out)
    return said


def _words(content: Mapping[str, Any], left_out: Counter[str]) -> str:
    """What a message says; what in it is no text is counted."""
    found = [text(content.get(name)) for name in ("text", "result") if text(content.get(name))]
    if thoughts := content.get("thoughts"):
        for thought in mappings(thoughts):
            found += [line for name in ("summary", "content") if (line := text(thought.get(name)))]
    parts = content.get("parts")
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, str):
            found.append(part)
        elif words := text(mapping(part).get("text")):
            found.append(words)
        elif mapping(part):
            kind = text(part.get("content_type"))
            left_out["image" if "image" in kind else "recording" if "audio" in kind else "file"] += 1
    return "\n".join(filter(None, found))
