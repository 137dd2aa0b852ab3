"""Running text as styled runs: emphasis, code spans, links, images. What it means is markdown-it's word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from streamtui.markdown import styles
from streamtui.markdown.link_target import short_target
from streamtui.rows.row import Run

markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("reference")
"""The one dialect: CommonMark with GFM's tables and strikethrough; raw HTML and reference links are text."""

MOST_BRACKETS = 256
"""Opening brackets in a text. markdown-it's time grows with their square; a text with more is shown as it is."""

_telling = re.compile(r"[\\`*_\[\]<&!~\n]|://").search
_address = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?'\")\]*_~]")


def inline_lines(text: str, base: str = styles.TEXT) -> list[list[Run]]:
    """The runs of a text, a new list after each hard line break. Never empty."""
    if not _telling(text) or text.count("[") > MOST_BRACKETS:
        return [[Run(text, base)]]
    return _Lines(base).take(markdown.parseInline(text)[0].children or [])


def inline_runs(text: str, base: str = styles.TEXT) -> list[Run]:
    """The runs of a text on one line; hard line breaks are blanks."""
    first, *others = inline_lines(text, base)
    for line in others:
        first += [Run(" ", base), *line]
    return first


def addresses(text: str) -> Iterator[tuple[str, int, int]]:
    """The bare addresses in a text, each with its place: from where to where."""
    if "://" in text:
        yield from ((match[0], *match.span()) for match in _address.finditer(text))


class _Lines:
    """Collects runs while walking over inline tokens."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.lines: list[list[Run]] = [[]]
        self.strong = self.emphasis = self.strike = 0
        self.links: list[tuple[str, int]] = []

    def take(self, tokens: list[Token]) -> list[list[Run]]:
        for token in tokens:
            self._token(token)
        return self.lines

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self._text(token.content)
        elif kind == "code_inline":
            self._add(token.content, styles.CODE)
        elif kind == "softbreak":
            self._add(" ", self._style())
        elif kind == "hardbreak":
            self.lines.append([])
        elif kind == "strong_open" or kind == "strong_close":
            self.strong += token.nesting
        elif kind == "em_open" or kind == "em_close":
            self.emphasis += token.nesting
        elif kind == "s_open" or kind == "s_close":
            self.strike += token.nesting
        elif kind == "link_open":
            self.links.append((str(token.attrs.get("href", "")), len(self.lines[-1])))
        elif kind == "link_close":
            self._close_link()
        elif kind == "image":
            self._add(f"[image: {token.content}]" if token.content else "[image]", styles.IMAGE)
            self._target(str(token.attrs.get("src", "")))
        else:
            self._text(token.content)

    def _text(self, text: str) -> None:
        style = self._style()
        position = 0
        for address, start, end in () if self.links else addresses(text):
            self._add(text[position:start], style)
            self._add(address, styles.LINK)
            position = end
        self._add(text[position:], style)

    def _add(self, text: str, style: str) -> None:
        if text:
            self.lines[-1].append(Run(text, style))

    def _close_link(self) -> None:
        address, start = self.links.pop()
        shown = "".join([run.text for run in self.lines[-1][start:]])
        if address.removeprefix("mailto:") != shown:
            self._target(address)

    def _target(self, address: str) -> None:
        if address:
            self._add(f" ({short_target(address)})", styles.LINK_TARGET)

    def _style(self) -> str:
        if self.links:
            return styles.LINK
        if self.strike:
            return styles.STRIKE
        if self.strong:
            return styles.STRONG_EMPHASIS if self.emphasis else styles.STRONG
        return styles.EMPHASIS if self.emphasis else self.base
