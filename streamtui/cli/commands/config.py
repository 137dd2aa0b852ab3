"""The `config` commands: where config.toml is, what holds by it, and how it is changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from streamtui.cli.completions import SETTINGS
from streamtui.cli.compose.mistakes import conflicts_in, mistakes, mistakes_in
from streamtui.cli.texts import piped
from streamtui.cli.usage import CommandGroup
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.words.exit_codes import ExitCode

if TYPE_CHECKING:
    from streamtui.config.declared import SettingPath
    from streamtui.config.file import Reading

_PIPED = "-"


@click.group(cls=CommandGroup)
def config() -> None:
    """Show, check and change what is set in config.toml."""


@config.command("path")
@click.option("--all", "everything", is_flag=True, help="Also where models, conversations, tools and the log are.")
@click.pass_context
def config_path(context: click.Context, everything: bool) -> None:
    """Say where config.toml is, or will be."""
    from streamtui.cli.running import run_on_pipes
    from streamtui.frontends.headless.settings import print_places

    places = _places()
    context.exit(
        run_on_pipes(
            lambda out, _: print_places(places, out) if everything else out.write(f"{places['config.toml']}\n") and 0
        )
    )


@config.command("show")
@click.option("--changed", is_flag=True, help="Only what is set, not what holds by itself.")
@click.option("--json", "as_json", is_flag=True, help="One object of JSON (streamtui.settings.v1).")
@click.pass_context
def config_show(context: click.Context, changed: bool, as_json: bool) -> None:
    """Say what holds of each setting, and who says so.

    A line of config.toml, a variable, an option that stands before `config`, as in `streamtui -p work config show`, or
    nobody: then the default holds. Keys are not shown.
    """
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.running import run_on_pipes
    from streamtui.config.shown import set_values
    from streamtui.frontends.headless.settings import print_settings

    secrets = read_places().secrets
    told = set_values(_reading(), secrets, _said_before(context.find_root().params))
    values = [value for value in told if not (changed and value.is_default)]
    context.exit(run_on_pipes(lambda out, _: print_settings(values, _path(), out, as_json=as_json)))


@config.command("keys")
@click.pass_context
def config_keys(context: click.Context) -> None:
    """List the ids that [keys] may name, with their keys."""
    from streamtui.cli.compose.keymaps import told_keys
    from streamtui.cli.running import run_on_pipes
    from streamtui.frontends.headless.settings import print_keys

    keys = _reading().configuration.settings.keys
    context.exit(run_on_pipes(lambda out, _: print_keys(told_keys(keys), out)))


@config.command("check")
@click.pass_context
def config_check(context: click.Context) -> None:
    """Say what is wrong in config.toml and the variables, all of it."""
    from streamtui.cli.running import run_on_pipes
    from streamtui.frontends.headless.settings import print_mistakes

    sentences = mistakes(os.environ)
    context.exit(run_on_pipes(lambda out, _: print_mistakes(sentences, _path(), out)))


@config.command("edit")
@click.pass_context
def config_edit(context: click.Context) -> None:
    """Open config.toml in $VISUAL or $EDITOR, and check it then.

    Where there is none yet, it begins with all that can be set as comments.
    """
    from streamtui.cli.compose.config_file import ConfigFile
    from streamtui.config.editor import edit_file

    file = ConfigFile(os.environ)
    file.begin()
    while True:
        edit_file(file.path, os.environ)
        file.make_private()
        if not (sentences := mistakes(os.environ)):
            click.echo(f"{file.path}: OK")
            return
        for sentence in sentences:
            click.echo(sentence)
        if not sys.stdin.isatty() or not click.confirm("Edit it again?", default=True):
            context.exit(ExitCode.USAGE)


@config.command("set")
@click.argument("key", shell_complete=SETTINGS)
@click.argument("value", required=False)
@click.option("--unset", is_flag=True, help="Take KEY out of the file, or a whole table: profiles.work.")
@click.pass_context
def config_set(context: click.Context, key: str, value: str | None, unset: bool) -> None:
    """Write KEY = VALUE into config.toml, which else stays as it is.

    KEY is a name of `streamtui config show`; a list is written with commas. With - VALUE comes through a pipe, as a key
    should. Nothing is written that is not right.
    """
    from streamtui.cli.compose.config_file import ConfigFile
    from streamtui.cli.running import run_on_pipes
    from streamtui.config.declared import dotted, variable_of
    from streamtui.config.given import path_of, value_of
    from streamtui.config.shown import set_values
    from streamtui.core.text.secrets import Secrets
    from streamtui.frontends.headless.complaint import complaint
    from streamtui.frontends.headless.settings import print_settings

    if unset == (value is not None):
        raise click.UsageError("Say what to set it to: a VALUE, or --unset.")
    file, path = ConfigFile(os.environ), path_of(key)
    if value is None:
        if not file.remove(path):
            raise ConfigurationError(f"{dotted(path)} is not set in {file.path}.")
        context.exit(ExitCode.DONE)
    text = piped().rstrip("\r\n") if value == _PIPED else value
    file.store(path, value_of(path, text))
    if os.environ.get(variable := variable_of(path)):
        click.echo(complaint(f"{variable} is set in the environment, and wins."), err=True)
    reading = file.read()
    if path[0] == "keys":
        for conflict in conflicts_in(reading, mistakes_in(reading, "keys")):
            click.echo(complaint(conflict), err=True)
    now = [each for each in set_values(reading, Secrets()) if f"{dotted(path)}.".startswith(f"{each.name}.")]
    context.exit(run_on_pipes(lambda out, _: print_settings(now, _path(), out)))


def _said_before(options: Mapping[str, Any]) -> Mapping[SettingPath, tuple[str, object]]:
    """What the command line says of settings, with the option that says it."""
    said = {
        ("profile",): ("--profile", options.get("profile")),
        ("looks", "theme"): ("--theme", options.get("theme")),
        ("store", "keep"): ("--no-store", False if options.get("no_store") else None),
    }
    return {path: (option, value) for path, (option, value) in said.items() if value is not None}


def _reading() -> Reading:
    from streamtui.config.file import read_file
    from streamtui.config.paths import config_dir

    return read_file(config_dir(os.environ), os.environ)


def _path() -> str:
    return _places()["config.toml"]


def _places() -> Mapping[str, str]:
    from streamtui.config.paths import config_dir, data_dir, models_dir

    settings, data = config_dir(os.environ), data_dir(os.environ)
    return {
        "config.toml": str(settings / "config.toml"),
        "tools": str(settings / "tools"),
        "data": str(data),
        "conversations": str(data / "conversations.sqlite"),
        "models": str(models_dir(os.environ)),
        "log": str(data / "streamtui.log"),
    }
