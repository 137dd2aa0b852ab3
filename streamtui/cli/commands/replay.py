"""The `replay` command."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per reply (streamtui.reply.v1).")
@click.pass_context
def replay(context: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Read FILES again: raw server bytes (.sse), or recordings."""
    from streamtui.cli.running import run_on_pipes
    from streamtui.frontends.headless.replay import replay as replay_files
    from streamtui.storage.recordings.reader import recorded_events

    context.exit(run_on_pipes(lambda out, err: replay_files(files, recorded_events, as_json=as_json, out=out, err=err)))
