"""Tokens as the server counted them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts of one reply, as reported; `None` where the server did not say."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    total_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


def tokens_out(usage: Usage | None, estimate: float, *, came: bool) -> int:
    """The server's count where there is one, else the estimate; none where no payload `came`."""
    if usage is not None and usage.completion_tokens is not None:
        return usage.completion_tokens
    return max(1, round(estimate)) if came else 0
