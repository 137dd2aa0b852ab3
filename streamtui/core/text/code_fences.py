"""The fenced code blocks of a text: counted while it comes, or taken out of it whole."""

from __future__ import annotations

from dataclasses import dataclass

from streamtui.core.text.blocks.line_cutter import LineCutter, Newlines
from streamtui.core.text.blocks.phase import Open, Role, State, step


@dataclass(frozen=True, slots=True)
class FencedCode:
    """One fenced block of a text."""

    language: str
    text: str
    closed: bool


def code_blocks(text: str) -> list[FencedCode]:
    """The fenced blocks of a text; one that is never closed reaches to the end of its list item, quote or text."""
    state = State()
    languages: list[str] = []
    codes: list[list[str]] = []
    closed: set[int] = set()
    for line in LineCutter().feed(Newlines().feed(text).removesuffix("\n") + "\n"):
        state, role, said, _ = step(state, line)
        if role is Role.OPENS and state.fence is not None:
            languages.append(state.fence.language)
            codes.append([])
        elif role is Role.CODE and state.open is Open.FENCE:
            codes[-1] += said, line.ending
        elif role is Role.CLOSES:
            closed.add(len(codes) - 1)
    return [
        FencedCode(language, "".join(code), closed=index in closed)
        for index, (language, code) in enumerate(zip(languages, codes, strict=True))
    ]


class FenceCounter:
    """Counts the fenced blocks opened in a text that arrives in pieces."""

    __slots__ = ("_lines", "_newlines", "_opened", "_state")

    def __init__(self) -> None:
        self._newlines = Newlines()
        self._lines = LineCutter()
        self._state = State()
        self._opened = 0

    def feed(self, text: str) -> None:
        """Take the next piece."""
        for line in self._lines.feed(self._newlines.feed(text)):
            self._state, role, _, _ = step(self._state, line)
            self._opened += role is Role.OPENS

    @property
    def opened(self) -> int:
        """Blocks opened so far, the unfinished line taken as it stands."""
        rest = self._lines.rest
        may_open = "```" in rest.text or "~~~" in rest.text
        return self._opened + (may_open and step(self._state, rest).role is Role.OPENS)
