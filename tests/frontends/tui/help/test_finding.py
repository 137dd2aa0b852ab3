"""The help finds commands, keys, settings and figures by words."""

from __future__ import annotations

from streamtui.frontends.tui.help.finding import PARAMETERS_TITLE, SETTINGS, found
from streamtui.frontends.tui.help.tables import TABLES
from streamtui.frontends.tui.kit.keymap import Keymap
from streamtui.frontends.tui.kit.presets import PRESETS
from tests.frontends.tui.stage import WIDE, stage

SET = {"tools.rounds": "how often in one turn tools may be run", "timeouts.stall_s": "without a delta"}


def titles(typed: str) -> list[str]:
    return [section.title for section in found(TABLES, SET, typed)]


def test_all_words_must_be_there_in_whatever_is_said_of_it() -> None:
    (section,) = found(TABLES, SET, "STALL delta")
    assert (section.title, dict(section.entries)) == (SETTINGS, {"timeouts.stall_s": ["without a delta"]})
    assert "IN THE CHAT" in titles("chat.stop")
    assert titles("ctrl+t function calls")[0] == "IN THE CHAT"
    assert titles("/retry")[0] == "IN THE CHAT"
    assert titles("temperature freely") == [PARAMETERS_TITLE]
    assert titles("nothing like this") == ["NOTHING"]


async def test_it_is_asked_for_by_words_or_by_typing_and_shows_the_keys_there_are_now() -> None:
    async with stage(WIDE) as on:
        on.app.keymap = Keymap(PRESETS["emacs"], {"chat.calls": ["f7"]})
        await on.type("/help function calls")
        await on.press("enter")
        assert "F7  /calls" in on.text
        assert "chat.calls" in on.text
        await on.press(*"zz")
        assert "Nothing here has these words." in on.text
        await on.press("backspace", "escape")
        assert "type to find" in on.text
        await on.press("ctrl+g")
        assert on.app.screen is on.chat_screen
        await on.type("abc")
        await on.press("ctrl+a", *"x", "ctrl+e", *"y")
        assert on.prompt.text == "xabcy"
        await on.press("f9")
        assert "can't be left to the terminal here" in on.text
