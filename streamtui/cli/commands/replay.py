"""The `replay` command."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from streamtui.core.ports.recordings import ReadRecording

_SECONDS = click.FloatRange(min=0.1)
F = TypeVar("F", bound=Callable[..., None])


def shown(command: F) -> F:
    """The options for how recordings are shown."""
    for option in (
        click.option("--idle", "idle_s", type=_SECONDS, metavar="SECONDS", help="Skip longer silences."),
        click.option("--text", "as_text", is_flag=True, help="The replies as text, as where there is no terminal."),
        click.option("--json", "as_json", is_flag=True, help="One line of JSON per reply (streamtui.reply.v1)."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@shown
@click.option("--decode", is_flag=True, help="Read the bytes of recordings anew, as this version understands them.")
@click.pass_context
def replay(
    context: click.Context, files: tuple[Path, ...], as_json: bool, as_text: bool, idle_s: float | None, decode: bool
) -> None:
    """Show FILES again: recordings, or raw server bytes. On a terminal they are played on the screen.

    Several, or the recording of a race, are shown side by side as a race that happened, on one clock.
    Also HTTP archives (.har) of browsers and other programs. What they are is seen from what they hold.
    """
    from streamtui.storage.recordings.forms import read_anew, read_stream

    context.exit(show(files, read_anew if decode else read_stream, as_json=as_json, as_text=as_text, idle_s=idle_s))


def show(paths: Sequence[Path], read: ReadRecording, *, as_json: bool, as_text: bool, idle_s: float | None) -> int:
    """Show what is read there; returns the exit code. Raises ConfigurationError where the settings can't be read."""
    from streamtui.cli.running import run_on_pipes
    from streamtui.frontends.headless.replay import replay as replay_files

    if not (as_json or as_text):
        from streamtui.cli.compose.replay_app import is_shown, run_replay

        if is_shown():
            return run_replay(paths, read, idle_s=idle_s)
    from streamtui.config.file import read_configuration
    from streamtui.config.paths import config_dir

    stall_s = read_configuration(config_dir(os.environ), os.environ).settings.timeouts.stall_warn_s
    return run_on_pipes(lambda out, err: replay_files(paths, read, as_json=as_json, out=out, err=err, stall_s=stall_s))
