"""Chats as Open WebUI exports them: messages by their ids in `history`, each with its parent.

Older versions put thoughts and calls into the text, as elements; newer ones beside it, in `output`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.usage import Usage
from streamtui.core.dialects.usage_reader import usage_of
from streamtui.core.json_text.values import count, mapping, mappings, number, text
from streamtui.storage.imports.said import Call, Foreign, Result, Said, above, digest, epoch, seconds
from streamtui.storage.imports.told_in_text import told_in

_NS = 1e9


def is_open_webui(value: Mapping[str, Any]) -> bool:
    """It looks like one of its chats, with what its list tells of it or without."""
    chat = mapping(value.get("chat")) or value
    return isinstance(mapping(chat.get("history")).get("messages"), dict) or (
        chat is not value and isinstance(chat.get("messages"), list)
    )


def open_webui_chat(value: Mapping[str, Any]) -> Foreign:
    """One of them."""
    chat = mapping(value.get("chat")) or value
    history = mapping(chat.get("history"))
    messages = _by_id(history, chat)
    identity = text(value.get("id")) or text(chat.get("id")) or digest(*messages)
    foreign = Foreign(
        digest("open-webui", identity),
        text(value.get("title")) or text(chat.get("title")),
        [],
        text(history.get("currentId")) or next(reversed(messages), ""),
        epoch(value.get("created_at")) or epoch(chat.get("timestamp")),
        epoch(value.get("updated_at")),
    )
    models = chat.get("models")
    model = next((one for one in models if isinstance(one, str)), "") if isinstance(models, list) else ""
    system = text(mapping(chat.get("params")).get("system")) or text(chat.get("system"))
    for key, message in messages.items():
        said = _said(key, message, model, foreign.left_out)
        if said is not None:
            foreign.said.append(said)
        elif message.get("role") == "system":
            system = system or text(message.get("content"))
    known = {said.key for said in foreign.said}
    gone = {key: text(message.get("parentId")) for key, message in messages.items() if key not in known}
    for said in foreign.said:
        said.parent = above(said.parent, gone)
        said.system = system if system and said.parent not in known else None
    foreign.head = above(foreign.head, gone)
    return foreign


def _by_id(history: Mapping[str, Any], chat: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The messages; those of a list follow one another."""
    if isinstance(listed := history.get("messages"), dict):
        return {key: mapping(message) for key, message in listed.items()}
    found: dict[str, dict[str, Any]] = {}
    last = ""
    for number_, message in enumerate(mappings(chat.get("messages"))):
        key = text(message.get("id")) or str(number_)
        found[key] = {"parentId": last, **message}
        last = key
    return found


def _said(key: str, message: Mapping[str, Any], model: str, left_out: Counter[str]) -> Said | None:
    role = message.get("role")
    files = message.get("files")
    for file in files if isinstance(files, list) else ():
        left_out["image" if "image" in text(mapping(file).get("type")) else "file"] += 1
    parent, at = text(message.get("parentId")), epoch(message.get("timestamp"))
    words = _words(message.get("content"), left_out)
    if role == "user":
        return Said(key, parent, "user", words, at=at)
    if role not in ("assistant", "tool"):
        left_out["message of an unknown kind"] += role != "system"
        return None
    if role == "tool":
        return Said(key, parent, "tool", results=[Result(words, text(message.get("tool_call_id")))], at=at)
    spoken, reasoning, calls, results = told_in(words)
    if not (reasoning or calls):
        reasoning, calls, results = _put_out(message.get("output"))
    error, figures = message.get("error"), mapping(message.get("usage")) or mapping(message.get("info"))
    return Said(
        key,
        parent,
        "assistant",
        spoken,
        reasoning,
        calls,
        results,
        _sources(message),
        model=text(message.get("model")) or model,
        at=at,
        duration_s=seconds((number(figures.get("total_duration")) or 0.0) / _NS or None),
        usage=_usage(figures),
        cut=message.get("done") is False,
        fault=(text(mapping(error).get("content")) or text(error) or "It failed.") if error else "",
    )


def _words(content: object, left_out: Counter[str]) -> str:
    if not isinstance(content, list):
        return text(content)
    found = [text(part.get("text")) for part in mappings(content)]
    left_out["image"] += sum("image" in text(part.get("type")) for part in mappings(content))
    return "\n".join(filter(None, found))


def _sources(message: Mapping[str, Any]) -> list[Citation]:
    """What it rests on, in the order of the numbers in its text: pages, and files by their names."""
    found: dict[str, Citation] = {}
    for told in mappings(message.get("sources")) or mappings(message.get("citations")):
        source = mapping(told.get("source"))
        for part in mappings(told.get("metadata")) or [source]:
            place = text(part.get("source")) or text(source.get("url")) or text(source.get("id"))
            is_page = place.startswith(("http://", "https://"))
            title = text(part.get("title")) or text(part.get("name"))
            if not is_page:  # of pages that is what was looked for
                title = text(source.get("name")) or title or place
            found.setdefault(place or title, Citation(place if is_page else "", title))
    return [source for source in found.values() if source.url or source.title]


def _usage(figures: Mapping[str, Any]) -> Usage | None:
    """Of servers that speak OpenAI's language, else Ollama's."""
    usage = usage_of(figures)
    if usage == Usage():
        usage = Usage(count(figures.get("prompt_eval_count")), count(figures.get("eval_count")))
    return None if usage == Usage() else usage


def _put_out(output: object) -> tuple[str, list[Call], list[Result]]:
    """Thoughts, calls and results, of items as the Responses API has them."""
    reasoning, calls, results = list[str](), list[Call](), list[Result]()
    for item in mappings(output):
        kind, identity = item.get("type"), text(item.get("call_id"))
        if kind == "reasoning":
            parts = [*mappings(item.get("summary")), *mappings(item.get("content"))]
            reasoning += [words for part in parts if (words := text(part.get("text")))]
        elif kind == "function_call":
            calls.append(Call(text(item.get("name")), text(item.get("arguments")), identity))
        elif kind == "function_call_output":
            said = item.get("output")
            pieces = [text(part.get("text")) for part in mappings(said)]
            results.append(Result(text(said) or "\n".join(filter(None, pieces)), identity))
    return "\n\n".join(reasoning), calls, results
