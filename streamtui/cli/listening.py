"""Where a server of ours listens: on this machine alone, unless a token is wanted of those who come."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from streamtui.core.http.gate import is_loopback

_ADDRESS = re.compile(r"(?:(\[[0-9a-fA-F:.]+\]|[\w.-]*):)?(\d{1,5})", re.ASCII)
_LOCAL = "127.0.0.1"
_PORTS = range(1 << 16)
F = TypeVar("F", bound=Callable[..., Any])


def _address(_: click.Context, __: click.Parameter, said: str) -> tuple[str, int]:
    """`HOST:PORT`, `[::1]:PORT` or `PORT` as host and port; `localhost` is one address and not two."""
    found = _ADDRESS.fullmatch(said)
    if found is None or int(found[2]) not in _PORTS:
        raise click.BadParameter(f"a HOST:PORT is wanted, as {_LOCAL}:4142, not {said[:80]!r}.")
    host = (found[1] or _LOCAL).strip("[]")
    return (_LOCAL if host == "localhost" else host), int(found[2])


def listen_options(default: str) -> Callable[[F], F]:
    """`--listen` and `--token`, which is wanted where others can come. The command takes `host`, `port` and `token`."""

    def decorated(command: F) -> F:
        @wraps(command)
        def called(*args: Any, listen: tuple[str, int], token: str, **options: Any) -> Any:
            host, port = listen
            if not token and not is_loopback(host):
                raise click.UsageError(
                    f"Others could come to {host}: say with --token what they must send as the API key, or listen at "
                    f"{_LOCAL}.",
                    click.get_current_context(),
                )
            return command(*args, host=host, port=port, token=token, **options)

        called = click.option(
            "--token", default="", metavar="TEXT", help="What clients must send as the API key; without it none is."
        )(called)
        return cast(
            "F",
            click.option(
                "--listen",
                callback=_address,
                default=default,
                show_default=True,
                metavar="HOST:PORT",
                help="Where to listen; port 0 is any.",
            )(called),
        )

    return decorated
