"""What was sent before, to be sent again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamtui.core.ports.prompts import Written


class PromptHistory:
    """Prompts in order, and the place in them where the person is looking.

    >>> history = PromptHistory()
    >>> history.add("one"); history.add("two")
    >>> history.back("draft"), history.back("two"), history.back("one")
    ('two', 'one', None)
    >>> history.forward(), history.forward(), history.forward()
    ('two', 'draft', None)
    """

    def __init__(self) -> None:
        self._prompts: list[str | Written] = []
        """Those of earlier runs come with what they stand for."""
        self._new: list[str] = []
        self._begins = 0
        """Where those of this run begin."""
        self._place = 0
        self._draft = ""

    def add(self, prompt: str) -> None:
        """Remember a prompt, once if it is the same as the last, and look at the end again."""
        if not self._prompts or _text(self._prompts[-1]) != prompt:
            self._prompts.append(prompt)
            self._new.append(prompt)
        self._place = len(self._prompts)

    def put_before(self, earlier: Sequence[str | Written]) -> None:
        """Remember those of earlier runs, too."""
        self._prompts[:0] = earlier
        self._place += len(earlier)
        self._begins += len(earlier)

    def put_beside(self, others: Sequence[Written]) -> None:
        """Remember those of programs that run at the same time: they stand before those of this one."""
        self._prompts[self._begins : self._begins] = others
        self._place += len(others) if self._place >= self._begins else 0
        self._begins += len(others)

    def take_new(self) -> Sequence[str]:
        """Those of this run that were not asked for yet."""
        new, self._new = self._new, []
        return new

    @property
    def all(self) -> Sequence[str | Written]:
        """In their order."""
        return self._prompts

    @property
    def newest_first(self) -> Sequence[str | Written]:
        """All of them, each once, with what is folded in it."""
        found: dict[tuple[str, ...], str | Written] = {}
        for prompt in reversed(self._prompts):
            found.setdefault((prompt,) if isinstance(prompt, str) else (prompt.text, *prompt.folds.values()), prompt)
        return [*found.values()]

    def back(self, current: str) -> str | Written | None:
        """The prompt before; `current`, unsent, is kept for the way forward."""
        if self._place == 0:
            return None
        if self._place == len(self._prompts):
            self._draft = current
        self._place -= 1
        return self._prompts[self._place]

    def forward(self) -> str | Written | None:
        """The prompt after, and at the end what was being written."""
        if self._place == len(self._prompts):
            return None
        self._place += 1
        return self._draft if self._place == len(self._prompts) else self._prompts[self._place]


def _text(prompt: str | Written) -> str:
    return prompt if isinstance(prompt, str) else prompt.text
