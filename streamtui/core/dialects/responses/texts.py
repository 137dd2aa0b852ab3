"""The texts of a response: which events, and which parts of items, bring what of the reply."""

from __future__ import annotations

from typing import Any, NamedTuple

from streamtui.core.dialects.responses.parts import PartName
from streamtui.core.json_text.values import mapping, text

TEXTS: dict[str, tuple[PartName, str]] = {
    "response.output_text": ("text", "text"),
    "response.refusal": ("refusal", "refusal"),
    "response.reasoning_summary_text": ("reasoning", "summary"),
    "response.reasoning_text": ("reasoning", "reasoning"),
    "response.reasoning": ("reasoning", "reasoning"),
}
"""What brings which text, before `.delta` and `.done`: what of the reply, and which of the item's texts."""
PARTS = {
    "response.content_part": ("", "content_index"),
    "response.reasoning_part": ("reasoning", "content_index"),
    "response.reasoning_summary_part": ("reasoning", "summary_index"),
}
"""What brings a part of an item, before `.done`: the item's type where it is certain, and what numbers the part."""
_IN_PARTS = {
    "output_text": TEXTS["response.output_text"],
    "text": TEXTS["response.output_text"],
    "refusal": TEXTS["response.refusal"],
    "summary_text": TEXTS["response.reasoning_summary_text"],
    "reasoning_text": TEXTS["response.reasoning_text"],
}
"""The same by the types of parts."""


class Said(NamedTuple):
    """What a part of an item says."""

    part: PartName
    channel: str
    text: str


def said_in(content: dict[str, Any], kind: str) -> Said | None:
    """What that part of an item of the type `kind` says; thoughts are thoughts by whatever name their parts have."""
    known = _IN_PARTS.get(text(content.get("type")))
    if known is None:
        return None
    if kind == "reasoning" and known[0] == "text":
        known = TEXTS["response.reasoning_text"]
    return Said(*known, text(content.get("refusal" if known[0] == "refusal" else "text")))


def parts_of(item: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The parts in that field of an item, of which some servers send the text alone."""
    value = item.get(name)
    plain = "summary_text" if name == "summary" else "output_text"
    parts = value if isinstance(value, list) else [value]
    return [{"type": plain, "text": part} if isinstance(part, str) else mapping(part) for part in parts]
