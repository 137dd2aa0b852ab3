"""The README says what the program does: its commands, options, keys, settings and files are the real ones."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from streamtui.attachments import reading
from streamtui.checks.catalogue import RESPONSES_RULES
from streamtui.cli.compose import tap_window
from streamtui.cli.help import EXAMPLES
from streamtui.cli.main import cli
from streamtui.config.declared import declared
from streamtui.config.file import File
from streamtui.core.chat import attachments
from streamtui.core.ports import budget
from streamtui.core.text import folds
from streamtui.core.words.tapped_words import SLOW_S
from streamtui.frontends.tui.help.rows import Table
from streamtui.frontends.tui.help.tables import TABLES
from streamtui.frontends.tui.kit import clipboard, guard, tones
from streamtui.frontends.tui.kit.keys import shown_key
from streamtui.frontends.tui.terminal.paste_reader import PASTE_BYTES, PASTE_LINES
from streamtui.frontends.web.server import MOST_PAGES
from streamtui.providers import found_servers
from streamtui.providers.failures import RETRY_AFTER_MAX_S
from streamtui.providers.local.catalogue import CATALOGUE
from streamtui.storage.prompts import drafts, history
from streamtui.tap.taking import LOOK_S, PATIENCE_S
from streamtui.tap.watching import REQUEST_TOLD
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


def taken(line: str, folder: Path) -> None:
    """Parse a line of a shell as the program would, with the files there that it names. Raises ClickException."""
    words = shlex.split(line[line.index("streamtui") :].removesuffix(')"'), comments=True)
    ends = [at for at, word in enumerate(words) if word in ("|", ">", ">>", "2>")]
    arguments = words[1 : min(ends, default=None)]
    for word in arguments:
        if re.fullmatch(r"[\w/~.]+\.(?:jsonl?|har|sse|txt|csv|zip|db|py|png|gguf|toml)", word):
            (folder / word).parent.mkdir(parents=True, exist_ok=True)
            (folder / word).touch()
    command: click.Command = cli
    context, name = None, "streamtui"
    while True:
        context = command.make_context(name, list(arguments), parent=context)
        rest = [*context._protected_args, *context.args]
        if not isinstance(command, click.Group) or not rest:
            return
        found, known, arguments = command.resolve_command(context, rest)
        assert known is not None
        name, command = found or "", known


def test_every_help_has_examples_that_the_program_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert set(EXAMPLES) == set(ALL_COMMANDS) | {"streamtui model"}
    for line in (line for lines in EXAMPLES.values() for line in lines):
        taken(line, tmp_path)


def test_every_option_is_listed_and_every_listed_option_exists() -> None:
    table = README.partition("## Options")[2].partition("\n## ")[0]
    listed = set(re.findall(r"(?<![\w-])--?[a-zA-Z][a-z-]*", table))
    assert listed == OPTIONS


def test_each_option_is_where_its_row_says() -> None:
    rows = re.findall(r"^\| (`--?[a-z].*?) \| (.*?) \|", README.partition("## Options")[2], re.MULTILINE)
    told: dict[str, set[str]] = {}
    for options, where in rows:
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", options):
            told.setdefault(option, set()).update(where.split(", "))
    for option, where in told.items():
        if where == {"everywhere"}:
            continue
        has = {name for name in where if _has_option("streamtui" if name == "chat" else f"streamtui {name}", option)}
        assert has == where, f"{option} is not in {where - has}"


def _has_option(path: str, option: str) -> bool:
    """Of the command, or of one of those that it groups."""
    return any(
        option in parameter.opts + parameter.secondary_opts
        for name, command in ALL_COMMANDS.items()
        if name == path or (name.startswith(f"{path} ") and path != "streamtui")
        for parameter in command.params
    )


def test_every_command_line_in_the_readme_is_one_the_program_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    lines = re.findall(r"^(?:.* )?streamtui .*", blocks, re.MULTILINE)
    assert len(lines) > 70
    for line in lines:
        taken(line, tmp_path)


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
    for setting in declared(File):
        *table, name = setting.path
        names = f"`[{'.'.join(table)}]` `{name}`" if table else f"`{name}`"
        variable = f"`{setting.variable}`" if setting.variable else ""
        rows.append(f"| {names} | {variable} | {setting.default_text} | {setting.wanted} | {setting.doc} |")
    return "\n".join(rows)


def test_the_settings_are_told_as_they_are_declared() -> None:
    assert all(setting.doc for setting in declared(File))
    assert settings_table() in README


def test_every_local_model_is_listed() -> None:
    for model in CATALOGUE:
        assert f"`{model.name}`" in README


def test_every_file_named_is_there() -> None:
    named = re.findall(r"`(streamtui/[\w/.]+|tests/[\w/.]+|\.ci/\w+|\.env\.example)`", README)
    assert named
    for path in [*named, *re.findall(r"\]\((screenshots/[^)]+)\)", README)]:
        assert (REPOSITORY / path).exists(), path


SIZES_MB = [model.release.size / 1e6 for model in CATALOGUE if model.release is not None]
FIGURES = [
    f"has {folds.LINES} lines, or {folds.CHARACTERS:,} characters",
    f"{PASTE_BYTES // 10**6} MB can be pasted, in {PASTE_LINES:,} lines at most",
    f"| text, up to {reading.MOST_TEXT // 10**6} MB |",
    f"the names in it, {reading.MOST_NAMES} at most",
    f"| PNG, JPEG, GIF, WebP, up to {reading.MOST_DATA // 10**6} MB |",
    f"| PDF, up to {reading.MOST_DATA // 10**6} MB |",
    f"{attachments.MOST} files at most, of {attachments.MOST_BYTES // 10**6} MB together",
    f"for {found_servers.WITHIN_S} s at most",
    f"stood there for {guard.QUIET_S} s without a key",
    f"More than {clipboard.MOST // 1000} kB go whole into a file",
    f"a turn of over {File().told.after_s:g} s (`after_s`)",
    f"contrast of {tones.TEXT} or more, and lines of {tones.RULE:g} (WCAG AA)",
    f"in the high-contrast ones {tones.BODY:g} (AAA)",
    f"is kept in memory ({tap_window.KEPT_MB} MB of bytes)",
    f"From {budget.WARNED_FROM * 100:g} % of it on",
    f"the last {File().store.streams} replies",
    f"{File().store.streams_days} days, in at most {File().store.streams_mb} MB",
    f"the last {history.MOST:,}, in at most {history.MOST_BYTES // 10**6} MB",
    f"for {drafts.MOST_DAYS} days, in the {drafts.MOST} newest",
    f"the newest {File().recordings.kept_mb} MB (`kept_mb`)",
    f"up to {MOST_PAGES} are open at a time",
    f"how late the program was to take what lay there, where that is {SLOW_S} s or more",
    f"out of its own socket, to {(LOOK_S + PATIENCE_S) * 1000:.0f} ms",
    f"Uploads that are no text are kept byte for byte, to {REQUEST_TOLD >> 20} MB",
    f"`Retry-After` wins up to {RETRY_AFTER_MAX_S:g} s",
    f"fetched once ({SIZES_MB[0]:.0f} MB)",
    *(f"| {size:.0f} MB |" for size in SIZES_MB),
]
"""What bounds and defaults are told of, in the README's words."""


@pytest.mark.parametrize("told", FIGURES)
def test_a_figure_is_that_of_the_program(told: str) -> None:
    assert told in " ".join(README.split())


def test_it_ends_with_where_to_change_things() -> None:
    assert re.findall(r"^## (.*)", README, re.MULTILINE)[-1] == "Where to change things"
