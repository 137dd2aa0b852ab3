"""Code blocks on disk: numbered, the owner's alone, and nothing written over."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from streamtui.core.faults.faults import ConfigurationError
from streamtui.storage.code_files import add_code_files

TEXT = "```python\nprint(1)\n```\n\n```sh\nls\n```\n"


def test_blocks_get_the_next_numbers_that_are_free(tmp_path: Path) -> None:
    (tmp_path / "code-2.txt").write_text("mine")
    first = add_code_files(TEXT, tmp_path)
    assert [path.name for path in first] == ["code-1.py", "code-3.sh"]
    assert [path.name for path in add_code_files(TEXT.replace("1", "2"), tmp_path)] == ["code-4.py", "code-5.sh"]
    assert (tmp_path / "code-2.txt").read_text() == "mine"
    assert first[0].read_text() == "print(1)\n"
    assert stat.S_IMODE(first[0].stat().st_mode) == 0o600


def test_what_is_saved_already_is_not_saved_again(tmp_path: Path) -> None:
    first = add_code_files(TEXT, tmp_path)
    assert add_code_files(TEXT, tmp_path) == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["code-1.py", "code-2.sh"]
    first[0].write_text("print(1)\n# mine\n")
    assert [path.name for path in add_code_files(TEXT, tmp_path)] == ["code-3.py", "code-4.sh"]


def test_the_folder_is_made(tmp_path: Path) -> None:
    assert add_code_files(TEXT, tmp_path / "a" / "b")[0].is_file()


def test_a_text_without_code_makes_no_file(tmp_path: Path) -> None:
    assert add_code_files("Just words.", tmp_path) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="choose another folder"):
        add_code_files(TEXT, tmp_path / "file")
