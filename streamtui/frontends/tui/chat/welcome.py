"""What stands in the middle of an empty conversation: what to try, and the conversations that were kept last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.chat.last_kept import LastKept, opening
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, STRONG, TITLE
from streamtui.rows.row import Row, Run, cells, clip, clip_row

if TYPE_CHECKING:
    from streamtui.core.ports.store import ConversationRow, History

_TRY_CELLS = 9
"""What is pressed."""
_TITLE_CELLS = 44


@dataclass(frozen=True, slots=True)
class Place:
    """Where the chat asks."""

    where: str
    key: str
    """What changes that, as it is written."""
    action: str
    """What a click on the key does."""
    found: Sequence[str] = ()
    """What is there besides."""


class Welcome(LastKept):
    """Draws it."""

    def __init__(self, history: History | None, **options: Any) -> None:
        super().__init__(history, **options)
        self._told: tuple[Face, Sequence[tuple[str, str]], Place | None] | None = None

    def show_face(self, face: Face, teaching: Sequence[tuple[str, str]], place: Place | None) -> None:
        """Draw what the chat is now."""
        self._told = face, teaching, place
        if self.display:
            self.show(*welcome_rows(face, teaching, *self.size, self.kept, place))

    def draw_kept(self) -> None:
        if self._told is not None:
            self.show_face(*self._told)


def welcome_rows(
    face: Face,
    teaching: Iterable[tuple[str, str]],
    width: int,
    height: int,
    kept: Sequence[tuple[ConversationRow, str]] = (),
    place: Place | None = None,
) -> tuple[Row, ...]:
    """What stands in the middle of an empty conversation.

    `teaching` are things to try: what to press, what it does; `kept` are the last conversations, and when they were;
    `place` is where it asks, and how that is changed: in one row, or in two where that is too long.
    """
    tries = [(Run(f"{key:<{_TRY_CELLS}}", ACCENT), Run(does, BRIGHT)) for key, does in teaching]
    widest = max([cells(row) for row in tries], default=0)
    top: list[Row] = [(Run("streamtui", TITLE),), (), *_talks_to(face, place, width)]
    if configured := _configured(face):
        top.append((Run(configured, DIM),))
    middle: list[Row] = [(), (Run("Ask something, and watch the stream.", BRIGHT),), ()]
    rows = [_centred(row, cells(row), width) for row in (*top, *middle)]
    rows += [_centred(row, widest, width) for row in tries]
    last = [_centred(_kept(row, when, width), widest, width) for row, when in kept]
    if len(rows) + len(last) <= height:
        rows += last
    if len(rows) > height:
        rows = [_centred(row, cells(row), width) for row in (*top, *middle[:2])]
    above = ((),) * max(0, (height - len(rows)) // 2)
    return (*above, *rows)


def _talks_to(face: Face, place: Place | None, width: int) -> Sequence[Row]:
    """Whom it talks to, what changes that, and what is there besides."""
    model, where = shown_text(face.model), shown_text(face.place if place is None else place.where)
    who = (Run(model, STRONG), Run(f" · {where}", DIM)) if model and where else (Run(model or where, STRONG),)
    if place is None:
        return [who]
    more = f": {', '.join(map(shown_text, place.found))}" if place.found else ""
    changes = (Run(place.key, ACCENT, place.action), Run(f" changes that{more}", DIM, place.action))
    whole = (Run("Talks to ", DIM), *who, Run(" · ", DIM), *changes)
    return [whole] if cells(whole) <= width else [(Run("Talks to ", DIM), *who), changes]


def _kept(row: ConversationRow, when: str, width: int) -> Row:
    """A conversation that a click opens."""
    action = opening(row)
    title = clip(shown_text(row.title), max(_TRY_CELLS, min(_TITLE_CELLS, width // 2 - _TRY_CELLS)))
    return (Run(f"{when:<{_TRY_CELLS}}", DIM, action), Run(title, BRIGHT, action))


def _configured(face: Face) -> str:
    told = [f"key: {face.key_from}"] if face.key_from else []
    if face.tools:
        on = sum(is_on for _, is_on in face.tools)
        told.append(f"{on} of {len(face.tools)} tools on")
    return display_safe(" · ".join(told), keep_newlines=False)


def _centred(row: Row, taken: int, width: int) -> Row:
    """`taken`: how wide the block is that it belongs to."""
    return clip_row((Run(" " * max(0, (width - taken) // 2)), *row), width)
