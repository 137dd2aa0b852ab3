"""The `web` command."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

from streamtui.cli.listening import listening_at
from streamtui.cli.usage import WholeNumber
from streamtui.core.http.listening import why_not

_SHOWN = ("replay",)
"""Commands that a page can show, besides the chat."""
_NO_SERVER = "The page needs the extra `web`: install it with `pip install 'streamtui[web]'`."


@click.command()
@click.option(
    "--listen", default="127.0.0.1:4143", show_default=True, metavar="HOST:PORT", help="Where to listen; port 0 is any."
)
@click.option("--port", type=WholeNumber(0, 65535), metavar="N", help="Another port than that of --listen.")
@click.option(
    "--token", default="", metavar="TEXT", help="What every browser must know once; without it each gets an address."
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- ARGS]...")
@click.pass_context
def web(context: click.Context, listen: str, port: int | None, token: str, arguments: tuple[str, ...]) -> None:
    """Show the chat in a browser.

    The address that is printed can be opened once, and lets that browser in from then on. What stands behind -- is
    given to streamtui, for each page anew: options of the chat, or replay FILE.
    """
    host, told = listening_at(listen, token)
    _require_shown(context, arguments)
    context.exit(_run(host, told if port is None else port, token, arguments))


def _require_shown(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Raise UsageError for what no page could show, before any asks for it."""
    whole = context.find_root().command
    assert isinstance(whole, click.Group)
    parser = whole.make_parser(click.Context(whole, info_name="streamtui"))
    _, rest, _ = parser.parse_args([*arguments])
    name = next(iter(rest), None)
    if name is not None and name not in _SHOWN:
        raise click.UsageError(f"A page shows the chat or {', '.join(_SHOWN)}, not {name[:40]!r}.", context)


def _run(host: str, port: int, token: str, arguments: tuple[str, ...]) -> int:
    from streamtui.cli.running import run_in_loop, stopped
    from streamtui.core.faults.faults import ConfigurationError
    from streamtui.core.words.exit_codes import ExitCode
    from streamtui.frontends.headless.log_lines import LAST_LINES_S, LogLines

    try:
        from streamtui.frontends.web.door import Door
        from streamtui.frontends.web.server import WebServer
    except ImportError as error:
        raise ConfigurationError(_NO_SERVER) from error
    command = (sys.executable, "-m", "streamtui", *arguments)

    async def run(out: TextIO, _: TextIO) -> int:
        server = WebServer(command, dict(os.environ), Door(host, token), "streamtui")
        lines = LogLines(out)
        try:
            await server.listen(port)
        except OSError as error:
            raise ConfigurationError(
                f"{host}:{port} can't be listened on ({why_not(error)}): choose another with --port."
            ) from error
        try:
            lines.say(f"Open {server.address} in a browser; Ctrl-C ends it.")
            if not token:
                server.entered = lambda: lines.say(f"For another browser: {server.address}")
            await stopped()
        finally:
            await server.close()
        await lines.end(LAST_LINES_S)
        return ExitCode.DONE

    return run_in_loop(run)
