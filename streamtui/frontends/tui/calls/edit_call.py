"""The arguments of a call, to be edited before it runs again."""

from __future__ import annotations

import json
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.json_text.reading import Check, Reading
from streamtui.core.json_text.verdict import strict_verdict
from streamtui.core.ports.tools import ToolInfo
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.calls.approval_rows import edited_row
from streamtui.frontends.tui.kit.command import EDIT_COMMANDS
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM, STRONG, Span


class EditCallScreen(ModalScreen[str | None]):
    """Gives the edited arguments, or nothing."""

    CSS_PATH = "../kit/modal.tcss"
    AUTO_FOCUS = "TextArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, known.action, priority=True) for known in EDIT_COMMANDS for key in known.keys
    ]

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

    @on(TextArea.Changed)
    def _show(self) -> None:
        name = display_safe(self._call.name, keep_newlines=False)
        ends = Span("  again, with these arguments; the model is not told", DIM)
        self.query_one("#edit-title", Lines).rows = ((Span("Run ", BRIGHT), Span(name, STRONG), ends),)
        verdict = self.query_one("#edit-verdict", Lines)
        verdict.rows = (edited_row(self._reading(), verdict.size.width),)
        self.query_one(KeyBar).show(EDIT_COMMANDS, lambda _: True)

    def _reading(self) -> Reading:
        edited = self._call.again(self.query_one(TextArea).text, self._call.first_delta_at)
        reading = Reading(edited) if self._tool is None else Reading(edited, self._tool.parameters, self._check)
        reading.take()
        return reading

    def action_run(self) -> None:
        self.dismiss(self.query_one(TextArea).text)

    def action_cancel(self) -> None:
        self.dismiss(None)


def readable(arguments: str) -> str:
    """The arguments over several lines, where they are JSON."""
    verdict = strict_verdict(arguments)
    if not verdict.valid:
        return arguments
    return json.dumps(verdict.value, ensure_ascii=False, indent=2)
