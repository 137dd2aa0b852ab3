"""What was learned of models' tokens, in its file."""

from __future__ import annotations

import json
from pathlib import Path
from stat import S_IMODE

import click
import pytest

from streamtui.cli.compose.token_ratios import kept_ratios
from streamtui.core.chat.token_ratios import TokenRatio

SANE = {"ascii": 1.2, "other": 1.0, "extra": 7.0, "chunks_are_tokens": True, "replies": 3}


def learn(folder: Path, model: str) -> None:
    with click.Context(click.Command("ask")):
        kept_ratios(folder).learn(model, 120, 100.0, 0.0, 20.0)


def test_what_was_learned_is_there_the_next_time_and_the_persons_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    learn(folder, "m")
    learn(folder, "n")
    assert (kept_ratios(folder).of("m").ascii, kept_ratios(folder).of("n").replies) == (1.2, 1)
    [file] = folder.iterdir()
    assert S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 60_000,
        "\x00",
        '{"m": 3}',
        json.dumps({"m": SANE | {"ascii": 1e9}}),
        json.dumps({"m": SANE | {"other": -1}}),
        json.dumps({"m": SANE | {"extra": 1e300}}),
        json.dumps({"m": SANE | {"replies": -1}}),
        json.dumps({f"m{number}": SANE for number in range(300)}),
        '{"m": {"ascii": NaN}}',
    ],
)
def test_a_file_that_says_what_can_not_be_says_nothing_and_is_written_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "token-ratios.json").write_text(text)
    assert kept_ratios(tmp_path).of("m") == TokenRatio()
    learn(tmp_path, "m")
    assert kept_ratios(tmp_path).of("m").ascii == 1.2


def test_where_nothing_can_be_kept_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    learn(tmp_path / "file", "m")
