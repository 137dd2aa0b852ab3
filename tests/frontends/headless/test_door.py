"""The one door: whatever is printed acts on no terminal and tells no key, and nothing goes past it."""

from __future__ import annotations

import ast
import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.kept_secrets import KEPT
from streamtui.core.text.secrets import Secrets
from streamtui.frontends.headless.door import Door, behind, control, doors
from streamtui.frontends.headless.live_view import console_on
from tests.commands import run
from tests.doubles.terminals import FakeTerminal
from tests.servers.hostile import HOSTILE, acting

PACKAGE = Path(__file__).parents[3] / "streamtui"
KEY = "the-key-of-the-door-123"
HERE = {
    "frontends/headless/door.py": {"sys.stdout", "sys.stderr"},
    "cli/main.py": {"click.echo"},  # within `doors`
    "cli/running.py": {"sys.stdout", "sys.stderr"},  # puts doors before them
    "cli/pipes.py": {"sys.stdout", "sys.stderr"},  # what becomes of those that are full or closed
    "cli/compose/places.py": {"print", "sys.stderr"},  # where the door stands, before a command has begun
    "cli/commands/chat.py": {"sys.stdout"},  # asks whether it is a terminal
    "cli/compose/replay_app.py": {"sys.stdout"},  # so does it
    "doctor/terminal.py": {"sys.stdout"},  # so does it, and asks what that can
    "cli/commands/completion.py": {"click.echo"},  # within `doors`, as the next
    "cli/commands/config.py": {"click.echo"},
    "cli/compose/tap_window.py": {"print", "sys.stderr"},
    "tap/engine.py": {"sys.stdout"},  # of a process of its own, in which it is the pipe to ours
    "frontends/tui/terminal/raw_terminal.py": {"sys.stdout", "sys.__stdout__"},  # the screen's own
    "frontends/tui/kit/early_driver.py": {"sys.__stdout__"},
}
"""Who may name what is written to."""
WRITERS = {
    "print",
    "click.echo",
    "click.secho",
    "Console",
    "sys.stdout",
    "sys.stderr",
    "sys.__stdout__",
    "sys.__stderr__",
}


@pytest.fixture(autouse=True)
def key_is_known() -> None:
    KEPT.keep(Secrets(KEY))


def test_nothing_is_printed_but_through_the_door() -> None:
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text())))
        named = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
        named |= {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
        if writers := named & WRITERS:
            found[path.relative_to(PACKAGE).as_posix()] = writers
    assert found == HERE


@given(st.lists(st.text(st.sampled_from("a\x1b\r\n\u202e\x9b\ud800😀\u200d"), max_size=4), max_size=6))
def test_a_terminal_gets_what_is_safe_whatever_the_cuts(pieces: list[str]) -> None:
    terminal = FakeTerminal()
    door = Door(terminal, shows=False)
    for piece in pieces:
        door.write(piece)
    door.end()
    assert terminal.getvalue() == display_safe("".join(pieces))


def test_a_pipe_gets_what_was_sent_but_for_keys_and_what_a_person_reads_is_always_safe() -> None:
    out, err = io.StringIO(), io.StringIO()
    Door(out, shows=False).write(f"\x1b[1m{KEY}\x1b[0m")
    Door(err, shows=True).write(f"\x1b[1m{KEY}\x1b[0m")
    assert out.getvalue() == "\x1b[1m***\x1b[0m"
    assert err.getvalue() == "␛[1m***␛[0m"


def test_the_programs_own_escapes_go_past_it() -> None:
    terminal = FakeTerminal()
    door = Door(terminal, shows=True)
    control(door.stream, "\x1b[K")
    assert terminal.getvalue() == "\x1b[K"
    assert behind(door.stream).isatty()


def test_a_cell_of_a_table_is_made_safe_by_its_console() -> None:
    terminal, table = FakeTerminal(), Table(HOSTILE)
    table.add_row(f"{HOSTILE} {KEY}", style="bold")
    console_on(Door(terminal, shows=True).stream).print(table)
    shown = terminal.getvalue()
    assert acting(shown.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\x1b[2m", "")) == []
    assert KEY not in shown


@pytest.mark.parametrize(
    "words",
    [
        [HOSTILE],
        ["ask", f"--{HOSTILE}", "hi"],
        ["ask", "-p", HOSTILE, "hi"],
        ["ask", "--base-url", HOSTILE, "hi"],
        ["ask", "--tool", HOSTILE, "--base-url", "http://127.0.0.1:1/v1", "hi"],
        ["batch", HOSTILE],
        ["replay", HOSTILE],
        ["model", "pull", HOSTILE],
        ["model", HOSTILE],
        ["race", "--repeat", HOSTILE, "hi"],
        ["check", "--markdown", f"/proc/{HOSTILE}/x", "-m", "m", "--base-url", "http://127.0.0.1:1/v1"],
    ],
    ids=" ".join,
)
def test_words_of_the_command_line_are_safe_wherever_they_come_back(words: list[str], tmp_path: Path) -> None:
    words = [word.replace("\0", "") for word in words]
    done = run(*words, env={"STREAMTUI_CONFIG_DIR": str(tmp_path), "STREAMTUI_DATA_DIR": str(tmp_path)})
    assert done.returncode == 2
    assert done.stderr
    assert acting(done.stdout + done.stderr) == []


@pytest.mark.parametrize("kind", ["csv", "gguf", "toml"])
def test_names_out_of_files_are_safe(kind: str, tmp_path: Path) -> None:
    env = {"STREAMTUI_CONFIG_DIR": str(tmp_path), "STREAMTUI_DATA_DIR": str(tmp_path)}
    path = tmp_path / f"{HOSTILE.replace(chr(0), '').replace('/', '')}.{kind}"
    match kind:
        case "csv":
            path.write_text('"a\x1b[31m\x9b","b\u202e"\n1,2\n')
            done = run("batch", path, "--template", "{z}", "--base-url", "http://127.0.0.1:1/v1", "-m", "m", env=env)
        case "gguf":
            path.write_bytes(b"GGUX")
            done = run("model", "pull", "--from", path, env=env)
        case _:
            (tmp_path / "config.toml").write_text('[profiles."a\\u001b[31m"]\nmodel = "x"\n')
            done = run("ask", "-p", "none", "hi", env=env)
    assert done.returncode in (1, 2)
    assert done.stderr
    assert acting(done.stderr) == []


def test_the_doors_are_closed_behind_the_program() -> None:
    before = sys.stdout, sys.stderr
    with doors():
        assert isinstance(sys.stdout, Door)
        with doors():
            assert not isinstance(sys.stdout.raw, Door)  # one is enough
    assert (sys.stdout, sys.stderr) == before
