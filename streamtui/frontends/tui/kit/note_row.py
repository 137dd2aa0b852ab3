"""Where notes stand: as many rows as they need, none while there is nothing to say."""

from __future__ import annotations

from typing import Any

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.notes import ROW, Note, NotesApp
from streamtui.frontends.tui.kit.rows import BRIGHT, WARN
from streamtui.rows.wrapping import wrapped

MOST_ROWS = 5
"""What is longer is cut, for the conversation needs room too."""


class NoteRow(Lines):
    """Shows the app's note."""

    DEFAULT_CSS = """
NoteRow {
    height: 0;
    padding: 0 1;
}
"""

    def __init__(self, **options: Any) -> None:
        super().__init__(fits=True, classes=ROW, **options)

    def on_mount(self) -> None:
        self.watch(self.app, "note", self._draw)

    def on_resize(self) -> None:
        assert isinstance(self.app, NotesApp)
        self._draw(self.app.note)

    def _draw(self, note: Note | None) -> None:
        width = self.content_size.width or self.app.size.width - self.gutter.width
        rows = [] if note is None else wrapped(display_safe(note.text), width, WARN if note.warns else BRIGHT)
        self.show(*rows[:MOST_ROWS])
