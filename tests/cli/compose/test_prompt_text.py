"""The person's editor, whatever it does to the file that it is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.prompt_text import Editor
from streamtui.core.faults.faults import StreamtuiError


def edited(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> str:
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    return Editor(read_places(say=str)).edit("as it was")


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ('printf "one\\r\\ntwo\\r\\n" > "$1"', "one\ntwo"),
        ('printf "new" > "$1.new"; mv "$1.new" "$1"', "new"),
        ('printf "Gr\\374n" > "$1"', "Gr\ufffdn"),
        (': > "$1"', ""),
    ],
)
def test_what_it_saved_is_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, text: str) -> None:
    assert edited(tmp_path, monkeypatch, script) == text


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ('rm "$1"', r"^The editor left no file prompt\.md; the prompt is as it was\.$"),
        ('rm "$1"; mkdir "$1"', r"^The editor left no file prompt\.md"),
        ("kill -9 $$", r"was ended by signal 9; the prompt is as it was\.$"),
        ("exit 3", r"ended with code 3; the prompt is as it was\.$"),
    ],
)
def test_where_it_leaves_none_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    with pytest.raises(StreamtuiError, match=why):
        edited(tmp_path, monkeypatch, script)
