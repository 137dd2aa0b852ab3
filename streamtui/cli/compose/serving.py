"""Recordings as answers that a server gives."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.http.gate import Gate
from streamtui.frontends.headless.replay import reading
from streamtui.serve.answers import Answers
from streamtui.serve.faults import Faults
from streamtui.serve.playlist import Match, Playlist
from streamtui.serve.served import Served, served_in
from streamtui.storage.recordings.body_file import body_recording
from streamtui.storage.recordings.forms import read_stream

Source: TypeAlias = "str | os.PathLike[str] | bytes"
"""A file, or a stream as it is."""


def served_of(sources: Iterable[Source]) -> list[Served]:
    """The answers in these, in order. Raises ConfigurationError where there is none, or one can't be read."""
    served: list[Served] = []
    names = []
    for source in sources:
        if isinstance(source, bytes):
            names.append("the body")
            served += served_in(body_recording(source), names[-1])
        else:
            path = Path(source)
            names.append(path.name)
            with reading(path):
                served += served_in(read_stream(path), path.name)
    if not served:
        raise ConfigurationError(f"There is nothing to serve: no answer of a server is kept in {', '.join(names)}.")
    return served


def answers_of(served: Sequence[Served], faults: Faults, *, match: Match, loop: bool, token: str = "") -> Answers:
    """What the server answers."""
    return Answers(Playlist(served, match=match, loop=loop), faults=faults, gate=Gate(token))
