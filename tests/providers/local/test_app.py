"""The whole app in a real terminal on the real local model: what a person sees who has no key and no server."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal

pytestmark = pytest.mark.local_model

ENTER, ESCAPE, CTRL_Q = "\r", "\x1b", "\x11"


def test_a_real_reply_streams_through_the_app_and_is_counted(real_models_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(real_models_dir)
    command = [sys.executable, "-m", "streamtui", "--profile", "local"]
    with Terminal(command, env={"STREAMTUI_DATA_DIR": str(tmp_path)}) as terminal:
        terminal.wait_for("Ask something")
        terminal.press(f"What is the capital of France?{ENTER}")
        screen = terminal.wait_for(lambda text: re.search(r"words +[1-9]", text) is not None)
        assert "its answers may be wrong" in screen
        terminal.press(ESCAPE)  # a model this small may never end by itself
        terminal.wait_for(lambda text: re.search(r"■ stopped|✓ done", text) is not None)
        terminal.press(CTRL_Q)
        assert terminal.wait_for_exit() == 0
