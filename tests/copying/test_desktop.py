"""Copying by the programs of a desktop, which are made here of a few lines of shell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from streamtui.copying.desktop import DesktopCopying

TEXT = "naïve 漢字\n\x1b[31m"


def copying(folder: Path, platform: str = "linux", **environment: str) -> DesktopCopying:
    return DesktopCopying({"PATH": str(folder), **environment}, platform, folder / "copied")


def program(folder: Path, name: str, *, code: int = 0) -> Path:
    """One that keeps its words and what it is told; returns where."""
    told, cat = folder / f"{name}.told", shutil.which("cat")
    (folder / name).write_text(f'#!/bin/sh\necho "$@" > {told}.words\n{cat} > {told}\nexit {code}\n')
    (folder / name).chmod(0o755)
    return told


@pytest.mark.parametrize(
    ("name", "platform", "environment"),
    [
        ("pbcopy", "darwin", {}),
        ("wl-copy", "linux", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("xclip", "linux", {"DISPLAY": ":0"}),
        ("xsel", "linux", {"DISPLAY": ":0"}),
        ("clip.exe", "linux", {"WSL_DISTRO_NAME": "Debian"}),
        ("tmux", "linux", {"TMUX": "/tmp/t,1,0", "SSH_CONNECTION": "a b"}),
    ],
)
def test_the_program_that_is_there_gets_the_whole_text(
    tmp_path: Path, name: str, platform: str, environment: dict[str, str]
) -> None:
    told = program(tmp_path, name)
    copying(tmp_path, platform, **environment).copy(TEXT)
    assert told.read_bytes().decode("utf-16" if name == "clip.exe" else "utf-8") == TEXT


def test_the_next_one_is_tried_where_one_fails_and_nobody_misses_those_that_are_not_there(tmp_path: Path) -> None:
    program(tmp_path, "wl-copy", code=1)
    told = program(tmp_path, "xclip")
    copying(tmp_path, WAYLAND_DISPLAY="wayland-0", DISPLAY=":0").copy("text")
    assert told.read_text() == "text"
    copying(tmp_path / "nowhere", DISPLAY=":0").copy("text")


@pytest.mark.parametrize("variable", ["SSH_CONNECTION", "SSH_TTY", "TEXTUAL_DRIVER"])
def test_where_the_person_is_elsewhere_this_machine_s_clipboard_is_left_alone(tmp_path: Path, variable: str) -> None:
    told = program(tmp_path, "xclip")
    copying(tmp_path, DISPLAY=":0", **{variable: "x"}).copy("text")
    assert not told.exists()


def test_a_file_holds_all_of_it_for_its_owner_alone(tmp_path: Path) -> None:
    text = "a" * 1_000_000 + "end"
    paths = [copying(tmp_path).keep(text) for _ in range(2)]
    assert len(set(paths)) == 2
    assert [path.read_text() for path in paths] == [text, text]
    assert {path.stat().st_mode & 0o777 for path in (*paths, tmp_path / "copied")} == {0o600, 0o700}
