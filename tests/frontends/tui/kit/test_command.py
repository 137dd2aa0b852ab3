"""The table of commands, and what a prompt means."""

from __future__ import annotations

import pytest

from streamtui.frontends.tui.kit.keys import shown_key
from streamtui.frontends.tui.kit.slash import slash_command


@pytest.mark.parametrize(
    ("text", "word", "argument"),
    [
        ("/quit", "quit", ""),
        (" /QUIT ", "quit", ""),
        ("/model  big one ", "model", "big one"),
        ("/system Be brief.\nAnd kind.", "system", "Be brief.\nAnd kind."),
        ("exit", "quit", ""),
        ("/nonsense", "nonsense", ""),
    ],
)
def test_a_prompt_that_begins_with_a_slash_is_a_command(text: str, word: str, argument: str) -> None:
    slash = slash_command(text)
    assert slash is not None
    assert (slash.word, slash.argument) == (word, argument)


@pytest.mark.parametrize(
    "text", ["hello", "/etc/hosts is what?", "// a comment", "quit smoking", "a /new b", "/a\nb", ""]
)
def test_anything_else_is_a_message(text: str) -> None:
    assert slash_command(text) is None


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("ctrl+n", "^n"),
        ("escape", "Esc"),
        ("f1", "F1"),
        ("up", "↑"),
        ("ctrl+end", "^End"),
        ("pageup", "PgUp"),
        ("r", "r"),
        ("R", "Shift+R"),
    ],
)
def test_keys_are_written_short(key: str, shown: str) -> None:
    assert shown_key(key) == shown
