"""The menu above the prompt: what a slash command, or the name of a file, that is being typed may become."""

from __future__ import annotations

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.completing import Completion, Step
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.offers import Offers, offer_rows, shown_text
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.rows import DIM
from streamtui.rows.row import Run, clip_row

_MOST_ROWS = 8


class SlashMenu(Lines):
    """As high as what it offers, and closed where that is nothing."""

    def __init__(self, prompt: PromptInput) -> None:
        super().__init__(fits=True, id="menu")
        self._prompt = prompt
        self._closed_at: str | None = None
        """The text at which the person closed it; it opens again when that changes."""
        self._offers: Offers[Step] = Offers()
        self._note = ""
        self._rows = _MOST_ROWS

    @property
    def is_open(self) -> bool:
        """There is something to choose, and keys choose it."""
        return bool(self._offers.shown) and self._prompt.has_focus

    @property
    def holds(self) -> bool:
        """And one of it is held."""
        return self.is_open and self._offers.chosen is not None

    @property
    def wanted(self) -> bool:
        """The person writes, and did not close it: neither here nor by going back to what was sent before."""
        text = self._prompt.text
        return text not in (self._closed_at, self._prompt.recalled)

    def offer(self, found: Completion | None, room: int) -> None:
        """Offer that, in a part of so many rows."""
        self._offers = found.offers if found is not None else Offers()
        self._note = found.note if found is not None else ""
        self._rows = max(2, min(_MOST_ROWS, room // 3))
        self._draw()

    def close(self) -> None:
        """Offer nothing until something else is written."""
        self._closed_at = self._prompt.text
        self.offer(None, 0)

    def move(self, by: int) -> None:
        """Hold the next one, or the one before."""
        self._offers.move(by)
        self._draw()

    def complete(self) -> None:
        """Write what is held, else the first."""
        if (offer := self._offers.chosen or next(iter(self._offers.shown), None)) is not None:
            self._prompt.replace_text(offer.value.text, offer.value.place)

    def take(self) -> None:
        """Run what is held; where more is to be said first, write it."""
        if (offer := self._offers.chosen) is not None:
            self._prompt.replace_text(offer.value.text, offer.value.place)
            if offer.value.runs:
                self._prompt.send()

    def take_at(self, index: int) -> None:
        """The same for one that was clicked."""
        self._offers.cursor = index
        self.take()

    def _draw(self) -> None:
        width = self.size.width or self.screen.size.width - 2
        room = self._rows - bool(self._note)
        hidden = len(self._offers.shown) - room
        notes = [shown_text(self._note)] if self._note else []
        if hidden > 0:
            room -= 1
            notes.insert(0, f"… {hidden + 1} more")
        rows = offer_rows(self._offers, width, room, "screen.take_offer({})")
        self.show(*rows, *(clip_row((Run(f"  {note}", DIM),), width) for note in notes))


def _is_open(menu: SlashMenu) -> bool:
    return menu.is_open


def _holds(menu: SlashMenu) -> bool:
    return menu.holds


MENU_COMMANDS: tuple[Command[SlashMenu], ...] = (
    Command(
        "menu.take",
        "Run it, or write it out",
        SlashMenu.take,
        _holds,
        keys=("enter",),
        label="Take",
    ),
    Command("menu.complete", "Complete what is typed", SlashMenu.complete, _is_open, keys=("tab",), label="Complete"),
    Command("menu.previous", "The one before, after", lambda menu: menu.move(-1), _is_open, keys=("up",)),
    Command("menu.next", "The one before, after", lambda menu: menu.move(1), _is_open, keys=("down",)),
    Command("menu.close", "Close it, keep what is typed", SlashMenu.close, _is_open, keys=("escape",), label="Close"),
)
"""While it offers something."""
