"""The prompts that wait for their turn: each can be had back, moved, sent before the others, or removed.

One is known by being the very text that it is: while the person looks at them the first may leave at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streamtui.frontends.tui.desk.turns import Turns


class Waiting:
    """Of a desk."""

    def __init__(self, turns: Turns, give_back: Callable[[str], None], changed: Callable[[], None]) -> None:
        """`give_back` gets what is to be edited; `changed` is called when others wait, or in another order."""
        self._turns, self._give_back, self._changed = turns, give_back, changed
        self._given_back = (0, "")
        """The prompt that was given back last, and which of those that waited it was."""
        self.is_held = False
        """They are of an earlier run: none is sent before the person says so."""

    @property
    def prompts(self) -> Sequence[str]:
        """In their order."""
        return self._turns.queued

    def take_back(self, number: int = -1) -> None:
        """Give one back by its number, without one the last."""
        count = len(self.prompts)
        if -count <= number < count:
            prompt = self._turns.queued.pop(number)
            self._given_back = (number % count, prompt)
            self._give_back(prompt)
        self._changed()

    def take_all_back(self, first: str = "") -> None:
        """Give back all of them, and before them the one that did not get away."""
        self._turns.queued[:0] = [first] if first else []
        while self.prompts:
            self.take_back()

    def can_take_earlier(self, written: str) -> bool:
        """What is written is the prompt that was given back, unchanged, and another waits before it."""
        place, prompt = self._given_back
        return 0 < place <= len(self.prompts) and written == prompt

    def take_earlier(self) -> None:
        """Let the one that was given back wait on in its place, and give back the one before."""
        place, prompt = self._given_back
        self._turns.queued.insert(place, prompt)
        self.take_back(place - 1)

    def place_of(self, prompt: str) -> int | None:
        """Its number now, while it waits."""
        return next((number for number, each in enumerate(self.prompts) if each is prompt), None)

    def move(self, prompt: str, by: int) -> None:
        """Have it wait so many places later, or earlier."""
        if (place := self.place_of(prompt)) is not None:
            self._turns.queued.insert(max(0, place + by), self._turns.queued.pop(place))
            self._changed()

    def remove(self, prompt: str) -> None:
        """Have it sent never."""
        if (place := self.place_of(prompt)) is not None:
            del self._turns.queued[place]
            self._changed()

    def hold(self, prompts: Sequence[str]) -> None:
        """Have these wait, of an earlier run, before all others."""
        self._turns.queued[:0] = prompts
        self.is_held = bool(self.prompts)
        self._changed()
