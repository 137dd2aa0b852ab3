"""The turns of a conversation as a tree: only what a turn follows is known, its branches are looked up.

What happens between turns, as a system prompt that is set, is a turn as well, in which nothing is asked. Such ones are
on the way from one question to the next, and no branches of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.events import ContinuationAsked, PromptSubmitted, StreamEvent
from streamtui.core.chat.messages import Notice
from streamtui.core.chat.reply import Reply

_ASKING = (PromptSubmitted, ContinuationAsked)
"""What asks a message."""


@dataclass(slots=True)
class Turn:
    """One of them."""

    key: str
    """Like no other in its conversation."""
    parent: str = ""
    """The turn that it follows; nothing for a first one."""
    asks: str = ""
    """The id of the message that it begins with, the same where that was asked again; nothing where it asks nothing."""
    events: list[StreamEvent] | None = field(default_factory=list)
    """`None` where they are yet to be read."""

    def take(self, event: StreamEvent) -> None:
        """It has one more event."""
        if self.events is None:
            self.events = []
        self.events.append(event)
        if not self.asks:
            self.asks = asked_by(event, self.key)


def asked_by(event: StreamEvent, key: str) -> str:
    """The id of the message that an event asks in the turn `key`, if it asks one."""
    return event.id or key if isinstance(event, _ASKING) else ""


def named(events: Iterable[StreamEvent], key: str) -> list[StreamEvent]:
    """Those of the turn `key`, where the message that it begins with has its id, also if none was written down."""
    found = list(events)
    for place, event in enumerate(found):
        if isinstance(event, _ASKING):
            found[place] = replace(event, id=event.id or key)
            break
    return found


@dataclass(frozen=True, slots=True)
class Branches:
    """What stands in one place, on different branches."""

    turns: tuple[str, ...]
    """By their keys, in the order that they came in."""
    number: int
    """Which of them is shown, counted from 0."""

    def by(self, steps: int) -> str:
        """The turn so many steps before or after the one that is shown, around the ends."""
        return self.turns[(self.number + steps) % len(self.turns)]


class ConversationTree:
    """All turns, and the last one of those that are shown."""

    def __init__(self, turns: Iterable[Turn] = (), head: str = "") -> None:
        """Each turn comes after the one that it follows; one that follows nothing known follows nothing."""
        self._turns: dict[str, Turn] = {}
        self._children: defaultdict[str, list[Turn]] = defaultdict(list)
        self._ages: dict[str, int] = {}
        """How many turns there were before each."""
        self._asked: dict[str, Turn] = {}
        """The turns of a path, by the messages that are asked in them."""
        self._asked_up_to = "", ""
        """The last one of that path and what it asks, which comes with its first event."""
        self.head = ""
        for turn in turns:
            self.add(turn)
        self.head = head if head in self._turns else ""

    def __contains__(self, key: str) -> bool:
        return key in self._turns

    def __iter__(self) -> Iterator[Turn]:
        return iter(self._turns.values())

    def __getitem__(self, key: str) -> Turn:
        return self._turns[key]

    def add(self, turn: Turn) -> None:
        """It is shown now."""
        if turn.key in self._turns:
            return
        if turn.parent not in self._turns:
            turn.parent = ""
        self._ages[turn.key] = len(self._turns)
        self._turns[turn.key] = turn
        self._children[turn.parent].append(turn)
        self.head = turn.key

    def path(self, key: str) -> list[Turn]:
        """The turns from the first one to that one."""
        path: list[Turn] = []
        while key:
            path.append(self._turns[key])
            key = path[-1].parent
        path.reverse()
        return path

    @property
    def shown(self) -> list[Turn]:
        """The path that is shown."""
        return self.path(self.head)

    @property
    def events(self) -> list[StreamEvent]:
        """Those of the path that is shown, as far as they were read."""
        return self.events_to(self.head)

    def events_to(self, key: str) -> list[StreamEvent]:
        """Those of the path to that turn, as far as they were read."""
        return [event for turn in self.path(key) for event in turn.events or ()]

    def end_of(self, key: str) -> str:
        """The end of the branch that goes on from there, as it grew last."""
        while children := self._children.get(key):
            key = children[-1].key
        return key

    def asking(self, message: str) -> Turn | None:
        """The turn of the path that is shown in which that message is asked."""
        end = (self.head, self._turns[self.head].asks) if self.head else ("", "")
        if self._asked_up_to != end:
            self._asked_up_to = end
            self._asked = {turn.asks: turn for turn in self.shown if turn.asks}
        return self._asked.get(message)

    def questions(self, turn: Turn) -> Branches:
        """The different messages that were asked in a turn's place, each by the turn that asked it last."""
        last: dict[str, str] = {}
        for one in self._beside(turn):
            last[one.asks] = one.key
        last[turn.asks] = turn.key
        return Branches(tuple(last.values()), list(last).index(turn.asks))

    def answers(self, turn: Turn) -> Branches:
        """The turns that asked the same message in that place."""
        keys = [one.key for one in self._beside(turn) if one.asks == turn.asks]
        return Branches(tuple(keys), keys.index(turn.key))

    def at(self, message: Message) -> Branches | None:
        """Those of a message of the path that is shown: other questions in its place, or other answers to it."""
        asked = message.answers if isinstance(message, Reply | Notice) else message.id
        if not asked or (turn := self.asking(asked)) is None:
            return None
        branches = self.answers(turn) if isinstance(message, Reply | Notice) else self.questions(turn)
        return branches if len(branches.turns) > 1 else None

    def _beside(self, turn: Turn) -> Sequence[Turn]:
        """The turns that follow the same question, itself among them."""
        above = turn.parent
        while above and not self._turns[above].asks:
            above = self._turns[above].parent
        found, waiting = list[Turn](), [above]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child.asks:
                    found.append(child)
                else:
                    waiting.append(child.key)
        return sorted(found, key=lambda one: self._ages[one.key]) if len(found) > 1 else found
