"""The `recording` commands: what a recording is, and the same in another form."""

from __future__ import annotations

from pathlib import Path

import click

from streamtui.cli.usage import CommandGroup

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=CommandGroup)
def recording() -> None:
    """Look at kept streams, and convert them."""


@recording.command("show")
@click.argument("file", type=_FILE)
@click.pass_context
def recording_show(context: click.Context, file: Path) -> None:
    """Say what FILE holds, and how fast.

    Turns, requests, chunks, bytes; the times and the end of each reply.
    """
    from streamtui.cli.running import run_on_pipes
    from streamtui.frontends.headless.recording import show_recording
    from streamtui.storage.recordings.forms import read_stream

    context.exit(run_on_pipes(lambda out, _: show_recording(file, read_stream, out)))


@recording.command("diff")
@click.argument("one", type=_FILE)
@click.argument("other", type=_FILE)
@click.pass_context
def recording_diff(context: click.Context, one: Path, other: Path) -> None:
    """Say how ONE and OTHER differ, reply by reply.

    What was asked, figures, texts, calls, the chunks aligned by what they carry, gaps.
    """
    from streamtui.cli.running import run_on_pipes
    from streamtui.frontends.headless.recording_diff import diff_recordings
    from streamtui.storage.recordings.forms import read_stream

    context.exit(run_on_pipes(lambda out, _: diff_recordings((one, other), read_stream, out)))


@recording.command("convert")
@click.argument("source", type=_FILE)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Let TARGET lose what it holds.")
@click.pass_context
def recording_convert(context: click.Context, source: Path, target: Path, force: bool) -> None:
    """Write SOURCE in another form to TARGET.

    The ending of TARGET says the form: .jsonl is a recording, .sse the raw bytes of the response bodies, .har an HTTP
    archive (1.2, with the instant of each event). All three can be read, whatever they are called; archives of browsers
    and mitmproxy, too.
    """
    from streamtui.cli.running import run_on_pipes
    from streamtui.frontends.headless.replay import reading
    from streamtui.storage.recordings.forms import convert

    def run(*_: object) -> int:
        with reading(source):
            convert(source, target, replace=force)
        return 0

    context.exit(run_on_pipes(run))
