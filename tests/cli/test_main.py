"""The command line itself: what it loads, and how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from streamtui.cli.help import EXAMPLES
from streamtui.cli.main import COMMANDS
from tests.commands import run, run_in_child

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


@pytest.mark.parametrize("path", EXAMPLES)
def test_every_help_ends_with_examples_variables_exit_codes_and_the_configuration(path: str) -> None:
    said = run(*path.split()[1:], "--help", env={"STREAMTUI_CONFIG_DIR": "/c", "COLUMNS": "80"}).stdout
    assert all(f"\n  {example}\n" in said for example in EXAMPLES[path])
    assert {"Examples:", "Environment:", "Exit codes:"} < set(said.splitlines())
    assert said.endswith("Files:\n  config.toml  /c/config.toml\n")
    assert "...\n" not in said.partition("Commands:")[2].partition("Examples:")[0]


def test_a_shell_is_told_how_a_word_can_end() -> None:
    done = run_in_child(env={"_STREAMTUI_COMPLETE": "bash_complete", "COMP_WORDS": "streamtui ra", "COMP_CWORD": "1"})
    assert (done.returncode, done.stdout, done.stderr) == (0, "plain,race\n", "")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ask --tool ca", ["calculate"]),
        ("--theme no", ["nord"]),
        ("race -p w", ["work"]),
        ("ask -m my-", ["my-model"]),
        ("-m no-such-", []),
    ],
)
def test_a_shell_is_told_of_the_names_that_an_option_takes(line: str, told: list[str], tmp_path: Path) -> None:
    models = {"work": "my-model", "other": "my-$(rm)", "third": "my-two words"}
    tables = (f'[profiles.{name}]\nbase_url = "http://h/v1"\nmodel = "{model}"\n' for name, model in models.items())
    (tmp_path / "config.toml").write_text("".join(tables))
    words = ["streamtui", *line.split()]
    done = run_in_child(
        env={
            "_STREAMTUI_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(len(words) - 1),
            "STREAMTUI_CONFIG_DIR": str(tmp_path),
            "STREAMTUI_DATA_DIR": str(tmp_path),
        }
    )
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, [f"plain,{name}" for name in told], "")


ASK_HELP, RACE_HELP = (f"See `streamtui {name} --help`." for name in ("ask", "race"))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("aks Hi", "There is no command 'aks': did you mean 'ask'? See `streamtui --help`."),
        ("ask Hi --jsn", "There is no option '--jsn': did you mean '--json'? " + ASK_HELP),
        ("--qqq", "There is no option '--qqq'. See `streamtui --help`."),
        ("ask why now", "Got unexpected extra argument (now). Put a prompt of several words into quotes. " + ASK_HELP),
        ("check --runs x", "--runs: a whole number from 1 to 100 is wanted, not 'x'. See `streamtui check --help`."),
        ("race Hi --repeat 0", "--repeat: a whole number from 1 to 1000 is wanted, not '0'. " + RACE_HELP),
        (
            "check --timeout nan",
            "--timeout: a number from 1 to 3600 is wanted, not 'nan'. See `streamtui check --help`.",
        ),
        ("batch", "FILE is missing. See `streamtui batch --help`."),
        ("replay absent", "FILES: file 'absent' does not exist. See `streamtui replay --help`."),
        ("ask Hi --model", "Option '--model' requires an argument."),
        ("model remove", "NAME is missing. See `streamtui model remove --help`."),
    ],
)
def test_a_command_line_that_is_wrong_is_one_sentence(line: str, sentence: str) -> None:
    done = run(*line.split())
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"streamtui: {sentence}\n")


@pytest.mark.parametrize("command", [["check"], ["race", "Hi"]])
def test_a_wrong_configuration_is_one_sentence_and_wrong_usage(command: list[str]) -> None:
    done = run("--profile", "absent", *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("streamtui: There is no profile 'absent': known are local (config.toml), and ready ")
    assert done.stderr.count("\n") == 1
