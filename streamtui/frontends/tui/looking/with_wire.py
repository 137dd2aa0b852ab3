"""The wire with a conversation: beside it, below it or in its place; what is chosen in one is shown in the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from textual import on
from textual.screen import Screen

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.verdicts.kept import KeptJudge
from streamtui.core.verdicts.verdict import Verdict
from streamtui.core.wire.attempts import Attempts
from streamtui.core.wire.exchange import Part
from streamtui.core.wire.request_changes import RequestChanges
from streamtui.frontends.tui.kit.proof import ProofWanted
from streamtui.frontends.tui.transcript import words
from streamtui.frontends.tui.transcript.transcript import Transcript
from streamtui.frontends.tui.transcript.words import Words
from streamtui.frontends.tui.wire.pane import WirePane

_PARTS: dict[Part, words.Part] = {"text": "text", "reasoning": "reasoning", "refusal": "refusal"}


class Told(Protocol):
    """A conversation, and what it is made of."""

    @property
    def state(self) -> ChatState:
        """What it has come to."""
        ...

    @property
    def kept(self) -> Sequence[StreamEvent]:
        """The events, as far as they are kept."""
        ...


class WithWire(Screen[None]):
    """Has a transcript and a wire."""

    def __init__(
        self,
        told: Told,
        stall_s: float,
        *,
        transcript: Transcript | None = None,
        low_bandwidth: bool = False,
        classes: str = "",
        happened: Callable[[], int] | None = None,
    ) -> None:
        """Longer gaps than `stall_s` are red. `happened`: in a replay, how many of the events have happened."""
        super().__init__(classes=classes)
        self._told = told
        self.transcript = transcript or Transcript(id="transcript", low_bandwidth=low_bandwidth)
        self.wire = WirePane(lambda: told.kept, stall_s, happened, id="wire")
        attempts = Attempts(lambda: told.kept, lambda: told.state.conversation.messages)
        self.judge, self.changes = KeptJudge(attempts, stall_s), RequestChanges(attempts)
        self.transcript.verdicts = self.judge.of

    @property
    def wire_is_open(self) -> bool:
        """It can be seen."""
        return self.has_class("-wire")

    @property
    def in_wire(self) -> bool:
        """It has the focus."""
        return self.wire_is_open and self.focused is not None and self.wire in self.focused.ancestors

    def open_wire(self) -> None:
        """Show it, and go there."""
        self.open_calls(opened=False)
        self.add_class("-wire")
        self.wire.list.focus()
        self.call_after_refresh(self.wire.draw)

    def close_wire(self) -> None:
        """Give its room back."""
        self.remove_class("-wire", "-wire-alone")
        self.transcript.mark(None)
        self.leave_wire()

    def leave_wire(self) -> None:
        """Take the focus back from it."""

    def open_calls(self, *, opened: bool = True) -> None:
        """Give the function calls their room, or take it back: whoever has them says how."""

    def go_back_in_wire(self) -> None:
        """From a row, or the filter, to the list; there drop the filter; without one close it."""
        wire = self.wire
        if wire.detail.has_focus or (wire.field.has_focus and wire.field.value):
            wire.list.focus()
        elif wire.field.has_focus or wire.view.filter:
            wire.drop_filter()
        else:
            self.close_wire()

    def go_to_wire(self) -> None:
        """Open it and go there; from there, close it."""
        if self.in_wire:
            self.close_wire()
        else:
            self.open_wire()

    @on(ProofWanted)
    def _prove(self, event: ProofWanted) -> None:
        """A verdict was chosen: show its chunk."""
        self.open_wire()
        self.call_after_refresh(self.with_kept, lambda: self._show_proof(event.reply, event.verdict))

    def with_kept(self, then: Callable[[], None]) -> None:
        """Do that once all is there that is kept of the conversation."""
        then()

    def _show_proof(self, reply: Reply, verdict: Verdict) -> None:
        wire, chunk = self.wire, self.judge.again(reply, verdict).chunk
        if wire.view.filter:
            wire.drop_filter()
        wire.take()
        log, replies = wire.view.log, [one for one in self._told.state.conversation.messages if isinstance(one, Reply)]
        place = next((number for number, one in enumerate(replies) if one is reply), -1)
        exchange = log.exchange_for(reply.id, place)
        rows = range(0) if exchange is None or chunk is None else log.rows_of(exchange)
        row = next((one for one in rows if log.number[one] == chunk), None)
        if row is None:
            self.notify("What proves it is not kept any more.")
        else:
            wire.choose(row)
            wire.draw()

    @on(WirePane.RoomAsked)
    def _give_room(self) -> None:
        self.toggle_class("-wire-alone")

    @on(WirePane.Chosen)
    def _mark_words(self, event: WirePane.Chosen) -> None:
        self.mark_words(event.row)

    def mark_words(self, row: int | None) -> None:
        """Mark what that row brought, and nothing else."""
        self.transcript.mark(None if row is None else self._words_of(row))

    def _words_of(self, row: int) -> Words | None:
        """What of the conversation a row of the wire brought."""
        log = self.wire.view.log
        exchange = log.exchange_of(row)
        replies = [(n, one) for n, one in enumerate(self._told.state.conversation.messages) if isinstance(one, Reply)]
        number = next((n for n, one in replies if exchange.reply and one.id == exchange.reply), None)
        if number is None:
            number = replies[exchange.place][0] if exchange.place < len(replies) else None
        if number is None:
            return None
        for (part, choice, call), start, end in log.words_of(row):
            if choice == 0:
                told = _PARTS.get(part)
                if told is None:
                    return Words(number, "server" if part == "server" else "call", call, call + 1)
                return Words(number, told, start, end)
        return None

    @on(Transcript.Pointed)
    def _show_chunk(self, event: Transcript.Pointed) -> None:
        """Words of the conversation were clicked."""
        if self.wire_is_open and event.words.part != "call":
            messages = self._told.state.conversation.messages
            reply, wire = messages[event.words.message], self.wire
            place = sum(isinstance(one, Reply) for one in messages[: event.words.message])
            row = wire.view.log.row_of_words(reply.id, place, event.words.part, event.words.start)
            if row is not None:
                wire.choose(row)
                wire.draw()
