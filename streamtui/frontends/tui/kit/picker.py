"""A list over the screen, from which one thing is chosen; what is typed narrows it down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.in_order import LateScreen
from streamtui.frontends.tui.kit.key_row import fitting_row
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.offers import Offers, grouped_rows, shown_text
from streamtui.frontends.tui.kit.rows import DIM, heading
from streamtui.frontends.tui.kit.search_field import TO_SEARCH, SearchField
from streamtui.rows.row import Row, Run, clip_row, spread
from streamtui.rows.wrapping import wrapped

T = TypeVar("T")
_AROUND, _AROUND_LOW, _LOW = 8, 5, 18
"""Rows of the screen that are not the list's: border, title, field, keys and what is between them, which is nothing
on a screen that is lower than that."""
_MOST_NOTE = 3
"""Rows that what happened takes."""

TAKE: Command[Picker[Any]] = Command(
    "pick.take", "Take this one", lambda picker: picker.take(), keys=("enter",), label="Take"
)
CLOSE: Command[Picker[Any]] = Command(
    "pick.close", "Take none", lambda picker: picker.close(), keys=("escape", "ctrl+c"), label="Back"
)
PICK_COMMANDS: tuple[Command[Picker[Any]], ...] = (
    TAKE,
    Command("pick.previous", "One up, down", lambda picker: picker.move(-1), keys=("up",)),
    Command("pick.next", "One up, down", lambda picker: picker.move(1), keys=("down",)),
    Command("pick.page_up", "A page up, down", lambda picker: picker.turn_page(-1), keys=("pageup",)),
    Command("pick.page_down", "A page up, down", lambda picker: picker.turn_page(1), keys=("pagedown",)),
    CLOSE,
)
"""Where one thing of a list is chosen."""


class Picker(Commanded, LateScreen, ModalScreen["T | None"], Generic[T]):
    """Gives the value of what was taken, or nothing."""

    CSS_PATH = "picker.tcss"
    AUTO_FOCUS = "SearchField"
    TABLE: ClassVar[Sequence[Command[Any]]] = PICK_COMMANDS
    FIRST = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LOW, "-high")]  # noqa: RUF012

    def __init__(
        self,
        title: str,
        offers: Iterable[Offer[T]] = (),
        about: str = "",
        *,
        as_typed: Callable[[str], T] | None = None,
        cursor: int = 0,
    ) -> None:
        """`about` stands beside the title; `as_typed` makes a value of what was typed, where nothing is like it."""
        super().__init__()
        self._as_typed = as_typed
        self._title, self._about = title, about
        self._offers = Offers(offers, cursor=cursor)
        self._note = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="picked"):
            yield Lines(id="picked-title")
            yield SearchField(TO_SEARCH, ())
            yield Lines(fits=True, id="picked-list")
            yield Lines(id="picked-keys")

    def on_mount(self) -> None:
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    @property
    def is_settled(self) -> bool:
        """What is looked for, or was changed, is there; else keys are not about what still stands there."""
        return all(worker.node is not self or worker.is_finished for worker in self.workers)

    def is_early(self, event: events.Key) -> bool:
        others = (command for command in self.TABLE if command is not CLOSE)
        return not self.is_settled and any(event.key in command.keys_now for command in others)

    def do(self, command: Command[Any]) -> None:
        if command is CLOSE or self.is_settled:
            super().do(command)
        else:
            self._note = "That is still being looked for: try again in a moment."
            self.draw()

    @property
    def takes(self) -> str:
        """What taking one does, as its key is labelled."""
        return TAKE.label

    @property
    def page(self) -> int:
        """Rows of the list that fit on the screen."""
        height = self.size.height
        return max(1, height - _AROUND_LOW if height < _LOW else height * 92 // 100 - _AROUND)

    def offer(self, offers: Iterable[Offer[T]], note: str = "") -> None:
        """Offer these from now on; `note` is what is waited for, or went wrong."""
        self._note = note
        self._offers.replace(offers)
        self.draw()

    def draw(self) -> None:
        """Take what is offered now into the rows, once they are there and as long as they are."""
        if not self.query("#picked-keys"):
            return
        title, listed, keys = (self.query_one(f"#picked-{part}", Lines) for part in ("title", "list", "keys"))
        width = title.size.width
        title.show(heading(self._title, (Run(self._about, DIM),) if self._about else (), width))
        notes = self._notes(width)
        apart = [()] if notes and self.size.height >= _LOW and self._offers.shown else []
        listed.show(*self.list_rows(width, max(1, self.page - len(apart) - len(notes))), *apart, *notes)
        many = len(self._offers.shown)
        place = (Run(f"{self._offers.cursor + 1} of {self.many}", DIM),) if many > self.page else ()
        commands = [replace(each, label=self.takes) if each is TAKE else each for each in self.possible()]
        keys.show(spread(fitting_row(commands, width), place, width, whole_left=True))

    def _notes(self, width: int) -> Sequence[Row]:
        """What happened in as many rows as it takes, where there is room; else what always stands there, in one."""
        if self._note:
            rows = wrapped(shown_text(self._note), max(1, width - 2), DIM)
            return [(Run("  "), *row) for row in rows[: min(_MOST_NOTE, max(1, self.page - 1))]]
        note = self.standing_note()
        return [clip_row((Run(f"  {shown_text(note)}", DIM),), width)] if note else []

    @property
    def many(self) -> str:
        """How many there are."""
        return str(len(self._offers.shown))

    def list_rows(self, width: int, height: int) -> tuple[Row, ...]:
        """What of the list fits there."""
        return grouped_rows(self._offers, width, height, "screen.take_at({})")

    def standing_note(self) -> str:
        """What is said below the list while there is nothing else to say."""
        if self._offers.shown:
            return ""
        return f"There is nothing like that{f'; {TAKE.key} takes it as it is' if self._as_typed else ''}."

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._offers.narrow(event.value)
        self.draw()

    def move(self, by: int) -> None:
        """Go down the list, or up."""
        self._offers.move(by)
        self.draw()

    def turn_page(self, by: int) -> None:
        """Go that many pages down, or up."""
        self.move(by * self.page)

    def close(self) -> None:
        """Take none."""
        self.dismiss(None)

    def take(self) -> None:
        """Take what the cursor is on."""
        if not self.is_active:
            return
        if (offer := self._offers.chosen) is not None:
            self.dismiss(offer.value)
        elif self._as_typed is not None and (typed := self._offers.typed.strip()):
            self.dismiss(self._as_typed(typed))

    def action_take_at(self, index: int) -> None:
        """One was clicked."""
        self._offers.cursor = index
        self.take()
