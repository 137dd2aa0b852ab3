"""Events of a response that bring nothing of the reply: that something begins, is whole, or is in another state."""

from __future__ import annotations

import re
from typing import Any

from streamtui.core.json_text.values import mapping, text

STEPS = ("item", "part", "citation", "whole", "state")
"""What they are about: an item of the output, a part of one, a source, a text that came in pieces, the response."""
_TYPE = re.compile(rb'(?:"type"\s*:\s*"|event:\s*)(response\.[a-z_.]+|keepalive)')
_ITEM, _CITATION = "output_item", "output_text.annotation"
_SPACED = str.maketrans("_", " ")


def step_in(data: bytes) -> tuple[str, str]:
    """The kind of row that a chunk of those bytes is, and what happened, in a few words; two empty ones: no such."""
    found = _TYPE.search(data)
    return _step(found[1].decode()) if found is not None else ("", "")


def step_words(event: dict[str, Any]) -> str:
    """The same words of a parsed one, with what it happened to."""
    kind, words = _step(text(event.get("type")))
    match kind:
        case "item":
            return f"{words} {text(mapping(event.get('item')).get('type'))}".strip()
        case "part":
            return f"{words} {text(mapping(event.get('part')).get('type'))}".strip()
        case "citation":
            named = mapping(event.get("annotation"))
            return " ".join(filter(None, (text(named.get("title")), text(named.get("url")))))
        case _:
            return words


def _step(kind: str) -> tuple[str, str]:
    if kind == "keepalive":
        return "ping", ""
    stem, _, ending = kind.removeprefix("response.").rpartition(".")
    if not stem:
        return ("state", ending.translate(_SPACED)) if ending else ("", "")
    if stem == _ITEM:
        return "item", ending
    if stem.endswith("_part"):
        return "part", ending
    if stem == _CITATION:
        return "citation", ""
    if ending == "done":
        return "whole", stem.translate(_SPACED)
    return ("call", f"{stem.removesuffix('_call')} {ending}") if ending != "delta" else ("", "")
