"""Recordings that somebody tampered with, through all that reads them: a reply, or a sentence; never a traceback."""

from __future__ import annotations

import io
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.words import race_figures
from streamtui.core.words.reply_figures import figures_of
from streamtui.frontends.headless.replay import replay
from streamtui.storage.recordings.forms import read_anew, read_stream
from tests.fuzz.failing import named
from tests.paths import FROZEN, REPOSITORY

_MOST_LINES = 60
_FIGURES = [each for each in vars(race_figures).values() if isinstance(each, race_figures.RaceFigure)]
_ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 7, 2**31, -(2**63), 2**64, 10**400, 1e-300, 1e308, -1e308, 0.5),
    *(float("nan"), float("inf"), -float("inf"), "", "x", "\x00", "\x1b[2J", "\ud83d", "\u202e", "=", "AAAA", "m1.0"),
    *(
        [],
        {},
        [None],
        [[[[]]]],
        {"x": {"y": []}},
        {"kind": "cut", "message": "x"},
        {"kind": "cancelled", "message": ""},
    ),
]
_JUNK = [
    b"",
    b"\n",
    b"\r\n",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"{",
    b"}",
    b"[" * 2000,
    b'"',
    b"1e400",
    b"NaN",
    b"-",
    b"9",
]


def random_recording(rng: random.Random) -> bytes:
    """A part of a real recording of either version, with some of its lines and fields changed."""
    source = rng.choice(_sources())
    start = rng.randrange(1, len(source))
    lines = [source[0], *source[start if rng.random() < 0.3 else 1 :][:_MOST_LINES]]
    for _ in range(rng.choice([0, 1, 1, 2, 4, 10])):
        _change(rng, lines, source)
    content = b"".join(lines)
    for _ in range(rng.choice([0, 0, 0, 1, 3])):
        at = rng.randrange(len(content) + 1)
        content = content[:at] + rng.choice(_JUNK) + content[at + rng.choice([0, 0, 1, 5, 300]) :]
    return content


def check(path: Path) -> int:
    """Replay it in every way and fold it. Raises where that ends in another way than it should; returns the code."""
    codes = set()
    for as_json, read in ((False, read_stream), (True, read_stream), (True, read_anew)):
        out, err = io.StringIO(), io.StringIO()
        code = replay([path], read, as_json=as_json, out=out, err=err)
        if read is read_stream:
            codes.add(code)
        said = err.getvalue()
        assert code != 2 or "streamtui: " in said, (code, said)
        assert "\x1b" not in said
        if as_json:
            assert all(json.loads(line)["schema"] == "streamtui.reply.v1" for line in out.getvalue().splitlines())
    assert len(codes) == 1, codes
    try:
        state = ChatState().fold(event for lane in read_stream(path).lanes for event in lane.events)
    except ConfigurationError:
        return max(codes)
    assert state.totals.replies >= 0
    json.dumps(state.conversation.request_messages())
    for reply in (message for message in state.conversation.messages if isinstance(message, Reply)):
        assert all(figure.value for section in figures_of(reply) for figure in section.figures)
        assert [figure.write(reply) for figure in _FIGURES]
        assert min(reply.statistics.gaps_s, default=0.0) >= 0
    return max(codes)


def run(cases: Iterable[int]) -> Counter[str]:
    """Check these recordings, and count the exit codes of their replay."""
    endings: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chat.jsonl"
        for number in cases:
            content = random_recording(random.Random(number))
            path.write_bytes(content)
            with named("recording", number, content):
                endings[f"exit code {check(path)}"] += 1
    return endings


@cache
def _sources() -> list[list[bytes]]:
    paths = [FROZEN, *sorted((REPOSITORY / "tests" / "recordings").glob("*.jsonl"))]
    return [path.read_bytes().splitlines(keepends=True) for path in paths]


def _change(rng: random.Random, lines: list[bytes], source: list[bytes]) -> None:
    at = rng.randrange(len(lines))
    match rng.randrange(6):
        case 0 if at:
            del lines[at]
        case 1:
            lines.insert(at + 1, rng.choice(source[1:]))
        case 2:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case _:
            lines[at] = _with_odd_field(rng, lines[at])


def _with_odd_field(rng: random.Random, line: bytes) -> bytes:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(event, dict) or not event:
        return line
    name = rng.choice([*event, "position", "at", "choice", "size", "start", "extra", "reply"])
    value = event.get(name)
    if isinstance(value, dict) and value and rng.random() < 0.5:
        value[rng.choice(list(value))] = rng.choice(_ODD)
    elif rng.random() < 0.1:
        event.pop(name, None)
    else:
        event[name] = rng.choice(_ODD)
    return json.dumps(event).encode() + b"\n"
