"""The `serve` command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import click

from streamtui.cli.listening import listening_at
from streamtui.cli.usage import WholeNumber
from streamtui.serve.faults import PACKETS, Faults, Packets, seconds_of, speed_of
from streamtui.serve.playlist import MATCHES, Match

_MOST = 10**9


def _read_by(read: Callable[[str], float | None], wanted: str) -> Callable[..., float | None]:
    """A callback that reads the value of an option by a function of serve.faults."""

    def callback(_: click.Context, __: click.Parameter, said: str | None) -> float | None:
        meant = None if said is None else read(said)
        if meant is None and said is not None:
            raise click.BadParameter(f"{wanted} is wanted, not {said[:80]!r}.")
        return meant

    return callback


_TIME = _read_by(seconds_of, "a time, as 2s or 200ms,")
_SPEED = _read_by(speed_of, "max, or a number above 0,")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--listen", default="127.0.0.1:4142", show_default=True, metavar="HOST:PORT", help="Where to listen; port 0 is any."
)
@click.option("--token", default="", metavar="TEXT", help="What clients must send as their API key.")
@click.option(
    "--speed",
    callback=_SPEED,
    default="1",
    show_default=True,
    metavar="N|max",
    help="Times as fast as it was recorded.",
)
@click.option(
    "--match",
    type=click.Choice(MATCHES),
    default=MATCHES[0],
    help="By what a request is known; auto: by its messages, else its model, else in turn.",
)
@click.option("--loop", is_flag=True, help="Behind the last that is meant the first again, not the last.")
@click.option("--cut-at", type=WholeNumber(0, _MOST), metavar="CHUNK", help="Close the connection behind so many.")
@click.option("--stall-at", type=WholeNumber(0, _MOST), metavar="CHUNK", help="Say nothing more behind so many.")
@click.option("--status", type=WholeNumber(200, 599), metavar="CODE", help="Answer that, and no recording.")
@click.option("--retry-after", callback=_TIME, metavar="SECONDS", help="Told beside --status.")
@click.option("--times", type=WholeNumber(1, _MOST), metavar="N", help="Only the first N requests have these faults.")
@click.option("--ttft", callback=_TIME, metavar="TIME", help="When the first token comes, as 2s or 200ms.")
@click.option("--packets", type=click.Choice(PACKETS), help="Cut the body anyhow, not at all, or byte by byte.")
@click.pass_context
def serve(
    context: click.Context,
    files: tuple[Path, ...],
    listen: str,
    token: str,
    speed: float,
    match: Match,
    loop: bool,
    cut_at: int | None,
    stall_at: int | None,
    status: int | None,
    retry_after: float | None,
    times: int | None,
    ttft: float | None,
    packets: Packets | None,
) -> None:
    """Serve recordings, .sse and .har files as a server.

    Bytes, packets and times are those that were recorded. A test can choose what goes wrong with one request by a
    header, X-Streamtui-Fault: cut@12, or by the name of its model, NAME+cut@12.
    """
    if retry_after is not None and status is None:
        raise click.UsageError("--retry-after is told beside a --status: name one.", context)
    host, port = listening_at(listen, token)
    faults = Faults(cut_at, stall_at, status, retry_after, times, ttft, packets, speed)
    context.exit(_run(files, faults, host=host, port=port, token=token, match=match, loop=loop))


def _run(files: tuple[Path, ...], faults: Faults, *, host: str, port: int, token: str, match: Match, loop: bool) -> int:
    from streamtui.cli.compose.serving import answers_of, serve_on, served_of
    from streamtui.cli.running import run_in_loop
    from streamtui.serve.gate import Gate

    served = served_of(files)
    answers = answers_of(served, faults, match=match, loop=loop, gate=Gate(host, token))

    async def run(out: TextIO, _: TextIO) -> int:
        return await serve_on(host, port, served, answers, out)

    return run_in_loop(run)
