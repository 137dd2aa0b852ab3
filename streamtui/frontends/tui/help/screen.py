"""The help: every key and command there is, page by page, or what has the words that are typed.

In a tiny window there are just the keys that do something now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.help.finding import found
from streamtui.frontends.tui.help.rows import FIGURES, Table, pages, sections
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_row import fitting_row, key_rows
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM
from streamtui.rows.row import Row, Run, cells, clip, spread

_MOST_TYPED = 100
_SMALL_CELLS, _SMALL_ROWS = 28, 6
"""With less room than that a page would hold next to nothing."""

HELP_COMMANDS: tuple[Command[HelpScreen], ...] = (
    Command(
        "help.next",
        "Next page",
        lambda screen: screen.go(1),
        lambda screen: screen.page < screen.last,
        keys=("pagedown", "right", "down"),
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
        "help.all",
        "All of it again",
        lambda screen: screen.find(""),
        lambda screen: bool(screen.typed),
        keys=("escape",),
        label="All",
    ),
    Command(
        "help.close",
        "Back to the chat",
        lambda screen: screen.close(),
        keys=("escape", "f1", "enter", "ctrl+c"),
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

    def __init__(self, tables: Iterable[Table], settings: Callable[[], Mapping[str, str]] = dict) -> None:
        """`settings`: the names of what can be set, and what it is for."""
        super().__init__()
        self._settings = settings
        self.typed: str = ""
        """What is looked for."""
        self._tables = tuple(tables)
        self._pages: list[list[Row]] = [[]]
        self._laid_out: object = None
        """For what the pages are."""
        self.page = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Lines(fits=True, id="typed")
            yield Lines(id="page")
            yield Lines(id="help-keys")

    def on_screen_resume(self) -> None:
        self._begin()

    def on_resize(self) -> None:
        self.call_after_refresh(self._lay_out)

    def on_key(self, event: events.Key) -> None:
        """What is typed is looked for."""
        if event.key == "backspace":
            self.find(self.typed[:-1])
        elif event.is_printable and event.character and len(self.typed) < _MOST_TYPED:
            self.find(self.typed + event.character)

    def find(self, typed: str) -> None:
        """Show what has these words alone; without any all of it."""
        self.typed = typed
        if self.is_current:
            self._begin()

    def _begin(self) -> None:
        self.page = 0
        self.query_one("#typed", Lines).show(*self._field())
        self.call_after_refresh(self._lay_out)

    def close(self) -> None:
        """Leave it, to be opened whole the next time."""
        self.typed = ""
        self.dismiss()

    def _field(self) -> tuple[Row, ...]:
        typed = clip(display_safe(self.typed, keep_newlines=False), max(1, self.size.width - 6))
        return ((Run("❯ ", ACCENT), Run(typed, BRIGHT), Run("▏", ACCENT)), ()) if self.typed else ()

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
            found_for = self.typed.strip()
            possible = {command.id for command in (*self._possible_below(), *HELP_COMMANDS)}
            tables = self._from_here()
            asked = width, height, possible, found_for, [table.title for table in tables]
            if self._laid_out != asked:
                if found_for:
                    told = found(self._tables, self._settings(), found_for)
                else:
                    *others, of_the_help = sections(tables, possible)
                    told = [*others, FIGURES, of_the_help]
                self._pages, self._laid_out = pages(told, width, height), asked
        self.go(0)

    def _possible_below(self) -> Iterator[Command[Any]]:
        """What can be done where the help was asked for."""
        for place in self._places_below():
            yield from place.possible()

    def _places_below(self) -> Iterator[Commanded]:
        """Where it was asked for: what has the focus, what that is in, and so on."""
        below = self.app.screen_stack[self.app.screen_stack.index(self) - 1]
        return (place for place in (below.focused or below).ancestors_with_self if isinstance(place, Commanded))

    def _from_here(self) -> list[Table]:
        """The tables, those of where it was asked for first; a prompt's own are no more than what most people know."""
        places = [place for place in self._places_below() if not isinstance(place, PromptInput)]
        ids = [{command.id for command in place.TABLE} for place in places]

        def far(table: Table) -> int:
            its = {command.id for command in table.commands}
            return next((at for at, here in enumerate(ids) if here & its), len(ids))

        return sorted(self._tables, key=far)

    def _draw(self) -> None:
        keys, width = self.query_one("#help-keys", Lines), self.query_one("#page").size.width
        hint = () if self.typed or width < _SMALL_CELLS else (Run("type to find", DIM),)
        place = (*hint, Run(f"   {self.page + 1} of {self.last + 1}", DIM)) if self.last else hint
        keys.show(spread(fitting_row(self.possible(), width - cells(place) - 1), place, width))
        self.query_one("#page", Lines).show(*self._pages[self.page])
