"""The help: every key and command there is, page by page; in a tiny window just the keys that do something now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from streamtui.frontends.tui.help.rows import FIGURES, Table, pages, sections
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_row import fitting_row, key_rows
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import DIM
from streamtui.rows.row import Row, Run, cells, spread

_SMALL_CELLS, _SMALL_ROWS = 28, 6
"""With less room than that a page would hold next to nothing."""

HELP_COMMANDS: tuple[Command[HelpScreen], ...] = (
    Command(
        "help.next",
        "Next page",
        lambda screen: screen.go(1),
        lambda screen: screen.page < screen.last,
        keys=("pagedown", "right", "down", "space"),
        label="Next",
    ),
    Command(
        "help.previous",
        "Previous page",
        lambda screen: screen.go(-1),
        lambda screen: screen.page > 0,
        keys=("pageup", "left", "up"),
        label="Before",
    ),
    Command(
        "help.close",
        "Back to the chat",
        lambda screen: screen.dismiss(),
        keys=("escape", "f1", "q", "enter", "ctrl+c"),
        label="Back",
    ),
)


class HelpScreen(Commanded, ModalScreen[None]):
    """Shown over the chat."""

    CSS_PATH = "help.tcss"
    TABLE = HELP_COMMANDS
    VERTICAL_BREAKPOINTS = [(0, "-low"), (27, "-high")]  # noqa: RUF012

    page: int
    """Counted from nought."""

    def __init__(self, tables: Iterable[Table]) -> None:
        super().__init__()
        self._tables = tuple(tables)
        self._pages: list[list[Row]] = [[]]
        self._laid_out: object = None
        """For what the pages are."""
        self.page = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Lines(id="page")
            yield Lines(id="help-keys")

    def on_screen_resume(self) -> None:
        self.page = 0
        self.call_after_refresh(self._lay_out)

    def on_resize(self) -> None:
        self.call_after_refresh(self._lay_out)

    def on_mouse_scroll_down(self) -> None:
        self.go(1)

    def on_mouse_scroll_up(self) -> None:
        self.go(-1)

    @property
    def last(self) -> int:
        """The last page, counted from nought."""
        return len(self._pages) - 1

    def go(self, by: int) -> None:
        """Go to a page after or before, if there is one."""
        self.page = max(0, min(self.page + by, self.last))
        self._draw()

    def _lay_out(self) -> None:
        if self not in self.app.screen_stack:
            return  # closed before it was laid out
        width, height = (max(1, size) for size in self.query_one("#page").size)
        if width < _SMALL_CELLS or height < _SMALL_ROWS:
            rows = key_rows(self._possible_below(), width)
            self._pages = [rows[first : first + height] for first in range(0, len(rows), height)]
            self._laid_out = None
        else:
            possible = {command.id for command in (*self._possible_below(), *HELP_COMMANDS)}
            if self._laid_out != (asked := (width, height, possible)):
                *told, of_the_help = sections(self._tables, possible)
                self._pages, self._laid_out = pages([*told, FIGURES, of_the_help], width, height), asked
        self.go(0)

    def _possible_below(self) -> Iterator[Command[Any]]:
        """What can be done where the help was asked for."""
        below = self.app.screen_stack[self.app.screen_stack.index(self) - 1]
        for place in (below.focused or below).ancestors_with_self:
            if isinstance(place, Commanded):
                yield from place.possible()

    def _draw(self) -> None:
        keys, width = self.query_one("#help-keys", Lines), self.query_one("#page").size.width
        place = (Run(f"{self.page + 1} of {self.last + 1}", DIM),) if self.last else ()
        keys.show(spread(fitting_row(self.possible(), width - cells(place) - 1), place, width))
        self.query_one("#page", Lines).show(*self._pages[self.page])
