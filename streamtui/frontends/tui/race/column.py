"""One contestant: its figures over its answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from textual.app import ComposeResult
from textual.containers import Vertical

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import UserMessage
from streamtui.core.ports.race import Contestant
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.race.rows import Standing, head_rows
from streamtui.frontends.tui.transcript.transcript import Transcript


class Answers(Sequence[Message]):
    """What a contestant said, without what it was sent: that ends with the person's last message."""

    def __init__(self, contestant: Contestant) -> None:
        self._contestant = contestant

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Message]: ...
    def __getitem__(self, index: int | slice) -> Message | Sequence[Message]:
        return self._messages[index]

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def _messages(self) -> list[Message]:
        messages = self._contestant.state.conversation.messages
        asked = next((at for at in range(len(messages), 0, -1) if isinstance(messages[at - 1], UserMessage)), 0)
        return messages[asked:]


class RaceColumn(Vertical):
    """Draws a contestant, whose transcript is told when to."""

    def __init__(self, contestant: Contestant, index: int, *, low_bandwidth: bool, **options: Any) -> None:
        super().__init__(**options)
        self.contestant = contestant
        self.index = index
        self.head = Lines(classes="race-head")
        self.transcript = Transcript(paced=True, low_bandwidth=low_bandwidth, focus_by_click=True)

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.transcript

    def on_mount(self) -> None:
        self.transcript.show(Answers(self.contestant))

    def show(self, now: float, *, focused: bool, marked: bool) -> None:
        """Take the contestant's figures into the rows above its answer."""
        width, height = self.head.size
        self.head.show(*head_rows(self.contestant, Standing(self.index, focused, marked), now, width, height))
