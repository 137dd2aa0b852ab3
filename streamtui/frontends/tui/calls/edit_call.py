"""The arguments of a call, to be edited before it runs again."""

from __future__ import annotations

import json

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.json_text.reading import Check, Reading
from streamtui.core.json_text.verdict import strict_verdict
from streamtui.core.ports.tools import ToolInfo
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.calls.approval_rows import edited_row
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM, STRONG
from streamtui.rows.row import Run, clip_row

EDIT_COMMANDS: tuple[Command[EditCallScreen], ...] = (
    Command(
        "edit.run",
        "Run it with these arguments",
        lambda screen: screen.dismiss(screen.arguments),
        keys=("ctrl+r",),
        label="Run",
    ),
    Command(
        "edit.cancel", "Back, without running it", lambda screen: screen.dismiss(None), keys=("escape",), label="Back"
    ),
)
"""While the arguments of a call are edited."""
_LONGEST = 16
"""Rows of arguments that are shown at most."""
_AROUND, _AROUND_LOW, _LOW = 10, 5, 18
"""Rows of the box that are not theirs: border, title, verdict, keys and what is between them, which is nothing on a
screen that is lower than that."""


class EditCallScreen(Commanded, ModalScreen[str | None]):
    """Gives the edited arguments, or nothing."""

    CSS_PATH = "calls.tcss"
    AUTO_FOCUS = "TextArea"
    TABLE = EDIT_COMMANDS
    FIRST = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LOW, "-high")]  # noqa: RUF012

    def __init__(self, call: ToolCall, tool: ToolInfo | None, check: Check) -> None:
        super().__init__()
        self._call, self._tool, self._check = call, tool, check

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Lines(id="edit-title")
            yield TextArea(readable(str(self._call.arguments)), compact=True, id="edited", tab_behavior="indent")
            yield Lines(id="edit-verdict")
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(TextArea).cursor_blink = False
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    @property
    def arguments(self) -> str:
        """As they are now."""
        return self.query_one(TextArea).text

    @on(TextArea.Changed)
    def _show(self) -> None:
        name = display_safe(self._call.name, keep_newlines=False)
        ends = Run(" again, with these arguments; the model is not told", DIM)
        height = self.size.height
        room = height - _AROUND_LOW if height < _LOW else height * 92 // 100 - _AROUND
        self.query_one(TextArea).styles.max_height = max(1, min(_LONGEST, room))
        title, verdict = self.query_one("#edit-title", Lines), self.query_one("#edit-verdict", Lines)
        title.show(clip_row((Run("Run ", BRIGHT), Run(name, STRONG), ends), title.size.width))
        verdict.show(edited_row(self._reading(), verdict.size.width))
        self.query_one(KeyBar).show_keys(self.TABLE)

    def _reading(self) -> Reading:
        edited = self._call.again(self.arguments, self._call.first_delta_at)
        reading = Reading(edited) if self._tool is None else Reading(edited, self._tool.parameters, self._check)
        reading.take()
        return reading


def readable(arguments: str) -> str:
    """The arguments over several lines, where they are JSON."""
    verdict = strict_verdict(arguments)
    if not verdict.valid:
        return arguments
    return json.dumps(verdict.value, ensure_ascii=False, indent=2)
