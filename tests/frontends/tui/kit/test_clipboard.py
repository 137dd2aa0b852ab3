"""What gets into the terminal's clipboard: what can be seen, within bounds, and the rest when it is asked for again."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from errno import ENOSPC
from pathlib import Path
from typing import cast

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import TextArea

from streamtui.core.ports.copying import Copying
from streamtui.frontends.tui.kit.clipboard import ClipboardApp
from streamtui.frontends.tui.kit.notes import Note
from tests.known import known

EVIL = "ls\x1b[201~; rm -rf ~\r\u202e \x07\x1b"
SHOWN = "ls␛[201~; rm -rf ~␍\ufffd ␇␛"


class CopyingApp(ClipboardApp[None]):
    """Keeps what is written to the terminal's clipboard, and what is told of it."""

    def compose(self) -> ComposeResult:
        yield TextArea()

    def __init__(self, desktop: Copying | None) -> None:
        super().__init__(copying=desktop)
        self.told: list[str] = []

    def watch_note(self, note: Note | None) -> None:
        if note is not None:
            self.told.append(note.text)


@asynccontextmanager
async def copying(
    monkeypatch: pytest.MonkeyPatch, desktop: Copying | None = None
) -> AsyncIterator[tuple[CopyingApp, Pilot[None], list[str]]]:
    app = CopyingApp(desktop)
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


class Desktop:
    """core.ports.copying.Copying, or a disk that is full."""

    def __init__(self, folder: Path, *, full: bool = False) -> None:
        self._folder, self._full = folder, full
        self.copied: list[str] = []

    def copy(self, text: str) -> None:
        self.copied.append(text)

    def keep(self, text: str) -> Path:
        if self._full:
            raise OSError(ENOSPC, "No space left on device")
        (path := self._folder / "copied.txt").write_text(text)
        return path


async def test_what_is_too_large_goes_whole_into_a_file_whose_name_is_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desktop: Copying = Desktop(tmp_path)
    async with copying(monkeypatch, desktop) as (app, pilot, written):
        app.copy("é" * 50_000, "Result copied")
        await app.workers.wait_for_complete()
        app.copy("é" * 50_000 + "\n", "Result copied")
        await app.workers.wait_for_complete()
        await pilot.pause()
        path = tmp_path / "copied.txt"
        assert [clipboard_text(text) for text in written] == ["é" * 50_000, str(path)]
        assert cast("Desktop", desktop).copied == ["é" * 50_000, str(path)]
        assert path.read_text() == "é" * 50_000 + "\n"
        assert app.told == [
            "Result copied. It is 100,000 bytes, which not every terminal takes",
            f"Result copied into a file, as 100,001 bytes are more than a clipboard takes: {path}, whose name is "
            "in the clipboard now",
        ]


@pytest.mark.parametrize("full", [True, False])
async def test_what_can_not_be_copied_whole_is_not_copied_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, full: bool
) -> None:
    async with copying(monkeypatch, Desktop(tmp_path, full=True) if full else None) as (app, pilot, written):
        app.copy("a" * 100_001, "Copied")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert written == []
        assert app.told[0].startswith("Not copied: 100,001 bytes are more than a clipboard takes")
        assert ("No space left" in app.told[0]) is full
