"""Where a server of ours listens: on this machine alone, unless a token is wanted of those who come."""

from __future__ import annotations

import re

import click

from streamtui.core.http.gate import is_loopback_host

LOCAL = "127.0.0.1"
_PLACE = re.compile(r"(?:(\[[0-9a-fA-F:.]+\]|[\w.-]+):)?(\d{1,5})", re.ASCII)
_PORTS = range(1 << 16)


def listening_at(said: str, token: str | None) -> tuple[str, int]:
    """The host and port of `HOST:PORT`, `[::1]:PORT` or `PORT`. `localhost` is one address here, and not two.

    Raises UsageError where that can't be meant, or is open to all.
    """
    found = _PLACE.fullmatch(said)
    if found is None or int(found[2]) not in _PORTS:
        raise click.UsageError(f"--listen wants HOST:PORT, like {LOCAL}:4141, not {said[:80]!r}.")
    host = (found[1] or LOCAL).strip("[]")
    if not is_loopback_host(host) and not token:
        raise click.UsageError(
            f"{host} can be reached by other machines: give a --token that programs there must know."
        )
    return (LOCAL if host == "localhost" else host), int(found[2])
