"""What gets into the terminal's clipboard: what can be seen, within bounds, and the rest when it is asked for again."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import TextArea

from streamtui.frontends.tui.kit import clipboard
from streamtui.frontends.tui.kit.clipboard import ClipboardApp
from streamtui.frontends.tui.kit.notes import Note
from tests.known import known

EVIL = "ls\x1b[201~; rm -rf ~\r\u202e \x07\x1b"
SHOWN = "ls␛[201~; rm -rf ~␍\ufffd ␇␛"


class Copying(ClipboardApp[None]):
    """Keeps what is written to the terminal's clipboard, and what is told of it."""

    def compose(self) -> ComposeResult:
        yield TextArea()

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def watch_note(self, note: Note | None) -> None:
        if note is not None:
            self.told.append(note.text)


@asynccontextmanager
async def copying(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Copying, Pilot[None], list[str]]]:
    app = Copying()
    async with app.run_test() as pilot:
        written: list[str] = []
        monkeypatch.setattr(known(app._driver), "write", written.append)
        yield app, pilot, written


def clipboard_text(written: str) -> str:
    """The text of the one sequence that sets the clipboard."""
    encoded = known(re.fullmatch("\x1b]52;c;([A-Za-z0-9+/]*=*)\a", written))[1]
    return base64.b64decode(encoded, validate=True).decode()


async def test_what_is_hidden_is_marked_and_told_of_and_copied_only_when_it_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with copying(monkeypatch) as (app, pilot, written):
        for _ in range(3):
            app.copy(EVIL, "Message copied")
            await pilot.pause()
        assert [clipboard_text(text) for text in written] == [SHOWN, EVIL, SHOWN]
        hidden = "5 hidden characters (2 ESC, 1 CR, 1 U+202E, 1 BEL)"
        assert app.told[:2] == [
            f"Message copied. Marks stand for {hidden}: copy it again for the text as it came",
            f"Message copied. In it, as they came: {hidden}",
        ]


async def test_another_copy_or_a_note_that_is_gone_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with copying(monkeypatch) as (app, pilot, written):
        for text in (EVIL, "good", EVIL):
            app.copy(text, "Copied")
            await pilot.pause()
        app.note = None
        app.copy(EVIL, "Copied")
        assert [clipboard_text(text) for text in written] == [SHOWN, "good", SHOWN, SHOWN]


async def test_what_textual_copies_by_itself_goes_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async with copying(monkeypatch) as (app, pilot, written):
        area = app.query_one(TextArea)
        area.text = "a\x1bb"
        area.select_all()
        await pilot.press("ctrl+c")
        assert [clipboard_text(text) for text in written] == ["a␛b"]
        area.text = "plain"
        area.select_all()
        await pilot.press("ctrl+c")
        assert clipboard_text(written[-1]) == "plain"
        assert app.told == [
            "Copied. Marks stand for 1 hidden character (1 ESC): copy it again for the text as it came",
            "Copied",
        ]


async def test_a_half_character_is_no_end_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    async with copying(monkeypatch) as (app, pilot, written):
        app.copy("a\ud800", "Copied")
        await pilot.pause()
        app.copy("a\ud800", "Copied")
        assert [clipboard_text(text) for text in written] == ["a\ufffd", "a?"]


async def test_what_is_too_large_is_said_and_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "MOST", 20)
    monkeypatch.setattr(clipboard, "_ALL_TAKE", 10)
    async with copying(monkeypatch) as (app, pilot, written):
        app.copy("é" * 11, "Result copied")
        app.copy("é" * 10, "Result copied")
        await pilot.pause()
        assert [clipboard_text(text) for text in written] == ["é" * 10]
        assert app.told == [
            "Not copied: it is 22 bytes, and the clipboard gets 20 at most. Select a part of it.",
            "Result copied. It is 20 bytes, which not every terminal takes",
        ]
