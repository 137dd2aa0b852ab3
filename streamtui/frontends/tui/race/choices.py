"""Who races: the list that the person chooses from, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streamtui.core.ports.race_entries import Entry
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.offers import Offers
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, GOOD, STRONG
from streamtui.rows.row import Row, Run, spread

FEWEST = 2
"""A race needs as many."""


class Choices:
    """Entries to choose from. What is typed narrows them down; a name that none has can be chosen as it is."""

    def __init__(self, profile: str, entries: Iterable[Entry] = (), chosen: Iterable[Entry] = ()) -> None:
        self.chosen: list[Entry] = list(chosen)
        """In the order in which they were chosen."""
        self.cursor = 0
        self._profile = profile
        self._entries: list[Entry] = []
        self._typed = ""
        self.add(self.chosen)
        self.add(entries)

    @property
    def shown(self) -> Sequence[Entry]:
        """The nearest to what was typed, the chat's profile first; then what was typed, if it is new."""
        offers = Offers((Offer(entry.model, entry, entry.profile) for entry in self._entries), self._typed)
        typed, found = Entry(self._profile, self._typed), [offer.value for offer in offers.shown]
        found.sort(key=self.is_elsewhere)
        return [*found, typed] if self._typed and typed not in found else found

    def is_elsewhere(self, entry: Entry) -> bool:
        """It is of another place than the chat."""
        return entry.profile != self._profile

    def is_new(self, entry: Entry) -> bool:
        """It is there only because it was typed."""
        return entry not in self._entries

    def add(self, entries: Iterable[Entry]) -> None:
        """Put more behind those that are known."""
        self._entries += [entry for entry in dict.fromkeys(entries) if entry not in self._entries]

    def narrow(self, typed: str) -> None:
        """Show only what goes with that."""
        self._typed, self.cursor = typed.strip(), 0

    def move(self, by: int) -> None:
        """Go up or down the list."""
        self.cursor = max(0, min(len(self.shown) - 1, self.cursor + by))

    def switch(self) -> None:
        """Choose the entry under the cursor, or choose it no longer."""
        if not (shown := self.shown):
            return
        entry = shown[self.cursor]
        self.add([entry])
        if entry in self.chosen:
            self.chosen.remove(entry)
        else:
            self.chosen.append(entry)


def choice_rows(choices: Choices, note: str, width: int, height: int) -> tuple[Row, ...]:
    """As much of the list as fits, the cursor in sight; `note` is what is waited for, or went wrong."""
    shown = choices.shown
    room = max(1, height - bool(note))
    first = max(0, min(choices.cursor - room // 2, len(shown) - room))
    rows = [_row(choices, shown[index], index, width) for index in range(first, min(len(shown), first + room))]
    if note:
        rows.append(spread((Run("  "), Run(display_safe(note, keep_newlines=False), DIM)), (), width))
    return tuple(rows)


def _row(choices: Choices, entry: Entry, index: int, width: int) -> Row:
    held = index == choices.cursor
    chosen = entry in choices.chosen
    name = display_safe(entry.label, keep_newlines=False)
    left = (
        Run("❯ " if held else "  ", ACCENT),
        Run("✓ " if chosen else "· ", GOOD if chosen else DIM),
        Run(name, STRONG if held or chosen else BRIGHT if entry.model else DIM),
        Run("  as typed" if choices.is_new(entry) else "", DIM),
    )
    right = (Run(display_safe(entry.profile, keep_newlines=False), DIM),) if choices.is_elsewhere(entry) else ()
    return tuple(run._replace(action=f"screen.switch({index})") for run in spread(left, right, width))
