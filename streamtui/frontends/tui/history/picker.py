"""The list of kept conversations: the newest first, narrowed down by what stands in them; one is gone on with.

In its field one also writes the title of a conversation, and where it is to be written to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from re import sub

from textual import on, work
from textual.widgets import Input

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.store import DISCARDED_DAYS, ConversationRow, History
from streamtui.core.words.asked_words import FILTERS, completions, read_asked, told_filter
from streamtui.core.words.history_words import NOTHING_KEPT, none_found
from streamtui.frontends.tui.history.commands import BRING_BACK, COMPLETE, HISTORY_COMMANDS
from streamtui.frontends.tui.history.rows import conversation_rows
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.picker import PICK_COMMANDS, Picker
from streamtui.frontends.tui.kit.search_field import TO_SEARCH, SearchField
from streamtui.rows.row import Row, clip

_ABOUT = "the newest first"
_FILTERS = " ".join(FILTERS)
_PAGE = 100
"""Conversations that are asked for at once."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A conversation that was taken, and what was looked for in it."""

    row: ConversationRow
    words: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be written in the field, of one of the conversations."""

    what: str
    takes: str
    """What its key is labelled, which has it done."""
    row: ConversationRow
    """Whose it is."""
    then: Callable[[str], Awaitable[str]]
    """Does it, and tells of it. May raise StreamtuiError."""


class HistoryPicker(Picker[Hit]):
    """Gives what was taken, or nothing. What is typed is looked for in all prompts and replies."""

    CSS_PATH = "../kit/picker.tcss"
    TABLE = (*PICK_COMMANDS, *HISTORY_COMMANDS)

    def __init__(self, history: History, now: datetime, present: str = "") -> None:
        """`now` is what times are told from, `present` the id of the conversation that one is in."""
        super().__init__("CONVERSATIONS", about=_ABOUT)
        self.add_class("-broad")
        self._history, self._now, self._present = history, now, present
        self._typed = ""
        self._limit = _PAGE
        self._ask: Ask | None = None
        self._discarded: list[ConversationRow] = []
        """The last one is brought back first."""
        self._in_sight = 1
        """Conversations that are drawn."""

    def on_mount(self) -> None:
        super().on_mount()
        self._look()

    @property
    def field(self) -> SearchField:
        """Where one types."""
        return self.query_one(SearchField)

    @property
    def chosen(self) -> ConversationRow | None:
        """What the cursor is on."""
        return None if (offer := self._offers.chosen) is None else offer.value.row

    @property
    def takes(self) -> str:
        return "Open" if self._ask is None else self._ask.takes

    @property
    def asks(self) -> bool:
        """Something is to be written of a conversation."""
        return self._ask is not None

    @property
    def completions(self) -> Sequence[str]:
        """What the last word may become, while conversations are looked for."""
        return () if self.asks else completions(self._typed)

    @property
    def can_bring_back(self) -> bool:
        """There is a deleted conversation under the cursor, or one was deleted here."""
        return not self.asks and (bool(self._discarded) or (self.chosen is not None and self.chosen.deleted))

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.prevent_default()  # the store narrows the list, not its titles
        if not self.asks and event.value != self._typed:
            self._typed, self._limit = event.value, _PAGE
            self._look()

    @work(exclusive=True, group="history")
    async def _look(self, note: str = "", at: str = "") -> None:
        """`note` is said of it; `at`: the cursor stays on the conversation of that id."""
        try:
            rows = await self._history.search(self._typed, self._limit)
        except StreamtuiError as error:
            self.offer((), error.fault.message)
            return
        before = self._offers.cursor
        asked = read_asked(self._typed, 0)
        none = none_found(asked) if self._typed.strip() else NOTHING_KEPT
        if rows or self.completions or asked.unfinished:
            none = ""
        self.offer([Offer(row.title, Hit(row, asked.words)) for row in rows], note or none)
        held = next((place for place, row in enumerate(rows) if row.id == at), before if at or note else 0)
        self._offers.cursor = min(held, len(rows) - 1)
        self.draw()

    @property
    def many(self) -> str:
        return f"{super().many}{'+' if len(self._offers.shown) == self._limit else ''}"

    def list_rows(self, width: int, height: int) -> tuple[Row, ...]:
        words = read_asked(self._typed, 0).words
        found = [offer.value.row for offer in self._offers.shown]
        rows, self._in_sight = conversation_rows(found, self._offers.cursor, words, self._now, width, height)
        return rows

    def standing_note(self) -> str:
        if self._ask is not None:
            return f"of “{self._named(self._ask.row)}”"
        if len(may_be := self.completions) > 0:
            return f"{COMPLETE.key} completes: {'  '.join(may_be)}"
        unfinished = read_asked(self._typed, 0).unfinished
        return told_filter(unfinished) if unfinished else _FILTERS

    def turn_page(self, by: int) -> None:
        self.move(by * max(1, self._in_sight - 1))

    def move(self, by: int) -> None:
        if self.asks:
            return
        self._note = ""
        super().move(by)
        known = len(self._offers.shown)
        if known == self._limit and self._offers.cursor >= known - self.page:
            self._limit *= 2
            self._look(at=self.chosen.id if self.chosen is not None else "")

    def complete(self) -> None:
        """Have the last word become the first that it may be."""
        self.field.value = self._typed[: len(self._typed) - len(self._typed.split()[-1])] + self.completions[0]
        self.field.cursor_position = len(self.field.value)

    def retitle(self) -> None:
        """Have a title written."""
        if (row := self.chosen) is not None:

            async def then(title: str) -> str:
                await self._history.retitle(row.id, title)
                return ""

            self._write(Ask("a new title", "Keep", row, then), row.title)

    def export(self) -> None:
        """Have a file named."""
        if (row := self.chosen) is not None:

            async def then(target: str) -> str:
                return f"Written to {await self._history.export(row.id, target)}"

            name = sub(r"[^\w.-]+", "-", row.title, count=100)[:40].strip("-.") or row.id[:8]
            self._write(Ask("a file.md .html .json .jsonl", "Write", row, then), f"{name}.md")

    def pin(self) -> None:
        """Have it stand before the others, or no longer."""
        if (row := self.chosen) is not None:

            async def then() -> str:
                await self._history.pin(row.id, pinned=not row.pinned)
                return "" if row.pinned else f"“{self._named(row)}” stands before the others"

            self._change(then, row.id)

    def discard(self) -> None:
        """Delete it, so that it can be brought back; what is deleted already for good."""
        row = self.chosen
        if row is None:
            return
        if row.id == self._present:
            self._say("You are in this conversation: begin another one before you delete it.")
            return

        async def then() -> str:
            if row.deleted:
                await self._history.delete(row.id)
                self._discarded = [each for each in self._discarded if each.id != row.id]
                return f"“{self._named(row)}” is gone for good"
            await self._history.discard(row.id, discarded=True)
            self._discarded.append(row)
            back = f"{BRING_BACK.key} brings it back; is:deleted has it for {DISCARDED_DAYS} days"
            return f"Deleted · {back} · “{self._named(row)}”"  # what is cut is the name

        self._change(then)

    def bring_back(self) -> None:
        """Have one in the list again that was deleted: that under the cursor, else the last one."""
        chosen = self.chosen
        row = chosen if chosen is not None and chosen.deleted else self._discarded[-1]

        async def then() -> str:
            self._discarded = [each for each in self._discarded if each.id != row.id]
            await self._history.discard(row.id, discarded=False)
            return f"“{self._named(row)}” is back"

        self._change(then, row.id)

    def take(self) -> None:
        """Take the conversation, or what was written of it."""
        if (ask := self._ask) is None:
            super().take()
            return
        written = self.field.value

        async def then() -> str:
            said = await ask.then(written)
            self.close()
            return said

        self._change(then, ask.row.id)

    def close(self) -> None:
        """Look for conversations again, or take none."""
        if self._ask is None:
            super().close()
        else:
            self._ask, self._about = None, _ABOUT
            self._fill(self._typed)

    def _write(self, ask: Ask, first: str) -> None:
        self._ask, self._about, self._note = ask, ask.what, ""
        self._fill(first)

    def _fill(self, text: str) -> None:
        self.field.placeholder = "" if self.asks else TO_SEARCH
        self.field.value = text
        self.field.cursor_position = len(text)
        self.draw()

    @work(group="history change")
    async def _change(self, change: Callable[[], Awaitable[str]], at: str = "") -> None:
        """Do that, then look again. What is against it is said."""
        try:
            said = await change()
        except StreamtuiError as error:
            if self.asks:
                self._say(error.fault.message)
                return
            said = error.fault.message
        self._look(said, at)

    def _say(self, note: str) -> None:
        self._note = note
        self.draw()

    def _named(self, row: ConversationRow) -> str:
        return clip(shown_text(row.title), 30)
