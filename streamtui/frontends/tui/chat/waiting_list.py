"""The prompts that wait, all of them, to be edited, moved, sent before their turn or removed; replies go on behind."""

from __future__ import annotations

from typing import Any

from streamtui.core.text.quoted import in_short
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.picker import PICK_COMMANDS, Picker

_TITLE = "Move it up, down; send it now; remove it; remove all"
"""All of them in one row of the help, which has little room."""


def _on_one(picker: Any) -> bool:
    return picker.held is not None


WAITING_COMMANDS: tuple[Command[Any], ...] = (
    Command(
        "waiting.up",
        _TITLE,
        lambda picker: picker.shift(-1),
        _on_one,
        ("ctrl+b", "shift+up", "alt+up"),
        label="Earlier",
    ),
    Command(
        "waiting.down",
        _TITLE,
        lambda picker: picker.shift(1),
        _on_one,
        ("ctrl+f", "shift+down", "alt+down"),
        label="Later",
    ),
    Command("waiting.send", _TITLE, lambda picker: picker.send_now(), _on_one, ("ctrl+s",), label="Send now"),
    Command("waiting.remove", _TITLE, lambda picker: picker.drop(), _on_one, ("ctrl+x",), label="Remove"),
    Command("waiting.clear", _TITLE, lambda picker: picker.drop_all(), _on_one, ("ctrl+l",), label="Remove all"),
)


class WaitingList(Picker[str]):
    """Gives the one that is to be edited."""

    CSS_PATH = "../kit/picker.tcss"
    TABLE = (*PICK_COMMANDS, *WAITING_COMMANDS)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        super().__init__("WAITING", self._waiting())

    def on_mount(self) -> None:
        self.set_interval(0.25, self.look_again)

    @property
    def takes(self) -> str:
        return "Edit"

    @property
    def held(self) -> str | None:
        """The one that the cursor is on."""
        return offer.value if (offer := self._offers.chosen) is not None else None

    def look_again(self) -> None:
        """One may have had its turn."""
        now = [*self._desk.waiting.prompts]
        if [offer.value for offer in self._offers.shown] != now and not self._offers.typed:
            held = self.held
            self.offer(self._waiting())
            if (place := next((at for at, each in enumerate(now) if each is held), None)) is not None:
                self._offers.cursor = place
                self.draw()
        if not now and self.is_active:  # the timer may come once more behind that, or while the help lies over it
            self.dismiss(None)

    def shift(self, by: int) -> None:
        """Have it sent earlier, or later."""
        if self.held is not None:
            self._desk.waiting.move(self.held, by)
            self.look_again()

    def send_now(self) -> None:
        """Stop what is under way, and send it."""
        if (held := self.held) is not None:
            self.dismiss(None)
            self._desk.send_now(held)

    def drop(self) -> None:
        """Have it sent never."""
        if self.held is not None:
            self._desk.waiting.remove(self.held)
            self.offer(self._waiting())
            self.look_again()

    def drop_all(self) -> None:
        """Have none of them sent."""
        for prompt in [*self._desk.waiting.prompts]:
            self._desk.waiting.remove(prompt)
        self.look_again()

    def _waiting(self) -> list[Offer[str]]:
        return [
            Offer(in_short(prompt, 400), prompt, right="next" if number == 0 else f"{number + 1}")
            for number, prompt in enumerate(self._desk.waiting.prompts)
        ]


def show_waiting(panes: ChatPanes) -> None:
    """Show all that wait."""

    def edit(prompt: str | None) -> None:
        if prompt is not None and (place := panes.desk.waiting.place_of(prompt)) is not None:
            panes.desk.waiting.take_back(place)

    panes.app.push_screen(WaitingList(panes.desk), edit)


WAITING: Command[ChatPanes] = Command(
    "chat.waiting",
    "All prompts that wait",
    show_waiting,
    lambda panes: bool(panes.desk.waiting.prompts),
    keys=("alt+q",),
    words=("waiting",),
    at_once=True,
)
