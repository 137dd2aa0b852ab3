"""Text out of the shapes that servers give it: a string, a list of typed parts, reasoning under three names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

Channel: TypeAlias = Literal["text", "reasoning", "refusal"]


def parts_of(content: object) -> Iterator[tuple[Channel, str]]:
    """The texts in `content`, in order, each with what it is."""
    if isinstance(content, str):
        yield "text", content
    for part in content if isinstance(content, list) else [content]:
        if isinstance(part, str) and part is not content:
            yield "text", part
        elif isinstance(part, dict):
            yield _part(part)


def reasoning_of(delta: Mapping[str, Any]) -> str:
    """The reasoning in a delta: the first name that has some, as servers that use both say the same under each."""
    for name in ("reasoning_content", "reasoning"):
        if (value := delta.get(name)) and (said := _flat(value)):
            return said
    return ""


def reasoning_in_details(delta: Mapping[str, Any]) -> str:
    """The reasoning in `reasoning_details`, for servers that send it nowhere else; encrypted parts have no text."""
    details = delta.get("reasoning_details")
    return _flat(details) if details else ""


def _part(part: dict[str, Any]) -> tuple[Channel, str]:
    if "thinking" in part or "reasoning" in part:
        return "reasoning", _flat(part.get("thinking") or part.get("reasoning"))
    if "refusal" in part:
        return "refusal", _flat(part["refusal"])
    return ("reasoning" if part.get("type") in ("thinking", "reasoning") else "text"), _flat(part.get("text"))


def _flat(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(_flat, value))
    if isinstance(value, dict):
        return _flat(value.get("text") or value.get("summary") or value.get("content") or value.get("value"))
    return ""
