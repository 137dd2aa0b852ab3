"""`streamtui doctor`: it finds what is wrong, tells no secret, and changes nothing."""

from __future__ import annotations

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run
from tests.terminal import Terminal

KEYS = (
    "sk-planted-in-the-shell-1",
    "sk-planted-in-the-file-22",
    "planted-header-333",
    "planted-password-4444",
    "planted-argument-5",
    "planted-assigned-6",
    "planted in a command 7",
    "planted words of mine 8",
)


def found(*arguments: str, code: int = 0, **env: str) -> dict[tuple[str, str], dict[str, Any]]:
    done = run("doctor", "--json", *arguments, env=env)
    assert (done.returncode, done.stderr) == (code, "")
    told = json.loads(done.stdout)
    assert told["schema"] == "streamtui.doctor.v1"
    return {(each["group"], each["name"]): each for each in told["findings"]}


def configure(text: str) -> Path:
    folder = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(text)
    return folder


def test_it_tells_whom_the_program_talks_to_and_whether_they_answer(fault_url: str) -> None:
    findings = found("--base-url", fault_url, "-m", "good")

    assert any(name[0] == "servers" and "answers in" in each["text"] for name, each in findings.items())
    assert findings["program", "SQLite"]["text"].startswith("3.")
    assert findings["disk", "conversations"]["text"] == "none yet"
    assert not Path(os.environ["STREAMTUI_DATA_DIR"]).exists(), "it changes nothing"


def test_a_server_that_is_down_and_a_broken_file_are_findings_and_the_exit_code() -> None:
    findings = found("--base-url", "http://127.0.0.1:1/v1", code=1)
    assert any(each["state"] == "fail" and "refused" in each["text"] for each in findings.values())
    configure("[tools]\nroundz = 3\n")
    findings = found(code=1)
    assert "line 2" in findings["configuration", "mistake"]["text"]


def test_no_key_is_told_wherever_it_stands() -> None:
    configure(
        f'[profiles.work]\nbase_url = "http://me:{KEYS[3]}@127.0.0.1:1/v1"\napi_key = "{KEYS[1]}"\n'
        f'headers = {{ "X-Api-Key" = "{KEYS[2]}" }}\n[profiles.other]\nbase_url = "http://127.0.0.1:1/v1"\n'
        f'api_key_command = "echo {KEYS[6]}"\n[mcp.servers.one]\ncommand = "uvx"\n'
        f'args = ["--api-key", "{KEYS[4]}", "--token={KEYS[5]}", "."]\n'
        f'[personas.x]\nsystem = "{KEYS[7]}"\n[snippets]\ny = "{KEYS[7]}"\n'
    )
    done = run("doctor", "--offline", "-p", "work", env={"OPENAI_API_KEY": KEYS[0]})
    assert done.returncode == 0, done.stdout
    assert "profiles.work.api_key" in done.stdout
    assert 'args = ["--api-key", "***", "--token=***", "."]' in done.stdout
    assert "snippets.y = (23 characters)" in done.stdout
    assert "api_key_command = echo …" in done.stdout
    for key in KEYS:
        assert key not in done.stdout
        assert base64.b64encode(key.encode()).decode().rstrip("=") not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_in_a_terminal_it_asks_that_and_is_done() -> None:
    command = [sys.executable, "-m", "streamtui", "doctor", "--offline"]
    with Terminal(command, size=(100, 60)) as terminal:
        terminal.wait_for_bytes(b"\x1b[c")
        terminal.press("\x1b[?2026;2$y\x1b[?62;22c")
        terminal.wait_for("that do not work")
        assert "whole frames" in terminal.text
        assert terminal.wait_for_exit() == 0
        assert terminal.is_as_found
