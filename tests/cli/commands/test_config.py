"""`streamtui config`: shown, checked, set and edited, as a person does."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from streamtui.cli.compose.config_file import template
from streamtui.config.file import Reading
from tests.commands import COMMAND, run
from tests.terminal import Terminal

WRITTEN = """\
theme = "light"  # bright

[tools]
rounds = 3

[profiles.work]
base_url = "https://me:secret-word@llm.example/v1"
api_key = "sk-1234567890"
"""


@pytest.fixture
def file() -> Path:
    path = Path(os.environ["STREAMTUI_CONFIG_DIR"]) / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(WRITTEN)
    return path


def test_each_value_is_shown_with_who_says_so_and_no_key(file: Path) -> None:
    assert run("config", "path").stdout == f"{file}\n"
    assert "streamtui.log" in run("config", "path", "--all").stdout
    shown = run("config", "show", env={"STREAMTUI_TOOLS_APPROVE": "all"})
    lines = [line.split("  # ") for line in shown.stdout.splitlines()]
    origins = {left.strip(): origin for left, origin in lines}
    assert origins['theme = "light"'] == "config.toml, line 1"
    assert origins["tools.rounds = 3"] == "config.toml, line 4"
    assert origins['tools.approve = "all"'] == "STREAMTUI_TOOLS_APPROVE"
    assert origins["store.keep = true"] == "default"
    assert "sk-1234567890" not in shown.stdout
    assert "secret-word" not in shown.stdout
    told = json.loads(run("config", "show", "--changed", "--json", env={"STREAMTUI_RETRY_ATTEMPTS": "2"}).stdout)
    assert told["schema"] == "streamtui.settings.v1"
    assert {
        row["name"]: (row["value"], row["line"]) for row in told["settings"] if "RETRY_WAIT" not in row["from"]
    } == {
        "retry.attempts": (2, None),
        "tools.rounds": (3, 4),
        "theme": ("light", 1),
        "profiles.work.base_url": ("https://***@llm.example/v1", 7),
        "profiles.work.api_key": ("***", 8),
    }


def test_all_that_is_wrong_is_told_at_once_with_its_line(file: Path) -> None:
    assert run("config", "check").stdout == f"{file}: OK\n"
    file.write_text('profile = "wrok"\ntheme = "drak"\n[tools]\nround = 1\noff = 2\n[profiles.work]\nmodle = "x"\n')
    checked = run("config", "check")
    assert checked.returncode == 2
    said = checked.stdout.splitlines()
    assert [line.partition(" of ")[0] for line in said] == [
        "tools.round in line 4",
        "tools.off in line 5",
        "profiles.work.modle in line 7",
        "profile in line 1",
        "theme in line 2",
    ]
    for line, near in zip(said, ("rounds", "", "model", "work", "dark"), strict=True):
        assert f"perhaps {near}" in line or not near
    refused = run("ask", "x")
    assert refused.returncode == 2
    assert "line 4" in refused.stderr
    assert "`streamtui config check` tells 2 more." in refused.stderr
    file.write_text("theme")
    assert "line 1" in run("config", "check").stdout


def test_what_is_set_is_written_and_the_rest_stays(file: Path) -> None:
    set_one = run("config", "set", "tools.rounds", "5")
    assert (set_one.returncode, set_one.stdout) == (0, "tools.rounds = 5  # config.toml, line 4\n")
    run("config", "set", "tools.off", "read_file, calculate")
    key = run("config", "set", "profiles.work.api_key", "-", stdin="sk-0987654321\n")
    assert "sk-0987654321" not in key.stdout
    changed = WRITTEN.replace("rounds = 3", 'rounds = 5\noff = ["read_file", "calculate"]')
    assert file.read_text() == changed.replace("sk-1234567890", "sk-0987654321")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("config", "set", "profiles.work", "--unset").returncode == 0
    assert "profiles" not in file.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tools.rounds", "0"), "tools.rounds is 0, but must be a whole number from 1 to 1000. Nothing was written."),
        (("tools.round", "3"), "tools.round is an unknown setting (perhaps rounds)"),
        (("tools", "3"), "tools is a table: set one of tools.approve"),
        (("retry.wait_max_s", "1"), "must not be less than wait_min_s"),
        (("mcp", "--unset"), "mcp is not set"),
        (("keys.chat.stopp", "f9"), 'keys."chat.stopp" is no command (perhaps chat.stop'),
        (("keys.chat.stop", "ctlr+x"), "'ctlr+x' is no key"),
        (("looks.theme", "drak"), "and there is none of that name (perhaps dark). Nothing was written."),
        (("profile", "wrok"), "(perhaps work). Nothing was written."),
        (("personas.one.profile", "wrok"), "(perhaps work). Nothing was written."),
        (("profiles.work.options.temperature", "hot"), "temperature must be a number from 0 to 2. Nothing"),
        (("profiles.work.options.stream", "false"), "can't be set: the chat itself does that. Nothing was written."),
        (("theme",), "Say what to set it to"),
    ],
)
def test_what_is_wrong_is_not_written(file: Path, words: tuple[str, ...], said: str) -> None:
    done = run("config", "set", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert file.read_text() == WRITTEN


def test_keys_that_do_two_things_are_told_as_they_are_set(file: Path) -> None:
    done = run("config", "set", "keys.chat.stop", "f4")
    assert (
        done.stderr == "streamtui: F4 is given to chat.stop and to chat.wire in the same place: chat.stop goes first.\n"
    )
    assert 'keys."chat.stop" = "f4"' in done.stdout


def test_what_the_file_needs_stays_and_a_file_for_reading_alone_too(file: Path) -> None:
    assert run("config", "set", "profile", "work").returncode == 0
    assert "(perhaps" not in run("config", "set", "profiles.work", "--unset").stderr
    before = file.read_text()
    assert "[profiles.work]" in before
    file.chmod(0o400)
    done = run("config", "set", "tools.rounds", "5")
    assert (done.returncode, "it is for reading alone" in done.stderr) == (1, True)
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (before, 0o400)


def test_options_that_stand_before_it_win(file: Path) -> None:
    told = run("--theme", "nord", "-p", "other", "--no-store", "config", "show", "--changed").stdout.splitlines()
    assert [line.partition("  #")[2] for line in told if "--" in line] == [" --no-store", " --theme", " --profile"]
    assert [line.split()[2] for line in told if "--" in line] == ["false", '"nord"', '"other"']


def test_an_editor_gets_the_file_and_is_told_what_is_wrong(file: Path, tmp_path: Path) -> None:
    file.unlink()
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\ncp "$2" "$1"; echo "rounds = 1" > "$2"; chmod 644 "$2"\n')
    editor.chmod(0o700)
    edited = run("config", "edit", env={"VISUAL": f"{editor} {tmp_path / 'seen'}"})
    assert (edited.returncode, edited.stdout[:19]) == (2, "rounds in line 1 of")
    assert (tmp_path / "seen").read_text() == template()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "can't be started" in run("config", "edit", env={"VISUAL": str(tmp_path / "none")}).stderr
    assert "ended with code 1" in run("config", "edit", env={"VISUAL": "false"}).stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_on_a_terminal_it_is_asked_whether_to_edit_what_is_wrong_again(file: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nif grep -q drak "$1"; then echo > "$1"; else echo "theme = \\"drak\\"" > "$1"; fi\n')
    editor.chmod(0o700)
    with Terminal([*COMMAND, "config", "edit"], env={"VISUAL": str(editor)}) as terminal:
        terminal.wait_for("(perhaps dark).")
        terminal.wait_for("Edit it again?")
        terminal.press("\r")
        assert terminal.wait_for_exit() == 0
        assert "config.toml: OK" in terminal.text


def test_every_line_of_the_template_may_be_taken_in() -> None:
    lines = [line.removeprefix("# ") for line in template().splitlines()[1:]]
    needs_one = {mistake.path for mistake in Reading("\n".join(lines), {}).mistakes}
    assert needs_one == {("mcp", "servers", "NAME", "url")}
