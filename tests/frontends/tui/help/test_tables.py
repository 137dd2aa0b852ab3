"""Every key there is stands in the tables, does what they say, and takes nothing from another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import streamtui.frontends.tui as tui
from streamtui.frontends.tui.chat.commands import CHAT_COMMANDS
from streamtui.frontends.tui.chat.opening import FOR_THE_CHAT
from streamtui.frontends.tui.help.rows import Table
from streamtui.frontends.tui.help.tables import TABLES
from streamtui.frontends.tui.kit.command import always
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.keymap import Keymap
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from tests.frontends.tui.stage import stage


def commanded(under: type[Commanded] = Commanded) -> Iterator[type[Commanded]]:
    """Every screen and widget that has a table."""
    for one in under.__subclasses__():
        yield one
        yield from commanded(one)


def test_every_command_of_every_screen_and_widget_is_in_the_help() -> None:
    folder = Path(tui.__path__[0])
    for path in folder.glob("*/*.py"):
        import_module(".".join((tui.__name__, *path.relative_to(folder).with_suffix("").parts)))
    told = [command for table in TABLES for command in table.commands]
    found = list(commanded())
    assert len(found) >= len(TABLES)
    for one in found:
        assert [command.id for command in one.TABLE if command not in told] == []


def test_every_command_has_a_name_of_its_own() -> None:
    names = Counter(command.id for table in TABLES for command in table.commands)
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.title)
def test_every_command_can_be_given_somehow_and_none_hides_another(table: Table) -> None:
    for first in table.within or ((),):
        taken: set[str] = set()
        for command in (*first, *table.commands):
            ways = {*command.keys, *command.bare_keys, *(f"/{word}" for word in command.words)}
            assert ways, command.id
            assert not ways & taken, command.id
            if command.possible is always:
                taken |= {*command.keys, *(f"/{word}" for word in command.words)}


async def test_a_keymap_gives_commands_other_keys_and_leaves_the_rest_as_it_is() -> None:
    async with stage() as on:
        on.app.keymap = Keymap(changes={"chat.stop": ["f9"], "chat.retry_now.bare": ["x"]})
        await on.send("Hello")
        await on.answer("Good")
        await on.press("ctrl+t")
        await on.press("escape")  # was shared with the command that has another key now
        assert not on.chat_screen.calls_are_open
        assert on.session.state.phase.busy
        await on.press("f9")
        assert not on.session.state.phase.busy
        await on.press("alt+r")  # shared by three that were not changed
        assert on.session.repeated == 1


async def test_a_clicked_key_does_what_the_key_does() -> None:
    async with stage() as on:
        row = next(number for number, line in enumerate(on.lines) if "^t Calls" in line)
        await on.pilot.click(offset=(on.lines[row].index("^t Calls"), row))
        await on.settle()
        assert on.chat_screen.calls_are_open


async def test_the_palette_offers_what_is_possible_and_completes_what_takes_an_argument() -> None:
    async with stage() as on:
        offered = {command.title: command for command in on.chat_screen.palette()}
        assert "Ask another model" in offered
        assert "Stop the reply, keep its text" not in offered
        assert "All commands" not in offered
        await on.press("ctrl+p", *"system", "enter")
        assert on.prompt.text == "/system "


def test_the_opening_s_prompt_leaves_to_the_chat_what_is_the_chat_s() -> None:
    prompt = PromptInput()
    keys = {key for command in CHAT_COMMANDS for key in command.keys if prompt.edits_by(key)}
    assert keys <= set(FOR_THE_CHAT)
