"""What is written, pasted and edited outlives the program; with --no-store nothing of it is on the disk."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from tests.terminal import PATIENCE_S, Terminal

pytestmark = pytest.mark.one_python

CTRL_E, CTRL_Q = "\x05", "\x11"


def wait_until(written: Path, words: str) -> None:
    """A file of the folder has the words."""
    until = time.monotonic() + PATIENCE_S
    while not any(words in path.read_text() for path in written.glob("*.json")):
        assert time.monotonic() < until


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_a_draft_survives_kill_9_and_an_editor_that_fails(fault_url: str, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        f'#!/bin/sh\nprintf " edited\\374" >> "$2"\nls -l "$2" >> {tmp_path}/seen\nexit "$(cat {tmp_path}/code)"\n'
    )
    editor.chmod(0o755)
    (tmp_path / "code").write_text("0")
    env = {"STREAMTUI_DATA_DIR": str(tmp_path / "data"), "VISUAL": f"'{editor}' -w"}
    command = [sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", "good"]
    pasted = "".join(f"line {number}\r" for number in range(300))
    with Terminal(command, env=env) as terminal:
        terminal.wait_for("○ ready")
        terminal.press(f"\x1b[200~{pasted}\x1b[201~")
        terminal.wait_for("[pasted 300 lines]")
        terminal.press(" is what?" + CTRL_E)
        terminal.wait_for("[pasted 300 lines] is what? edited")
        terminal.wait_for(lambda text: "stands for the rest; ^_ undoes it." in " ".join(text.split()))
        (tmp_path / "code").write_text("3")
        terminal.press(CTRL_E)
        terminal.wait_for(lambda text: "ended with code 3" in " ".join(text.split()))
        assert "edited edited" not in terminal.text
        wait_until(tmp_path / "data" / "drafts", "edited")
        terminal.kill(signal.SIGKILL)
    assert all(line.startswith("-rw-------") for line in (tmp_path / "seen").read_text().splitlines())
    with Terminal(command, env=env) as terminal:
        terminal.wait_for("[pasted 300 lines] is what? edited")
        terminal.press("\r")
        terminal.wait_for("▸ 292 more lines")
        terminal.wait_for("✓ done")
        terminal.press(CTRL_Q)
        assert terminal.wait_for_exit() == 0
    with Terminal(command, env=env) as terminal:
        terminal.wait_for("○ ready")
        terminal.press("\x12lin")
        terminal.wait_for("❯ [pasted 300 lines] is what? edited")
        terminal.press("\x1b")
        terminal.wait_for("❯ Ask something")
        terminal.press(CTRL_Q)
        assert terminal.wait_for_exit() == 0
    assert not [*(tmp_path / "data" / "drafts").iterdir()]
    env["STREAMTUI_DATA_DIR"] = str(tmp_path / "none")
    with Terminal([*command, "--no-store"], env=env) as terminal:
        terminal.wait_for("○ ready")
        terminal.press("\x1b[200~not kept\x1b[201~\r")
        terminal.wait_for("✓ done")
        terminal.press("nor this")
        terminal.wait_for("nor this")
        terminal.press(CTRL_Q)
        assert terminal.wait_for_exit() == 0
    kept = [path.read_bytes() for path in (tmp_path / "none").rglob("*") if path.is_file()]
    assert not any(b"not kept" in one or b"nor this" in one for one in kept)
