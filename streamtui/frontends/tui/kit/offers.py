"""A list that typing narrows down, with a cursor, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from rich.cells import cell_len

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, LABEL, STRONG
from streamtui.rows.row import Row, Run, clip, clip_row, spread

T = TypeVar("T")
_LEAST_ABOUT = 12
"""Cells in which a few words still say something."""
_APART = 2
"""Blank cells at least before what stands at the right end."""
_SHORT_BELOW = 56
"""Cells below which short names leave room for what they mean."""


class Offers(Generic[T]):
    """A list with a cursor. The nearest to what is typed come first, the others in their own order."""

    def __init__(self, offers: Iterable[Offer[T]] = (), typed: str = "", *, cursor: int = 0) -> None:
        """`cursor`: -1 is on none, until it is moved."""
        self._all = list(offers)
        self.narrow(typed, cursor=cursor)

    def narrow(self, typed: str, *, cursor: int = 0) -> None:
        """Offer only what has to do with that."""
        near = [(distance, offer) for offer in self._all if (distance := offer.distance(typed)) is not None]
        self.typed = typed
        self.shown: Sequence[Offer[T]] = [offer for _, offer in sorted(near, key=lambda pair: pair[0])]
        self.cursor = min(cursor, len(self.shown) - 1)

    def replace(self, offers: Iterable[Offer[T]]) -> None:
        """Offer these; the cursor stays on what it was on, where that is still there."""
        held = self.chosen
        self._all = list(offers)
        self.narrow(self.typed, cursor=self.cursor)
        self.cursor = next((at for at, offer in enumerate(self.shown) if offer == held), self.cursor)

    def move(self, by: int) -> None:
        """Go down the list, or up; from none to its first, or last."""
        last = len(self.shown) - 1
        self.cursor = last if self.cursor < 0 and by < 0 else max(0, min(last, self.cursor + by))

    @property
    def chosen(self) -> Offer[T] | None:
        """What the cursor is on."""
        return self.shown[self.cursor] if 0 <= self.cursor < len(self.shown) else None


def offer_rows(offers: Offers[T], width: int, height: int, action: str) -> tuple[Row, ...]:
    """As many as fit, the cursor in sight; `action` is what a click does, with the place of the offer for `{}`."""
    first = max(0, min(max(offers.cursor, 0) - height // 2, len(offers.shown) - height))
    window = list(enumerate(offers.shown))[first : first + max(0, height)]
    if width < _SHORT_BELOW:
        window = [(index, replace(offer, name=offer.short or offer.name)) for index, offer in window]
    longest = max((cell_len(shown_text(offer.name)) for _, offer in window), default=0)
    column = min(longest, max(width - 2 - _LEAST_ABOUT, width * 3 // 5))
    return tuple(_row(offer, index == offers.cursor, column, width, action.format(index)) for index, offer in window)


def grouped_rows(offers: Offers[T], width: int, height: int, action: str) -> tuple[Row, ...]:
    """The same with headings of groups, while nothing is typed."""
    if offers.typed.strip() or not any(offer.group for offer in offers.shown):
        return offer_rows(offers, width, height, action)
    rows: list[Row] = []
    at = 0
    whole = offer_rows(offers, width, len(offers.shown), action)
    for index, offer in enumerate(offers.shown):
        if index == 0 or offer.group != offers.shown[index - 1].group:
            rows.append((Run(clip(f"  {offer.group}", width), LABEL),))
        if index == offers.cursor:
            at = len(rows)
        rows.append(whole[index])
    first = max(0, min(at - height // 2, len(rows) - height))
    return tuple(rows[first : first + height])


def shown_text(text: str) -> str:
    """Anybody's words, in one line."""
    return display_safe(text, keep_newlines=False)


def _row(offer: Offer[T], held: bool, column: int, width: int, action: str) -> Row:
    name, about = clip(shown_text(offer.name), column), shown_text(offer.about)
    left = [Run("❯ " if held else "  ", ACCENT), Run(name, STRONG if held else BRIGHT)]
    right = (Run(f" {shown_text(offer.right)}", DIM),) if offer.right else ()
    room = width - 4 - column - sum(cell_len(run.text) + _APART for run in right)
    if about and room >= _LEAST_ABOUT:
        left += [Run(" " * (column - cell_len(name) + 2)), Run(clip(about, room), DIM)]
    row = spread(left, right, width, whole_left=True) if right else left
    return tuple(run._replace(action=action) for run in clip_row(row, width))
