"""The log of bugs: whole, bounded, its owner's alone, without keys and without anything that acts on a terminal."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from streamtui.core.text.kept_secrets import KEPT
from streamtui.core.text.secrets import Secrets
from streamtui.storage import log_file
from streamtui.storage.log_file import LogFile
from tests.servers.hostile import HOSTILE, acting

KEY = "hunter2-the-key"


def log(path: Path, words: str) -> None:
    handler = LogFile(path)
    KEPT.keep(Secrets(KEY))
    try:
        raise OverflowError(words)
    except OverflowError as error:
        found = (type(error), error, error.__traceback__)
        handler.handle(logging.LogRecord("streamtui", logging.ERROR, __file__, 1, "A bug in %s", ("a turn",), found))


def test_a_traceback_is_kept_without_keys_and_safe_to_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "data" / "streamtui.log"
    log(path, f"{HOSTILE} for {KEY} and Bearer abc.def")
    log(path, "once more")
    text = path.read_text("utf-8")
    assert "A bug in a turn\nTraceback (most recent call last):" in text
    assert text.endswith("OverflowError: once more\n")
    assert acting(text) == []
    assert KEY not in text
    assert "abc.def" not in text


@pytest.mark.skipif(os.name == "nt", reason="there are no such modes")
def test_it_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        log(tmp_path / "data" / "streamtui.log", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "streamtui.log").stat().st_mode & 0o777 == 0o600


def test_it_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "_MOST_BYTES", 20_000)
    path = tmp_path / "streamtui.log"
    for _ in range(10):
        log(path, "x" * 200_000)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["streamtui.log", "streamtui.log.1"]
    assert all(file.stat().st_size < 80_000 for file in tmp_path.iterdir())


def test_where_it_cannot_be_written_nothing_happens(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "streamtui.log", tmp_path / "elsewhere"
    folder.mkdir()
    log(folder, "x")
    elsewhere.write_text("mine")
    link = tmp_path / "link.log"
    link.symlink_to(elsewhere)
    log(link, "x")
    assert elsewhere.read_text() == "mine"
