"""Servers on this machine that nobody configured: is there one that names models? Asked in a moment, or not at all.

It is done in threads: at the start the loop has other things to do, and would find that the time is over. Neither a
key nor a proxy has a part in it: it is a plain request on a socket, and whoever answers may be anybody.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic

from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.ports.model_facts import ModelFacts
from streamtui.providers.model_list import models_in

WITHIN_S = 0.3
_LEAST_S = 0.05
"""For what is there already, though something else took the time."""
_PIECE = 1 << 16
_MOST_BYTES = 1 << 19
_MOST_MODELS = 500
_LONGEST_NAME = 200
_HOST = "127.0.0.1"
_REQUEST = "GET /v1/models HTTP/1.0\r\nHost: {host}:{port}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"


def models_at(port: int) -> Mapping[str, ModelFacts]:
    """The models that a server at this port of this machine names; none where there is no such server."""
    with suppress(OSError):
        return _models_of(_answer(port))
    return {}


def _answer(port: int) -> bytes:
    until = monotonic() + WITHIN_S
    data = b""
    with socket.create_connection((_HOST, port), WITHIN_S) as connection:
        connection.sendall(_REQUEST.format(host=_HOST, port=port).encode())
        while len(data) <= _MOST_BYTES and not _is_whole(data):
            connection.settimeout(max(_LEAST_S, until - monotonic()))
            if not (piece := connection.recv(_PIECE)):
                break
            data += piece
            if monotonic() > until + _LEAST_S:
                break
    return data


def _is_whole(data: bytes) -> bool:
    """As many bytes came as the head says: some servers leave the connection open whatever is asked."""
    head, blank, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length" and value.strip().isdigit() and len(value) < 12:
            return bool(blank) and len(body) >= int(value)
    return False


def _models_of(answer: bytes) -> Mapping[str, ModelFacts]:
    """Those of a list in OpenAI's form."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if len(answer) > _MOST_BYTES or b" 200" not in head[:13]:
        return {}
    listed = parsed_object(body.decode("utf-8", "replace"))
    if not listed or not isinstance(listed.get("data"), list):
        return {}
    found = [(name, facts) for name, facts in models_in(listed).items() if len(name) <= _LONGEST_NAME]
    return dict(found[:_MOST_MODELS])
