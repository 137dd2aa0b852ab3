"""The list of kept conversations: the newest first, narrowed down by what stands in them; one is gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import on
from textual.widgets import Input

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.store import ConversationRow, History
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.picker import Picker

_NOTHING_KEPT = "No conversation is kept yet."
_NOTHING_FOUND = "That stands in no conversation."


class HistoryPicker(Picker[str]):
    """Gives the id of what was taken, or nothing. What is typed is looked for in all prompts and replies."""

    CSS_PATH = "../kit/picker.tcss"

    def __init__(self, history: History, now: datetime) -> None:
        """`now` is what times are told from."""
        super().__init__("CONVERSATIONS", about="the newest first; type what was said in one")
        self._history, self._now = history, now

    def on_mount(self) -> None:
        super().on_mount()
        self._look("")

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.prevent_default()  # the store narrows the list, not its titles
        self._look(event.value)

    def _look(self, words: str) -> None:
        self.run_worker(self._find(words), exclusive=True, group="history")

    async def _find(self, words: str) -> None:
        try:
            rows = await self._history.search(words)
        except StreamtuiError as error:
            self.offer((), error.fault.message)
        else:
            self.offer(self._offers_of(rows), "" if rows else _NOTHING_FOUND if words.strip() else _NOTHING_KEPT)
            self._offers.cursor = min(0, len(rows) - 1)
            self.draw()

    def _offers_of(self, rows: Sequence[ConversationRow]) -> list[Offer[str]]:
        return [
            Offer(
                shown_text(row.title) or "(no words)",
                row.id,
                shown_text(row.found if row.found not in row.title else "cut off" if row.cut else ""),
                f"{plural(row.messages, 'message')} · {told(row.changed, self._now)}",
            )
            for row in rows
        ]


def told(instant: float, now: datetime) -> str:
    """When it was, of the epoch: `14:05`, `Mon 14:05`, `3 Nov`, `3 Nov 2025`."""
    then = datetime.fromtimestamp(instant, now.tzinfo)
    if then.date() == now.date():
        return f"{then:%H:%M}"
    if 0 <= (now.date() - then.date()).days < 7:
        return f"{then:%a %H:%M}"
    return f"{then.day} {then:%b}" if then.year == now.year else f"{then.day} {then:%b %Y}"
