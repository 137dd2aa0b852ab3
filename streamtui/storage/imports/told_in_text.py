"""Thoughts and calls that Open WebUI wrote into the text of a reply, as elements that its browser unfolds."""

from __future__ import annotations

import json
import re
from html import unescape

from streamtui.storage.imports.said import Call, Result

_BEGIN, _END = "<details ", "</details>"
_ATTRIBUTE = re.compile(r'(?<![a-z_])([a-z_]{1,40})="([^"]*)"')
_LONGEST_HEAD = 1 << 20
"""Characters of the attributes of one: results are among them."""


def told_in(words: str) -> tuple[str, str, list[Call], list[Result]]:
    """The text without them, the thoughts, the calls and their results; what is not known stays in the text."""
    spoken, reasoning, calls, results = list[str](), list[str](), list[Call](), list[Result]()
    position = 0
    while (start := words.find(_BEGIN, position)) >= 0 and (end := words.find(_END, start)) >= 0:
        head, _, inside = words[start:end].partition(">\n")
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(head[:_LONGEST_HEAD])}
        kind = attributes.get("type")
        spoken.append(words[position:start])
        if kind == "reasoning":
            reasoning.append(_unquoted(inside))
        elif kind == "tool_calls" and "name" in attributes:
            call = Call(attributes["name"], _told(attributes.get("arguments", "")), attributes.get("id", ""))
            calls.append(call)
            if "result" in attributes:
                results.append(Result(_told(attributes["result"]), call.id))
        else:
            spoken.append(words[start : end + len(_END)])
        position = end + len(_END)
    spoken.append(words[position:])
    if reasoning or calls:
        return "".join(spoken).strip("\n"), "\n\n".join(reasoning), calls, results
    return words, "", [], []


def _told(value: str) -> str:
    """A text is written there as JSON, arguments that are JSON already among them."""
    try:
        told = json.loads(value) if value.startswith('"') else None
    except ValueError:
        return value
    return told if isinstance(told, str) else value


def _unquoted(inside: str) -> str:
    """The lines without the mark of a quotation, and without the line that says how long it took."""
    _, end, rest = inside.partition("</summary>")
    lines = unescape(rest if end else inside).strip("\n").split("\n")
    return "\n".join(line.removeprefix("> ") if line.startswith("> ") else line.removeprefix(">") for line in lines)
