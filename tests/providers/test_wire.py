"""Recorded streams of real servers, served in packets cut at random, are read as they are from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streamtui.core.chat.reply import Reply
from streamtui.core.words.reply_line import reply_line
from tests.core.wire.streams import cut_at_random, reply_of
from tests.providers.talk import listen, make_provider, request
from tests.servers import replies
from tests.servers.chat_server import ChatServer


def contents(reply: Reply) -> dict[str, Any]:
    """All that the bytes say, and nothing of the way they came."""
    line = json.loads(reply_line(reply, timed=False))
    line["error"] = line["error"] and line["error"]["kind"]
    return {name: value for name, value in line.items() if name not in {"attempts", "statistics"}}


async def test_every_recorded_stream_gives_the_same_reply_through_the_sdk(wire_dir: Path) -> None:
    streams = sorted((wire_dir / "chat").glob("*.sse"))
    assert streams
    async with ChatServer() as server:
        provider = make_provider(server.base_url)
        different = []
        for seed, stream in enumerate(streams):
            body = stream.read_bytes()
            server.say(replies.raw(cut_at_random(body, seed)))
            talk = await listen(provider, request("asked"))
            if contents(talk.reply) != contents(reply_of(body)):
                different.append(stream.stem)
        assert different == []
        await provider.close()
