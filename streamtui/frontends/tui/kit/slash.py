"""Commands that are typed into the prompt: `/model NAME`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from streamtui.core.text.nearest import perhaps
from streamtui.frontends.tui.kit.command import Command

T = TypeVar("T")
_ASKING = ("race",)
"""Words behind which a prompt stands."""


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """What was typed after a slash."""

    word: str
    argument: str

    def may_be(self, commands: Iterable[Command[Any]]) -> list[Command[Any]]:
        """The commands of that word, whether they are possible or not."""
        return [command for command in commands if self.word in command.words]

    def meant(self, commands: Collection[Command[T]], target: T) -> Command[T] | str:
        """The command to do, else a sentence that says why there is none."""
        meant = self.may_be(commands)
        can_be = [command for command in meant if command.possible(target)]
        if not meant:
            words = [word for command in commands for word in command.words]
            return f"There is no command /{self.word}{perhaps(self.word, words, '/')}; /help lists them all."
        if not can_be:
            return f"/{self.word} is not possible right now."
        if self.argument and can_be[0].do_with is None:
            return f"/{self.word} takes no text after it."
        return can_be[0]


def asked_in(text: str) -> str:
    """What of a prompt a model is asked: of a slash command nothing, but for what is raced."""
    slash = slash_command(text)
    return text if slash is None else slash.argument if slash.word in _ASKING else ""


def slash_command(text: str) -> SlashCommand | None:
    """The command that a prompt is, or `None` when it is a message to the model."""
    stripped = text.strip()
    if stripped in ("quit", "exit"):
        return SlashCommand("quit", "")
    if not stripped.startswith("/") or stripped.startswith("//"):
        return None
    word, _, argument = stripped[1:].partition(" ")
    if "/" in word or "\n" in word:
        return None  # a path, not a command
    return SlashCommand(word.lower(), argument.strip())
