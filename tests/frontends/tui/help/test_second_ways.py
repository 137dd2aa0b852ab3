"""Nothing needs a key that terminals, multiplexers, editors' terminals or browsers keep for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streamtui.frontends.tui.chat.commands import CHAT_COMMANDS
from streamtui.frontends.tui.chat.palette import palette_offers
from streamtui.frontends.tui.help.tables import TABLES
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.keys import SAME_BYTES

SWALLOWED = {f"ctrl+{letter}" for letter in "abnqstwz"} | {"ctrl+space", "ctrl+tab"}
"""Flow control, job control, prefixes of tmux and screen, tabs and windows of browsers."""

IN_STEPS = {"prompt.word_left", "prompt.word_right", "prompt.cut_run", "prompt.cut_word"}
"""What keys do, too, that move and delete a character at a time."""


def swallowed(key: str) -> bool:
    held, _, bare = key.rpartition("+")
    function = bare[0] == "f" and bare[1:].isdecimal()
    moved = held and bare in ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter")
    return key in SWALLOWED or function or "alt" in held or bool(moved)


def all_commands() -> Iterator[Command[Any]]:
    return (command for table in TABLES for command in table.commands)


def test_every_command_has_a_way_that_no_terminal_takes() -> None:
    offered = {offer.value.id for offer in palette_offers(CHAT_COMMANDS, ())}
    needs = [command for command in all_commands() if command.keys and all(map(swallowed, command.keys))]
    does = {command.title for command in all_commands() if command not in needs or command.words or command.bare_keys}
    lacks = [one.id for one in needs if not (one.words or one.id in offered or one.label or one.title in does)]
    lacks = [name for name in lacks if name not in IN_STEPS]
    assert lacks == []


def test_no_command_has_a_key_that_is_another_one_in_a_terminal() -> None:
    assert [command.id for command in all_commands() if {*command.keys, *command.bare_keys} & {*SAME_BYTES}] == []
