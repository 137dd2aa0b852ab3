"""What was learned of models' tokens, in its file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from stat import S_IMODE

import click
import pytest

from streamtui.cli.compose.token_ratios import kept_ratios
from streamtui.core.chat.token_ratios import untaught
from streamtui.core.text.token_estimate import Tokens
from tests.commands import run
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread

SANE = {"ratios": [1.0] * 6, "doubts": [0.1] * 6, "tokens_a_chunk": 1, "extra": 7.0, "held": 1.0, "replies": 3}


def learn(folder: Path, model: str) -> None:
    with click.Context(click.Command("ask")):
        kept_ratios(folder, keeps=True).learn(model, 120, Tokens(words=100.0), 20, 40.0)


def test_what_was_learned_is_there_the_next_time_and_the_persons_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    learn(folder, "m")
    learn(folder, "n")
    kept = kept_ratios(folder, keeps=True)
    assert (kept.of("m"), kept.of("n").replies) == (kept.of("n"), 1)
    assert kept.of("m").ratios.words > 1.1
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
        json.dumps({"m": SANE | {"ratios": [1e9] * 6}}),
        json.dumps({"m": SANE | {"ratios": [1.0]}}),
        json.dumps({"m": SANE | {"doubts": [-1.0] * 6}}),
        json.dumps({"m": SANE | {"held": 0}}),
        json.dumps({"m": SANE | {"tokens_a_chunk": 10**9}}),
        json.dumps({"m": SANE | {"extra": 1e300}}),
        json.dumps({"m": SANE | {"replies": -1}}),
        json.dumps({f"m{number}": SANE for number in range(300)}),
        '{"m": {"ratios": NaN}}',
        '{"m": {"ascii": 1.2, "other": 1.0, "extra": 7.0, "chunks_are_tokens": true, "replies": 3}}',
    ],
)
def test_a_file_that_says_what_can_not_be_says_nothing_and_is_written_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "token-ratios.json").write_text(text)
    assert kept_ratios(tmp_path, keeps=True).of("m") == untaught()
    learn(tmp_path, "m")
    assert kept_ratios(tmp_path, keeps=True).of("m").replies == 1


def test_where_nothing_can_be_kept_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    learn(tmp_path / "file", "m")


TALE = replies.Answer(
    [*replies.text_steps("Once upon a time there was a harbour. " * 8), replies.usage(9, 80), replies.DONE]
)


def test_every_command_that_asks_teaches_and_learns(tmp_path: Path) -> None:
    (tmp_path / "prompts.txt").write_text("Tell me a tale\n")
    with in_thread(ChatServer(*[TALE] * 4)) as server:
        place = ("--base-url", server.base_url)
        run("ask", "Tell me a tale", *place, "--model", "asked")
        run("race", "Tell me a tale", *place, "-m", "first", "-m", "second")
        run("batch", tmp_path / "prompts.txt", *place, "--model", "many", "--out", tmp_path / "replies")
    known = json.loads((Path(os.environ["STREAMTUI_DATA_DIR"]) / "token-ratios.json").read_text())
    assert {name: ratio["replies"] for name, ratio in known.items()} == dict.fromkeys(
        ("asked", "first", "second", "many"), 1
    )


@pytest.mark.parametrize("how", ["--no-store", "keep = false"])
def test_where_nothing_is_to_be_kept_no_file_and_no_folder_is_made(how: str) -> None:
    env = {} if how == "--no-store" else {"STREAMTUI_STORE_KEEP": "false"}
    with in_thread(ChatServer(TALE)) as server:
        place = ("--base-url", server.base_url, "-m", "m")
        asked = run("ask", "Tell me a tale", *place, *([how] if how == "--no-store" else []), env=env)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert not Path(os.environ["STREAMTUI_DATA_DIR"]).exists()
