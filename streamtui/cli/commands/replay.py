"""The `replay` command."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per reply (streamtui.reply.v1).")
@click.option("--decode", is_flag=True, help="Read the bytes of recordings anew, as this version understands them.")
@click.pass_context
def replay(context: click.Context, files: tuple[Path, ...], as_json: bool, decode: bool) -> None:
    """Read FILES again: recordings, or raw server bytes.

    Also HTTP archives (.har) of browsers and other programs. What they are is seen from what they hold.
    """
    from streamtui.cli.running import run_on_pipes
    from streamtui.frontends.headless.replay import replay as replay_files
    from streamtui.storage.recordings.forms import read_anew, read_stream

    read = read_anew if decode else read_stream
    context.exit(run_on_pipes(lambda out, err: replay_files(files, read, as_json=as_json, out=out, err=err)))
