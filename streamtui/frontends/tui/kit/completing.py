"""What a slash command that is being typed may become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.offer import Arguments, Offer
from streamtui.frontends.tui.kit.offers import Offers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """What the prompt says when an offer is taken."""

    text: str
    runs: bool = True
    """It may be run like that; else there is more to say first."""
    place: int = -1
    """Where the cursor stands then; else at the end."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What is offered, and a sentence that belongs below it, or none."""

    offers: Offers[Step]
    note: str = ""


def completion(text: str, commands: Sequence[Command[T]], target: T) -> Completion | None:
    """What is offered for a prompt that says so far `text`; `None` where it is no command that is being typed."""
    if not text.startswith("/") or text.startswith("//") or "\n" in text:
        return None
    word, blank, argument = text[1:].partition(" ")
    if not blank:
        return Completion(Offers(_commands(commands, target), word)) if "/" not in word else None
    command = _meant(word.casefold(), commands, target)
    if command is None or command.arguments is None:
        return None
    found: Arguments = command.arguments(target, argument.strip())
    offers = [
        Offer(each.name, Step(f"/{word} {each.value}", not each.value.endswith(" ")), each.about, each.right, each.also)
        for each in found.offers
    ]
    held = 0 if argument.strip() and not found.free else -1
    return Completion(Offers(offers, argument, cursor=held), found.note)


def _meant(word: str, commands: Sequence[Command[T]], target: T) -> Command[T] | None:
    meant = [command for command in commands if word in command.words]
    return next((command for command in meant if command.possible(target)), meant[0] if meant else None)


def _commands(commands: Sequence[Command[T]], target: T) -> list[Offer[Step]]:
    """Each command by its first word, once; its others find it, too. What is possible now comes first."""
    possible: list[Offer[Step]] = []
    others: list[Offer[Step]] = []
    for word in dict.fromkeys(word for command in commands for word in command.words[:1]):
        if (command := _meant(word, commands, target)) is not None:
            text = f"/{word} " if command.argument else f"/{word}"
            needs = bool(command.argument) and not command.argument.startswith("[")
            usage = f"/{word} {command.argument}".rstrip()
            offer = Offer(usage, Step(text, not needs), command.title, command.key, command.words, f"/{word}")
            (possible if command.possible(target) else others).append(offer)
    return [*possible, *others]
