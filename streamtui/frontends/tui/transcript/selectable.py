"""What of a conversation is selected, by the mouse or message by message with the keys, and what its keys copy."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from textual import events
from textual.actions import SkipAction
from textual.geometry import Offset
from textual.scroll_view import ScrollView
from textual.selection import Selection

from streamtui.core.words.figures import plural
from streamtui.frontends.tui.kit.clipboard import copy
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.transcript.copying import code_at, last_code, selected_text
from streamtui.frontends.tui.transcript.messages import source_text
from streamtui.frontends.tui.transcript.selected_messages import SelectedMessages
from streamtui.frontends.tui.transcript.viewport import Viewport

SELECTION_COMMANDS: tuple[Command[SelectableView], ...] = (
    Command(
        "transcript.copy_code",
        "Copy the code block pointed at, or the last",
        lambda view: view.copy_code(),
        lambda view: view.has_code,
        keys=("c",),
        label="Copy code",
    ),
    Command(
        "transcript.copy",
        "Copy the selection or message",
        lambda view: view.copy_text(),
        keys=("y",),
        label="Copy",
    ),
    Command(
        "transcript.select_up",
        "Select messages",
        lambda view: view.select(-1),
        keys=("shift+up", "K"),
    ),
    Command(
        "transcript.select_down",
        "Select messages",
        lambda view: view.select(1),
        keys=("shift+down", "J"),
    ),
    Command(
        "transcript.drop_selection",
        "Drop the selection",
        lambda view: view.screen.clear_selection(),
        lambda view: view.text_selection is not None,
        keys=("escape",),
    ),
)
"""What selects and copies while a conversation has the focus."""


class SelectableView(ScrollView):
    """A view of a conversation that can be selected and copied."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._view: Viewport | None = None
        self._selected: SelectedMessages | None = None
        """Messages selected with the keys."""
        self._selected_rows: Selection | None = None
        """Where these stood at the last frame."""
        self._pointer_line: int | None = None

    @property
    @abstractmethod
    def number_in_focus(self) -> int | None:
        """The number of the message that keys are about."""

    @abstractmethod
    def _draw(self, *, scrollbar: bool = False) -> None:
        """Bring the screen up to date."""

    def select(self, direction: int) -> None:
        """Select the message in focus; then one more, or one less."""
        if (view := self._view) is None or (number := self.number_in_focus) is None:
            return
        if self._selected is None or self.text_selection != self._selected_rows:
            self._selected = SelectedMessages(number, number)
        else:
            self._selected = self._selected.extended(direction, len(view.flow.nodes))
        view.show_message(self._selected.last)
        self._selected_rows = self.text_selection
        self._draw(scrollbar=True)

    def _keep_selected(self) -> None:
        """Selected messages stay so while rows come and go; a selection made otherwise takes their place."""
        if self._view is None or self._selected is None:
            return
        if self.text_selection != self._selected_rows:
            self._selected = None
            return
        rows = self._selected.rows(self._view)
        if rows != self._selected_rows:
            self._selected_rows = rows
            self.screen.selections = {self: rows}

    def copy_text(self) -> None:
        """Copy the selection; without one the message in focus."""
        if (selected := self.screen.get_selected_text()) is not None:
            copy(self, selected, f"Selection copied, {plural(len(selected), 'character')}")
        elif (view := self._view) is not None and (number := self.number_in_focus) is not None:
            copy(self, source_text(view.flow.views[number].message), "Message copied")

    @property
    def has_code(self) -> bool:
        """There is a code block."""
        return self._code() is not None

    def _code(self) -> str | None:
        """The code block under the pointer, else the last one."""
        if (view := self._view) is None:
            return None
        code = code_at(view.flow, view.top + self._pointer_line) if self._pointer_line is not None else None
        return code or last_code(view.flow)

    def copy_code(self) -> None:
        """Copy the code block under the pointer, else the last one."""
        if (code := self._code()) is None:
            raise SkipAction
        lines = len(code.splitlines())
        copy(self, code, f"Code block copied, {lines} line{'s' * (lines != 1)}")

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        if (view := self._view) is None:
            return None
        start, end = (None if at is None else Offset(at.x, at.y + view.origin) for at in selection)
        return selected_text(view.flow, Selection(start, end)), "\n"

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._pointer_line = event.get_content_offset_capture(self).y

    def on_leave(self) -> None:
        self._pointer_line = None
