"""The file as a whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from msgspec import Struct
from msgspec.structs import asdict, fields, replace

from streamtui.config.declared import parts
from streamtui.config.file import Configuration, File, read_configuration
from streamtui.config.settings import Settings
from streamtui.core.faults.faults import ConfigurationError


def test_no_file_is_as_good_as_an_empty_one(tmp_path: Path) -> None:
    without = read_configuration(tmp_path, {})
    assert without == Configuration(File(), {}, mcp_servers=[])
    (tmp_path / "config.toml").write_text("")
    assert read_configuration(tmp_path, {}) == without


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("theme = 5", r"^theme in line 1 of config\.toml is 5, but must be a text\.$"),
        ("profile = true", r"^profile in line 1 of config\.toml is True, but must be a text\.$"),
        ("profiles = 5", r"^profiles in line 1 of config\.toml must be a table: write \[profiles\.NAME\]"),
        (
            "[timeout]\nstall_s = 5",
            r"^timeout in line 1 .* an unknown setting \(perhaps timeouts\); known are retry,",
        ),
        (
            "profiles.x = 5",
            r"^profiles\.x in line 1 of config\.toml must be a table: write \[profiles\.x\] and its",
        ),
        ("= 5", r"config\.toml is not valid TOML .*: repair it or move it away\.$"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "config.toml").write_text(written)
    with pytest.raises(ConfigurationError, match=said):
        read_configuration(tmp_path, {})


@pytest.mark.parametrize("section", [field.name for field in fields(Settings)])
def test_each_table_of_settings_is_taken_from_the_file(tmp_path: Path, section: str) -> None:
    usual = getattr(Settings(), section)
    name, value = next(pair for pair in asdict(usual).items() if isinstance(pair[1], int | float | str))
    other = not value if isinstance(value, bool) else value + 1 if not isinstance(value, str) else another(usual, name)
    (tmp_path / "config.toml").write_text(f"[{section}]\n{name} = {json.dumps(other)}")
    assert read_configuration(tmp_path, {}).settings == replace(File(), **{section: replace(usual, **{name: other})})


def another(table: Struct, name: str) -> str:
    """Another word that the setting may be."""
    kind = next(field.type for field in fields(table) if field.name == name)
    words: tuple[str, ...] = get_args(parts(kind)[0])
    return next(word for word in words if word != getattr(table, name))


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def of_anybody(path: Path) -> None:
    path.touch()
    path.chmod(0o666)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (a_pipe, "as it is no ordinary file"),
        (lambda path: path.symlink_to(path), "as it can't be read"),
        (lambda path: path.write_bytes(b"#\xff"), "as it is not UTF-8 text"),
        (lambda path: path.write_bytes(b"#" * 70_000), "as it is larger than"),
        (of_anybody, "as it may be written by others"),
        (lambda path: path.write_text("a = " + "[" * 30_000), "is not valid TOML"),
        (lambda path: path.write_text("a = " + "9" * 30_000), "is not valid TOML"),
    ],
)
def test_a_file_that_can_not_be_the_persons_is_told_and_not_waited_for(
    tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    make(tmp_path / "config.toml")
    with pytest.raises(ConfigurationError, match=said):
        read_configuration(tmp_path, {})


def test_the_mark_at_its_beginning_is_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('theme = "light"', "utf-8-sig")
    assert read_configuration(tmp_path, {}).theme == "light"


@pytest.mark.parametrize("written", ["[profiles.x]\napi_key = 1234567", "[mcp.servers.x]\nheaders = 1234567"])
def test_what_may_be_a_key_is_not_quoted(tmp_path: Path, written: str) -> None:
    (tmp_path / "config.toml").write_text(written)
    with pytest.raises(ConfigurationError, match="must be") as refused:
        read_configuration(tmp_path, {})
    assert "1234567" not in str(refused.value)
