"""Recorded streams of real servers, served in packets cut at random.

`ask` says of them what `replay` says, and its recording gives the same bytes, the same line and, decoded again, the
same events.
"""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from streamtui.core.chat.events import StreamEvent
from streamtui.core.ports.recordings import Recording
from streamtui.storage.recordings.forms import convert, read_anew, read_stream
from tests.commands import run
from tests.core.wire.streams import cut_at_random
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread

pytestmark = pytest.mark.one_python

TIMES = {"ttft_s", "duration_s", "tpot_s"}
OF_REQUESTS = {"unknown-tool"}


def untimed(done: CompletedProcess[str]) -> tuple[int, dict[str, Any]]:
    """Exit code and line, without what depends on the way: times, the server's address in a fault's sentence, and
    verdicts that need the request.
    """
    line = json.loads(done.stdout)
    line["statistics"] = {name: value for name, value in line["statistics"].items() if name not in TIMES}
    line["error"] = line["error"] and {**line["error"], "message": None}
    line["verdicts"] = [one for one in line["verdicts"] if one["id"] not in OF_REQUESTS]
    line["model"] = line["model"].removeprefix("asked")
    return done.returncode, line


def events_of(recording: Recording) -> list[StreamEvent]:
    return [event for lane in recording.lanes for event in lane.events]


@pytest.mark.long
def test_every_recorded_stream_is_the_same_reply_live_and_replayed(wire_dir: Path, tmp_path: Path) -> None:
    different = []
    recorded, body = tmp_path / "chat.jsonl", tmp_path / "body.sse"
    with in_thread(ChatServer()) as server:
        for seed, stream in enumerate(sorted((wire_dir / "chat").glob("*.sse"))):
            server.say(replies.raw(cut_at_random(stream.read_bytes(), seed)))
            ask = ("ask", "Hi", "--base-url", server.base_url, "-m", "asked", "--json", "--record", str(recorded))
            live = run(*ask, "--force", "--no-store", env={"STREAMTUI_RETRY_ATTEMPTS": "1"})
            convert(recorded, body, replace=True)
            same = (
                untimed(live) == untimed(run("replay", str(stream), "--json")),
                live.stdout == run("replay", str(recorded), "--json").stdout,
                stream.read_bytes() == body.read_bytes(),
                events_of(read_anew(recorded)) == events_of(read_stream(recorded)),
            )
            if not all(same):
                different.append((stream.stem, same))
    assert not different, different
