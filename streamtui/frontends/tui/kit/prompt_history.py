"""What was sent before, to be sent again."""

from __future__ import annotations


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
        self._prompts: list[str] = []
        self._place = 0
        self._draft = ""

    def add(self, prompt: str) -> None:
        """Remember a prompt, once if it is the same as the last, and look at the end again."""
        if self._prompts[-1:] != [prompt]:
            self._prompts.append(prompt)
        self._place = len(self._prompts)

    def back(self, current: str) -> str | None:
        """The prompt before; `current`, unsent, is kept for the way forward."""
        if self._place == 0:
            return None
        if self._place == len(self._prompts):
            self._draft = current
        self._place -= 1
        return self._prompts[self._place]

    def forward(self) -> str | None:
        """The prompt after, and at the end what was being written."""
        if self._place == len(self._prompts):
            return None
        self._place += 1
        return self._draft if self._place == len(self._prompts) else self._prompts[self._place]
