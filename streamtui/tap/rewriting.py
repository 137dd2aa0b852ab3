"""The head of a request as it goes on: another target and host, without what was meant for the tap; else as it came."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from streamtui.core.http.heads import RequestHead

_BETWEEN = re.compile(rb"(?<=\n)(?![ \t])")
"""Headers; lines that go on with one are its own."""


def rewritten(head: RequestHead, target: str, host: str, more: Mapping[str, str] | None = None) -> bytes:
    """The bytes that go to the server, with `more` headers in the place of those of their names."""
    first = f"{head.method} {target} {head.version}".encode("latin-1")
    lines = _lines(head.raw)
    end = lines[0][1][-2:] if lines[0][1].endswith(b"\r\n") else b"\n"
    named = b": " + host.encode("latin-1") + end
    hosts = [name for name, _ in lines[1:] if name.lower() == b"host"]
    kept = [b"" if hosts else b"Host" + named]
    ours = {name.lower().encode("latin-1") for name in more or ()}
    for name, line in lines[1:]:
        if name.lower() in ours:
            continue
        if name.lower() == b"host":
            kept += [name + named] if hosts else []
            hosts = []
        else:
            kept.append(line)
    added = [f"{name}: {value}".encode("latin-1") + end for name, value in (more or {}).items()]
    return b"".join((first, end, *kept[:-1], *added, kept[-1]))


def without(head: RequestHead, target: str, headers: Collection[bytes]) -> RequestHead:
    """The same head with another target, and without headers of these names, in small letters."""
    lines = _lines(head.raw)
    first = lines[0][1]
    end = b"\r\n" if first.endswith(b"\r\n") else b"\n"
    begins = f"{head.method} {target} {head.version}".encode("latin-1") + end
    raw = begins + b"".join(line for name, line in lines[1:] if name.lower() not in headers)
    kept = tuple((name, value) for name, value in head.headers if name.lower() not in headers)
    return RequestHead(head.method, target, head.version, kept, raw)


def _lines(raw: bytes) -> list[tuple[bytes, bytes]]:
    """Each header with the name in it, lines on which it goes on included; the blank line at the end has no name."""
    return [((line.partition(b":")[0] if b":" in line else b""), line) for line in _BETWEEN.split(raw)[:-1]]
