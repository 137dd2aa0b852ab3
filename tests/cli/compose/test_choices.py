"""What the person chose on the screen, in its file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from stat import S_IMODE

import pytest

from streamtui.cli.compose.choices import KeptChoices
from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.toolboxes import Toolboxes


def kept(folder: Path) -> tuple[KeptChoices, list[str]]:
    said: list[str] = []
    return KeptChoices(folder, said.append), said


def test_what_was_chosen_is_there_the_next_time_and_the_persons_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    choices, _ = kept(folder)
    assert (choices.theme, choices.side_hidden, choices.tool("read_file")) == (None, False, None)
    choices.keep_theme("nord")
    choices.keep_side(hidden=True)
    choices.keep_tool("read_file", True)
    choices.keep_tool("calculate", False)
    again, said = kept(folder)
    assert (again.theme, again.side_hidden, again.tool("read_file"), again.tool("calculate")) == (
        "nord",
        True,
        True,
        False,
    )
    assert said == []
    [file] = folder.iterdir()
    assert S_IMODE(file.stat().st_mode) == 0o600


def test_what_another_run_chose_meanwhile_stays(tmp_path: Path) -> None:
    one, other = kept(tmp_path)[0], kept(tmp_path)[0]
    one.keep_theme("nord")
    other.keep_side(hidden=True)
    assert (kept(tmp_path)[0].theme, kept(tmp_path)[0].side_hidden) == ("nord", True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 60_000,
        "\x00",
        '{"theme": 3}',
        json.dumps({"theme": "a" * 300}),
        json.dumps({"tools": {"a": "yes"}}),
        json.dumps({"tools": {f"t{number}": True for number in range(600)}}),
    ],
)
def test_a_broken_file_is_told_of_and_written_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "choices.json").write_text(text)
    choices, said = kept(tmp_path)
    assert (choices.theme, choices.side_hidden) == (None, False)
    assert len(said) == 1
    assert "choices.json is not used, as it " in said[0]
    choices.keep_theme("dark")
    again, said = kept(tmp_path)
    assert (again.theme, said) == ("dark", [])


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
def test_a_file_that_others_may_write_is_not_believed(tmp_path: Path) -> None:
    kept(tmp_path)[0].keep_theme("nord")
    (tmp_path / "choices.json").chmod(0o666)
    choices, said = kept(tmp_path)
    assert choices.theme is None
    assert "may be written by others" in said[0]


def test_where_nothing_can_be_kept_it_holds_for_this_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    choices, _ = kept(tmp_path / "file")
    choices.keep_theme("nord")
    assert choices.theme == "nord"


async def test_tools_that_were_switched_are_so_in_the_next_conversation_and_the_next_run(tmp_path: Path) -> None:
    places = read_places()
    toolbox = Toolboxes(places, [], kept(tmp_path)[0]).toolbox()
    assert toolbox.is_on("calculate")
    assert not toolbox.is_on("read_file")
    toolbox.switch("calculate", on=False)
    toolbox.switch("read_file", on=True)
    later = Toolboxes(places, [], kept(tmp_path)[0]).toolbox()
    assert not later.is_on("calculate")
    assert later.is_on("read_file")
    assert Toolboxes(places, []).toolbox().is_on("calculate")
