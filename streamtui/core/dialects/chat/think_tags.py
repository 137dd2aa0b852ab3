"""Reasoning that a model wrote into its content, between `<think>` and `</think>` at the very start."""

from __future__ import annotations

_TAGS = {"<think>": "</think>", "<thought>": "</thought>"}
_LONGEST_INDENT = 64
"""More white space than that before a tag, and it is no longer the start."""


class ThinkTags:
    """Splits content into reasoning and answer, whatever the cuts. If a tag is never closed, all is reasoning.

    The tags are dropped, and white space before the first; all else is kept as it is.
    """

    __slots__ = ("_closing", "_held", "answering")

    def __init__(self) -> None:
        self.answering = False
        """The reasoning, if any, is over: what follows is the answer as it stands."""
        self._closing = ""
        """The tag that ends the reasoning; empty until it began."""
        self._held = ""

    def feed(self, piece: str) -> tuple[str, str]:
        """The reasoning and the answer that are certain now."""
        if self.answering:
            return "", piece
        content, self._held = self._held + piece, ""
        if not self._closing:
            start = content.lstrip()
            near = len(content) - len(start) <= _LONGEST_INDENT
            opening = next((tag for tag in _TAGS if near and start.startswith(tag)), None)
            if opening is None:
                if near and any(tag.startswith(start) for tag in _TAGS):
                    self._held = content
                    return "", ""
                self.answering = True
                return "", content
            self._closing = _TAGS[opening]
            content = start.removeprefix(opening)
        reasoning, closed, answer = content.partition(self._closing)
        if closed:
            self.answering = True
            return reasoning, answer
        self._held = _beginning_of(self._closing, reasoning)
        return reasoning.removesuffix(self._held), ""

    def end(self) -> tuple[str, str]:
        """What was held back, when nothing follows."""
        held, self._held = self._held, ""
        return (held, "") if self._closing else ("", held)


def _beginning_of(tag: str, text: str) -> str:
    """The longest end of `text` with which `tag` may begin."""
    sizes = range(min(len(tag) - 1, len(text)), 0, -1)
    return next((tag[:size] for size in sizes if text.endswith(tag[:size])), "")
