"""What `streamtui completion` prints, in the shells themselves where they are there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import run
from tests.paths import REPOSITORY


def shell(name: str, script: str, folder: Path) -> list[str]:
    """The words that a shell says in which the command is on the PATH."""
    command = folder / "streamtui"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m streamtui "$@"\n')
    command.chmod(0o755)
    env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY), "HOME": str(folder)}
    done = subprocess.run([name, "-c", script], env=env, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_profiles_and_commands(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[profiles.mine]\nmodel = "qwen3:8b"\nbase_url = "http://127.0.0.1:1/v1"\n')
    (tmp_path / "config.toml").chmod(0o600)
    script = f'export STREAMTUI_CONFIG_DIR={tmp_path}; eval "$(streamtui completion bash)";'
    for line, words in (
        ("streamtui -p lo", "streamtui -p lo"),
        ("streamtui doc", "streamtui doc"),
        ("streamtui -m qwen3:", "streamtui -m qwen3 :"),
        ("streamtui ask  --model=qwen3:8", "streamtui ask --model = qwen3 : 8"),
    ):
        script += f' COMP_LINE="{line}"; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1));'
        script += ' _streamtui_completion streamtui; echo "${COMPREPLY[@]}";'
    assert shell("bash", script, tmp_path) == ["local", "doctor", "8b", "8b"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish")
def test_fish_completes_profiles(tmp_path: Path) -> None:
    script = 'streamtui completion fish | source; complete -C "streamtui -p loc"; complete -C "streamtui --profile=loc"'
    assert shell("fish", script, tmp_path) == ["local", "--profile=local"]


def test_zsh_has_a_script_and_other_shells_a_sentence() -> None:
    told = run("completion", "zsh").stdout
    assert told.lstrip().startswith("#compdef streamtui")
    assert "compset -P 1" in told
    assert 'compadd -U -i "$IPREFIX" -V' in told
    done = run("completion", "tcsh")
    assert (done.returncode, "'tcsh' is not one of" in done.stderr) == (2, True)


def test_ids_are_those_of_the_conversations_that_changed_last(fault_url: str) -> None:
    run("ask", "--base-url", fault_url, "-m", "good", "Hello there")
    env = {"COMP_WORDS": "streamtui --resume ", "COMP_CWORD": "2", "_STREAMTUI_COMPLETE": "zsh_complete"}
    done = run(env=env)
    kind, identity, title, *_ = done.stdout.splitlines()
    assert (kind, title) == ("plain", "Hello there")
    assert run("history", "show", identity).returncode == 0
