"""What stands in the middle of an empty conversation: what to try, and the conversations that were kept last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import work

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.instants import when
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, STRONG, TITLE
from streamtui.rows.row import Row, Run, cells, clip, clip_row

if TYPE_CHECKING:
    from streamtui.core.ports.store import ConversationRow, History

_TRY_CELLS = 9
"""What is pressed."""
_TITLE_CELLS = 44
_MOST_KEPT = 3


class Welcome(Lines):
    """Draws it; what is kept is asked for whenever it comes into sight, and comes later."""

    def __init__(self, history: History | None, **options: Any) -> None:
        super().__init__(**options)
        self._history = history
        self._kept: Sequence[tuple[ConversationRow, str]] = ()
        self._told: tuple[Face, Sequence[tuple[str, str]]] | None = None

    def show_face(self, face: Face, teaching: Sequence[tuple[str, str]]) -> None:
        """Draw what the chat is now."""
        self._told = face, teaching
        if self.display:
            self.show(*welcome_rows(face, teaching, *self.size, self._kept))

    def on_show(self) -> None:
        if self._history is not None:
            self._look(self._history)

    @work(exclusive=True, group="kept")
    async def _look(self, history: History) -> None:
        try:
            rows = await history.search("", _MOST_KEPT)
        except StreamtuiError:  # who looks for conversations is told
            return
        now = datetime.now().astimezone()
        self._kept = [(row, when(row.changed, now, brief=True)) for row in rows]
        if self._told is not None:
            self.show_face(*self._told)


def welcome_rows(
    face: Face,
    teaching: Iterable[tuple[str, str]],
    width: int,
    height: int,
    kept: Sequence[tuple[ConversationRow, str]] = (),
) -> tuple[Row, ...]:
    """What stands in the middle of an empty conversation.

    `teaching` are things to try: what to press, what it does; `kept` are the last conversations, and when they were.
    """
    tries = [(Run(f"{key:<{_TRY_CELLS}}", ACCENT), Run(does, BRIGHT)) for key, does in teaching]
    widest = max([cells(row) for row in tries], default=0)
    top: list[Row] = [(Run("streamtui", TITLE),), (), _place(face)]
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


def _kept(row: ConversationRow, when: str, width: int) -> Row:
    """A conversation that a click opens."""
    action = f"screen.open_kept({row.id!r})"
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


def _place(face: Face) -> Row:
    model, place = (display_safe(text, keep_newlines=False) for text in (face.model, face.place))
    named = (Run(model, STRONG), Run(f" · {place}", DIM)) if model else (Run(place, STRONG),)
    return named if place else named[:1]
