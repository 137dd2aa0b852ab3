"""A verdict as it is said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streamtui.core.verdicts.verdict import Verdict


def verdict_line(verdict: Verdict) -> str:
    """`? The server said … (chunk 41)`."""
    return f"? {verdict.sentence}{where(verdict)}"


def where(verdict: Verdict) -> str:
    """` (chunk 41)`, or nothing where that is not known."""
    return "" if verdict.chunk is None else f" (chunk {verdict.chunk:,})"


def verdict_fields(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """As they stand in `streamtui.reply.v1`."""
    return [{"id": one.id, "sentence": one.sentence, "chunk": one.chunk} for one in verdicts]
