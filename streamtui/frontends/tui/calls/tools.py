"""The tools of the conversation: what they are, and which are on."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from streamtui.core.ports.tools import Toolbox, ToolInfo
from streamtui.frontends.tui.calls.tools_rows import tool_list_rows, tool_rows
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.scrolled_rows import ScrolledRows

TOOLS_COMMANDS: tuple[Command[ToolsScreen], ...] = (
    Command("tools.previous", "Tool before, after", lambda screen: screen.move(-1), keys=("up",)),
    Command("tools.next", "Tool before, after", lambda screen: screen.move(1), keys=("down",)),
    Command(
        "tools.switch",
        "Switch it on or off",
        lambda screen: screen.switch(),
        keys=("space", "enter"),
        label="On or off",
    ),
    Command(
        "tools.close",
        "Back to the chat",
        lambda screen: screen.dismiss(),
        keys=("escape", "f3", "ctrl+c"),
        label="Back",
    ),
    Command("tools.page_up", "Scroll its schema", lambda screen: screen.tool.scroll_pages(-1), keys=("pageup",)),
    Command(
        "tools.page_down",
        "Scroll its schema",
        lambda screen: screen.tool.scroll_pages(1),
        keys=("pagedown",),
        label="Scroll",
    ),
)
"""While the tools are shown."""


class ToolsScreen(Commanded, ModalScreen[None]):
    """Shown over the chat."""

    CSS_PATH = "calls.tcss"
    TABLE = TOOLS_COMMANDS
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012

    tool: ScrolledRows
    """The one that is looked at."""

    def __init__(self, toolbox: Toolbox) -> None:
        super().__init__()
        self.tool = ScrolledRows(id="tool")
        self._list = Lines(fits=True, id="tool-list")
        self._toolbox = toolbox
        self._tools: Sequence[ToolInfo] = ()
        self._notes: list[str] = ["Looking what tools there are …"]
        self._chosen = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield self._list
            yield self.tool
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
        height, width = max(3, self.query_one("#box").size.height // 2), self._list.size.width
        self._list.show(*tool_list_rows(self._toolbox, self._tools, self._chosen, self._notes, width, height))
        self.query_one(KeyBar).show_keys(self.TABLE)

    def _show_tool(self) -> None:
        if self._tools:
            tool = self._tools[self._chosen]
            self.tool.show_source(lambda width: tool_rows(tool, width))

    def _choose(self, index: int) -> None:
        self._chosen = max(0, min(index, len(self._tools) - 1))
        self._draw()
        self._show_tool()

    def move(self, by: int) -> None:
        """Look at a tool further up or down the list."""
        self._choose(self._chosen + by)

    def switch(self) -> None:
        """Switch the tool that is looked at on or off."""
        if self._tools:
            name = self._tools[self._chosen].name
            self._toolbox.switch(name, on=not self._toolbox.is_on(name))
            self._draw()

    def action_switch_tool(self, index: int) -> None:
        """A tool was clicked."""
        self._choose(index)
        self.switch()
