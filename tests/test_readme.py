"""The README says what the program does: its commands, options, keys, settings and files are the real ones."""

from __future__ import annotations

import json
import re

import click
import pytest
from msgspec.structs import fields

from streamtui.checks.catalogue import RESPONSES_RULES
from streamtui.cli.help import EXAMPLES
from streamtui.cli.main import cli
from streamtui.config.settings import Settings
from streamtui.config.tables import parts, variable_of, wanted
from streamtui.frontends.tui.help.rows import Table
from streamtui.frontends.tui.help.tables import TABLES
from streamtui.frontends.tui.kit.command import shown_key
from streamtui.providers.local.catalogue import CATALOGUE
from tests.paths import REPOSITORY

README = (REPOSITORY / "README.md").read_text()


def commands(group: click.Group, path: str = "streamtui") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {path: group}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= commands(command, f"{path} {name}")
        else:
            found[f"{path} {name}"] = command
    return found


ALL_COMMANDS = commands(cli)
OPTIONS = {
    name
    for command in ALL_COMMANDS.values()
    for parameter in command.params
    if isinstance(parameter, click.Option)
    for name in (*parameter.opts, *parameter.secondary_opts)
} | {"--help", "-h"}


def test_the_first_blocks_install_and_open_the_program_and_run_the_checks() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert blocks[0] == "python3 -m venv .venv && .venv/bin/pip install '.[local]' && .venv/bin/streamtui\n"
    assert blocks[1] == "python3 -m venv .venv && .venv/bin/pip install '.[dev]' && .venv/bin/python -m tests\n"


def test_it_counts_the_rules_of_the_responses_api() -> None:
    rules = sum(map(len, RESPONSES_RULES.values()))
    assert f"{rules} rules of the Open Responses specification" in " ".join(README.split())


@pytest.mark.parametrize("path", [path for path in ALL_COMMANDS if path.count(" ") != 1 or "model" not in path])
def test_every_command_is_shown(path: str) -> None:
    assert path in README


def test_every_help_has_examples_that_the_program_takes() -> None:
    assert set(EXAMPLES) == set(ALL_COMMANDS) | {"streamtui model"}
    for line in (line for lines in EXAMPLES.values() for line in lines):
        assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", line)) <= OPTIONS, line


def test_every_option_is_listed_and_every_listed_option_exists() -> None:
    table = README.partition("## Options")[2].partition("\n## ")[0]
    listed = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", table))
    assert listed == OPTIONS


def test_every_command_line_in_the_readme_is_one_the_program_takes() -> None:
    for line in re.findall(r"^(?:cat \S+ \| )?streamtui .*", README, re.MULTILINE):
        assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", line.partition("#")[0])) <= OPTIONS, line


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.title)
def test_every_key_and_slash_command_is_listed(table: Table) -> None:
    told_in = {
        "IN A RACE": "## Races",
        "WHILE YOU CHOOSE WHO RACES": "## Races",
        "IN A REPLAY": "### Back and forth",
        "IN THE WINDOW OF A TAP": "## What another program sends and gets",
    }
    section = README.partition(told_in.get(table.title, "## In the chat"))[2].partition("\n## ")[0]
    for command in table.commands:
        for key in command.keys:
            assert f"`{shown_key(key)}`" in section, command
        for word in command.words:
            assert f"`/{word}" in section, command


def settings_table() -> str:
    """What is declared of the settings, as the README says it."""
    rows = ["| in the file | in the environment, which wins | without it | may be | |", "|---|---|---|---|---|"]
    for section in fields(Settings):
        for setting in fields(section.type):
            _, meta = parts(setting.type)
            default = json.dumps(setting.default) if setting.default is not None else ""
            names = f"`[{section.name}]` `{setting.name}` | `{variable_of(section.name, setting.name)}`"
            rows.append(f"| {names} | {default} | {wanted(setting.type)} | {meta.description} |")
    return "\n".join(rows)


def test_the_settings_are_told_as_they_are_declared() -> None:
    assert settings_table() in README


def test_every_local_model_is_listed() -> None:
    for model in CATALOGUE:
        assert f"`{model.name}`" in README


def test_every_file_named_is_there() -> None:
    named = re.findall(r"`(streamtui/[\w/.]+|tests/[\w/.]+|\.ci/\w+|\.env\.example)`", README)
    assert named
    for path in [*named, *re.findall(r"\]\((screenshots/[^)]+)\)", README)]:
        assert (REPOSITORY / path).exists(), path


def test_it_ends_with_where_to_change_things() -> None:
    assert re.findall(r"^## (.*)", README, re.MULTILINE)[-1] == "Where to change things"
