"""Recordings as answers that a server gives."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO, TypeAlias

from streamtui.cli.running import stopped
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.http.heads import RequestHead
from streamtui.core.words.exit_codes import ExitCode
from streamtui.frontends.headless.log_lines import LAST_LINES_S, LogLines
from streamtui.frontends.headless.replay import reading
from streamtui.frontends.headless.serving import opening_lines, request_line
from streamtui.serve.answers import Answer, Answers
from streamtui.serve.faults import Faults
from streamtui.serve.gate import Gate
from streamtui.serve.playlist import Match, Playlist
from streamtui.serve.served import Served, served_in
from streamtui.serve.threaded import ServerThread
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
                served += served_in(read_stream(path, whole_answers=True), path.name)
    if not served:
        raise ConfigurationError(f"There is nothing to serve: no answer of a server is kept in {', '.join(names)}.")
    return served


def answers_of(
    served: Sequence[Served], faults: Faults, *, match: Match, loop: bool, gate: Gate | None = None
) -> Answers:
    """What the server answers."""
    return Answers(Playlist(served, match=match, loop=loop), faults=faults, gate=gate)


async def serve_on(host: str, port: int, served: Sequence[Served], answers: Answers, out: TextIO) -> int:
    """Serve there until it is stopped, and tell of it. Raises ConfigurationError where it can't listen."""
    lines = LogLines(out)

    def tell(head: RequestHead, _: bytes, answer: Answer) -> None:
        model, faults = answer.asked.model, str(answer.faults)
        lines.say(request_line(head.method, head.target, model, answer.status, answer.told, faults))

    with ServerThread(answers, host, port, tell) as server:
        for line in opening_lines(server.base_url, ((one.source.rpartition(" #")[0], one.models) for one in served)):
            lines.say(line)
        await stopped()
    await lines.end(LAST_LINES_S)
    return ExitCode.DONE
