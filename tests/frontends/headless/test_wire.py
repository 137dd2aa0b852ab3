"""Recorded streams of real servers, served in packets cut at random: `ask` says of them what `replay` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.commands import run
from tests.core.wire.streams import cut_at_random
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread

TIMES = {"ttft_s", "duration_s", "tpot_s"}


def told(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and line, without what depends on the way: times, and the server's address in a fault's sentence."""
    done = run(*arguments, "--json", env={"STREAMTUI_RETRY_ATTEMPTS": "1"})
    line = json.loads(done.stdout)
    line["statistics"] = {name: value for name, value in line["statistics"].items() if name not in TIMES}
    line["error"] = line["error"] and {**line["error"], "message": None}
    line["model"] = line["model"].removeprefix("asked")
    return done.returncode, line


def test_every_recorded_stream_is_the_same_reply_live_and_replayed(wire_dir: Path) -> None:
    different = []
    with in_thread(ChatServer()) as server:
        for seed, stream in enumerate(sorted((wire_dir / "chat").glob("*.sse"))):
            server.say(replies.raw(cut_at_random(stream.read_bytes(), seed)))
            if told("ask", "Hi", "--base-url", server.base_url, "-m", "asked") != told("replay", str(stream)):
                different.append(stream.stem)
    assert different == []
