"""The `tap` command: what another program sends and gets."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from streamtui.cli.completions import PROFILES
from streamtui.cli.listening import LOCAL, listening_at
from streamtui.cli.options import flags_of
from streamtui.config.flags import Flags
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.words.exit_codes import ExitCode, failure_code

if TYPE_CHECKING:
    from streamtui.cli.compose.taps import Listen
    from streamtui.frontends.headless.log_lines import LogLines

_PLACE = f"{LOCAL}:4141"
_STDERR = 2
_TOKEN = re.compile(r"[\w.~-]{8,200}")


@click.command(context_settings={"ignore_unknown_options": False, "allow_interspersed_args": False})
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@click.option("--to", metavar="URL", help="The server behind it, like https://api.openai.com/v1.")
@click.option("--profile", "-p", metavar="NAME", help="The server of this profile.", shell_complete=PROFILES)
@click.option("--listen", metavar="HOST:PORT", help=f"Where the program asks; {_PLACE} by default.")
@click.option(
    "--token", envvar="STREAMTUI_TAP_TOKEN", metavar="TOKEN", help="Who asks must know it: a part of the path."
)
@click.option("--record", type=click.Path(file_okay=False, path_type=Path), help="Keep each request in this folder.")
@click.option("--headless", is_flag=True, help="A line for each request, on stderr, and no window.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per reply (streamtui.reply.v1).")
@click.pass_context
def tap(
    context: click.Context,
    command: tuple[str, ...],
    to: str | None,
    profile: str | None,
    listen: str | None,
    token: str | None,
    record: Path | None,
    headless: bool,
    as_json: bool,
) -> None:
    """Show what another program sends and gets.

    The tap stands between it and its server.
    With a COMMAND behind `--` it is started with the tap for its base URL, and its exit code is this one's.
    """
    from streamtui.cli.running import run_in_loop

    if to is not None and profile is not None:
        raise click.UsageError("Give --to or --profile, not both.")
    place = _listen(listen, token, with_command=bool(command))
    flags = flags_of(context, profile, None, to)

    if not (headless or as_json):
        from streamtui.cli.compose.replay_app import is_shown

        if is_shown():
            from streamtui.cli.compose.tap_window import run_window

            context.exit(run_window(command, place, flags, record=record))

    async def run(out: TextIO, err: TextIO) -> int:
        return await _run(command, place, flags, record=record, headless=headless, as_json=as_json, out=out, err=err)

    context.exit(run_in_loop(run))


def _listen(listen: str | None, token: str | None, *, with_command: bool) -> Listen:
    """Where to listen. Raises UsageError where that can't be meant, or is open to all."""
    from streamtui.cli.compose.taps import Listen

    if token and _TOKEN.fullmatch(token) is None:
        raise click.UsageError("--token wants 8 to 200 letters, digits or -._~, as it stands in a path.")
    host, port = listening_at(listen or _PLACE, token)
    return Listen(host, port, token or "", chosen=listen is not None or not with_command)


async def _run(
    command: Sequence[str],
    listen: Listen,
    flags: Flags,
    *,
    record: Path | None,
    headless: bool,
    as_json: bool,
    out: TextIO,
    err: TextIO,
) -> int:
    from streamtui.cli.compose.taps import SIGNALLED
    from streamtui.frontends.headless.complaint import complaint
    from streamtui.frontends.headless.log_lines import LAST_LINES_S, LogLines

    told = LogLines(err)
    answers = LogLines(out, told.say) if as_json else None
    try:
        code = await _tapped(command, listen, flags, record, told, answers, as_asked=headless or as_json)
    except StreamtuiError as error:
        told.say(complaint(error.fault.message))
        code = failure_code(error.fault)
    asked_to_end = not command or code >= SIGNALLED
    for lines in filter(None, (answers, told)):
        await _handed_over(lines, LAST_LINES_S if asked_to_end else None)
    failed = answers is not None and answers.failed
    return code or (ExitCode.INCOMPLETE if failed else ExitCode.DONE)


async def _tapped(
    command: Sequence[str],
    listen: Listen,
    flags: Flags,
    record: Path | None,
    told: LogLines,
    answers: LogLines | None,
    *,
    as_asked: bool,
) -> int:
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.compose.taps import opened_tap, program_environment, proxy_remark, run_program
    from streamtui.core.faults.server_words import address
    from streamtui.frontends.headless.complaint import complaint
    from streamtui.frontends.headless.tap import TapPrinter

    def say(sentence: str) -> None:
        told.say(complaint(sentence))

    places = read_places()
    kept_mb = None if answers is None else 0
    async with opened_tap(listen, flags, places, record=record, kept_mb=kept_mb, shown=False) as tap:
        ending_by = "." if command else "; Ctrl-C ends it."
        say(f"{listen.shown(tap.base_url)} is {address(tap.upstream)} now{ending_by}")
        if remark := proxy_remark(tap.upstream):
            say(remark)
        if not as_asked:
            say("Requests are shown as lines, as with --headless.")
        stall_s = places.configuration.settings.timeouts.stall_warn_s
        printer = TapPrinter(tap, told.say, None if answers is None else answers.say, stall_s=stall_s)
        running = asyncio.create_task(tap.run(printer.changed))
        if command:
            environ = program_environment(places.environ, tap)
            stdout = None if answers is None else _STDERR
            ending = asyncio.create_task(run_program(command, environ, stdout, say))
        else:
            ending = asyncio.create_task(_until_stopped())
        await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
        code = await ending if command or ending.done() else ExitCode.DONE
        await tap.stop()
        await running
    printer.end()
    return code


async def _until_stopped() -> int:
    """Ctrl-C is how it ends, and no interruption."""
    from streamtui.cli.running import stopped

    await stopped()
    return ExitCode.DONE


async def _handed_over(lines: LogLines, within_s: float | None) -> None:
    """Until they are read, or the person has waited long enough."""
    from streamtui.cli.running import stopped

    waits = {asyncio.create_task(lines.end(within_s)), asyncio.create_task(stopped())}
    _, others = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for other in others:
        other.cancel()
