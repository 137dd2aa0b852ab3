"""What was written in the prompt, in this run of the program and in earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from streamtui.core.chat.attachments import Attachment


class Written(Struct, frozen=True, omit_defaults=True):
    """A text as it stood in the prompt."""

    text: str
    folds: Mapping[str, str] = {}
    """What was pasted and folded in it, by the words that stand for it."""
    unasked: Sequence[str] = ()
    """Files that are named in it by somebody else: none of them is read."""


class Draft(Struct, frozen=True, omit_defaults=True):
    """What was not sent yet."""

    written: Written = Written("")
    waiting: Sequence[Written] = ()
    """The prompts that wait for their turn."""
    copied: Mapping[str, Attachment] = {}
    """Images of the clipboard that they name."""
    conversation: str = ""
    """The id of the one that was shown."""

    @property
    def is_empty(self) -> bool:
        """There is nothing to be kept."""
        return not (self.written.text.strip() or self.waiting)


class Prompts(Protocol):
    """Keeps them on the disk. What it is told takes no time and never raises; what it is asked reads."""

    def earlier(self) -> Sequence[Written]:
        """What was sent before, the oldest first."""
        ...

    def others(self) -> Sequence[Written]:
        """What other programs sent since, the oldest first; each is told once."""
        ...

    def remember(self, written: Written, conversation: str) -> None:
        """This was sent, or dropped, in the conversation of that id."""
        ...

    def keep(self, draft: Draft) -> None:
        """This is what is not sent now."""
        ...

    def left(self, conversation: str = "") -> Draft | None:
        """What a program that is gone had not sent yet, in that conversation, else the newest of any; it is this
        program's from then on, once it is kept again."""
        ...


class Snippets(Protocol):
    """Texts that the person keeps to be put into prompts."""

    def all(self) -> Mapping[str, str]:
        """By their names."""
        ...

    def keep(self, name: str, text: str) -> None:
        """Have that text under that name from now on. Raises StreamtuiError."""
        ...
