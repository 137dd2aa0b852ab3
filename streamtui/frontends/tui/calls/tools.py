"""The tools of the conversation: what they are, and which are on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from streamtui.core.ports.tools import Toolbox, ToolInfo
from streamtui.frontends.tui.calls.tools_rows import tool_list_rows, tool_rows
from streamtui.frontends.tui.kit.command import TOOLS_COMMANDS
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.scrolled_rows import ScrolledRows


class ToolList(Lines):
    """As high as it needs to be."""

    FITS = True


class ToolsScreen(ModalScreen[None]):
    """Shown over the chat."""

    CSS_PATH = "../kit/modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, known.action) for known in TOOLS_COMMANDS for key in known.keys),
        Binding("pageup", "pages(-1)"),
        Binding("pagedown", "pages(1)"),
    ]

    def __init__(self, toolbox: Toolbox) -> None:
        super().__init__()
        self._toolbox = toolbox
        self._tools: Sequence[ToolInfo] = ()
        self._notes: list[str] = ["Looking what tools there are …"]
        self._chosen = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield ToolList(id="tool-list")
            yield ScrolledRows(id="tool")
            yield KeyBar()

    def on_mount(self) -> None:
        self.call_after_refresh(self._draw)
        self._prepare()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    @work
    async def _prepare(self) -> None:
        """Servers of tools start when they are needed, which may take a while."""
        self._notes = list(await self._toolbox.ready())
        self._tools = self._toolbox.tools()
        if not self._tools:
            self._notes.append("There are none.")
        self._draw()
        self._show_tool()

    def _draw(self) -> None:
        listed = self.query_one(ToolList)
        height = max(3, self.query_one("#box").size.height * 4 // 10)
        listed.rows = tool_list_rows(self._toolbox, self._tools, self._chosen, self._notes, listed.size.width, height)
        self.query_one(KeyBar).show(TOOLS_COMMANDS, lambda _: True)

    def _show_tool(self) -> None:
        if self._tools:
            tool = self._tools[self._chosen]
            self.query_one(ScrolledRows).show(lambda width: tool_rows(tool, width))

    def _choose(self, place: int) -> None:
        self._chosen = max(0, min(place, len(self._tools) - 1))
        self._draw()
        self._show_tool()

    def action_previous_tool(self) -> None:
        self._choose(self._chosen - 1)

    def action_next_tool(self) -> None:
        self._choose(self._chosen + 1)

    def action_switch(self) -> None:
        if self._tools:
            name = self._tools[self._chosen].name
            self._toolbox.switch(name, on=not self._toolbox.is_on(name))
            self._draw()

    def action_switch_tool(self, place: int) -> None:
        self._choose(place)
        self.action_switch()

    def action_pages(self, by: int) -> None:
        self.query_one(ScrolledRows).scroll_pages(by)

    def action_close(self) -> None:
        self.dismiss()
