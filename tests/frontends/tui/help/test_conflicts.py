"""What is wrong with a keymap is said; presets have nothing wrong."""

from __future__ import annotations

import pytest

from streamtui.frontends.tui.help.conflicts import conflicts, faults, ids
from streamtui.frontends.tui.kit.keymap import Keymap
from streamtui.frontends.tui.kit.keys import fault_of, key_named
from streamtui.frontends.tui.kit.presets import PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_names_real_commands_and_keys_and_none_hides_another(name: str) -> None:
    preset = PRESETS[name]
    given = {key for keys in preset.keys.values() for key in keys} | {*preset.beside, *preset.beside.values()}
    assert set(preset.keys) <= set(ids())
    assert [key for key in given if key_named(key) != key or fault_of(key)] == []
    assert conflicts(Keymap(preset)) == []


def test_two_commands_with_a_key_in_one_place_are_told_of_and_those_that_share_theirs_are_not() -> None:
    (told,) = conflicts(Keymap(changes={"chat.stop": ["ctrl+t"]}))
    assert told == "^t is given to chat.stop and to chat.calls in the same place: chat.stop goes first."
    assert conflicts(Keymap(changes={"chat.stop": ["f12"], "chat.close_calls": ["f12"]})) == []
    assert conflicts(Keymap(changes={"chat.calls": ["enter"]}))
    assert conflicts(Keymap(changes={"chat.calls": [], "chat.stop": ["ctrl+t"]})) == []


@pytest.mark.parametrize(
    ("name", "key", "says"),
    [
        ("chat.stp", "f7", "is no command (perhaps chat.stop"),
        ("chat.stop", "ctlr+x", "'ctlr+x' is no key"),
        ("chat.stop", "ctrl+m", "is the same as Enter in a terminal"),
        ("chat.stop", "x", "which is a text where one writes"),
    ],
)
def test_what_can_be_no_key_of_a_command_is_refused(name: str, key: str, says: str) -> None:
    ((at, why),) = faults({name: [key]})
    assert at == name
    assert says in why


def test_keys_may_be_written_in_many_ways() -> None:
    written = [
        "Ctrl+X",
        "^x",
        "C-x",
        "Alt-R",
        "M-r",
        "shift+Up",
        "Esc",
        "PgDn",
        "G",
        "shift+g",
        "[",
        ",",
        "F9",
        "Space",
    ]
    named = ["ctrl+x"] * 3 + ["alt+r"] * 2 + ["shift+up", "escape", "pagedown", "G", "G"]
    assert [key_named(each) for each in written] == [*named, "left_square_bracket", "comma", "f9", "space"]


def test_what_a_pane_hears_may_be_a_letter_and_what_does_something_in_an_empty_prompt() -> None:
    assert [*faults({"transcript.up": ["k"], "chat.to_prompt": ["i"], "chat.retry_now.bare": ["x"]})] == []
