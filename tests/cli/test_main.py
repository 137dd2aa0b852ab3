"""The command line itself: what it loads, and how it ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

from streamtui.cli.main import COMMANDS
from tests.commands import run

LOADED = """
import sys
from streamtui.cli.main import cli
try:
    cli(sys.argv[1:], prog_name="streamtui")
finally:
    print(*(name for name in sys.modules if name.startswith("streamtui.cli.commands.")), file=sys.stderr)
"""


def test_only_the_command_that_is_called_is_loaded() -> None:
    child = [sys.executable, "-c", LOADED, "replay", "--help"]
    assert subprocess.run(child, capture_output=True, text=True).stderr.split() == ["streamtui.cli.commands.replay"]


def test_the_help_names_every_command() -> None:
    said = run("--help").stdout
    assert all(f"\n  {name} " in said for name in COMMANDS)


def test_a_command_that_is_not_there_is_wrong_usage() -> None:
    done = run("aks", "Hi")
    assert (done.returncode, "No such command 'aks'" in done.stderr) == (2, True)


@pytest.mark.parametrize("command", [["check"], ["race", "Hi"]])
def test_a_wrong_configuration_is_one_sentence_and_wrong_usage(command: list[str]) -> None:
    done = run("--profile", "absent", *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "streamtui: There is no profile 'absent': known are local (config.toml).\n"
