"""A reply that goes on at its server, in the app: cut, silent, read on, stopped and continued."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from streamtui.core.chat.reply import ReplyState
from tests.frontends.tui.live_stage import LiveStage, live_stage
from tests.known import known
from tests.providers.test_background import cut, numbered
from tests.servers import replies
from tests.servers.chat_server import ChatServer

SIZES = [(120, 40), (80, 24)]


@pytest.fixture(autouse=True)
def in_background() -> None:
    """A profile whose replies go on at the server."""
    path = Path(os.environ["STREAMTUI_CONFIG_DIR"]) / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('[profiles.far]\napi = "responses"\nbackground = true\n')
    path.chmod(0o600)


def words(on: LiveStage) -> str:
    """All that stands on the screen, on one line."""
    return " ".join(on.text.split())


@pytest.mark.parametrize("size", SIZES)
async def test_a_cut_stream_is_read_on_with_nothing_twice_and_nothing_lost(size: tuple[int, int]) -> None:
    created, one, two, three, completed = numbered("The Nile ", "is a river ", "in Africa.")
    goes_on = asyncio.Event()
    answers = [cut(created, one, two[:50]), cut(two, reset=True), replies.Answer([goes_on, three, completed])]
    async with ChatServer(*answers) as server, live_stage(server.base_url, "m", size=size, profile="far") as on:
        await on.send("Name a river")
        await server.asked(3)
        await on.shows("The Nile is a river")
        assert "the reply goes on there and is read on where it stopped." in words(on)
        goes_on.set()
        await on.idle()
        assert words(on).count("The Nile is a river in Africa.") == 1
        reply = known(on.state.reply)
        assert (str(reply.text), reply.state) == ("The Nile is a river in Africa.", ReplyState.COMPLETE)
        assert server.cancelled == []


async def test_a_silent_one_is_read_on_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMTUI_TIMEOUTS_STALL_WARN_S", "0.1")
    monkeypatch.setenv("STREAMTUI_TIMEOUTS_STALL_S", "0.2")
    created, one, two, completed = numbered("The Nile ", "is a river.")
    silent = replies.Answer([created, one, replies.Silence()])
    async with (
        ChatServer(silent, replies.raw([two, completed])) as server,
        live_stage(server.base_url, "m", size=(80, 24), profile="far") as on,
    ):
        await on.ask("Name a river")
        assert words(on).count("The Nile is a river.") == 1
        assert "fell silent; the reply goes on there and is read on where it stopped." in words(on)


async def test_escape_ends_it_at_the_server_and_what_came_is_continued() -> None:
    created, one, *_ = numbered("The Nile ", "is a river.")
    resumed = replies.Answer(before_headers=[replies.Silence()])
    continued = replies.response(replies.said("flows north."), identity="resp_2")
    async with (
        ChatServer(cut(created, one), resumed, continued) as server,
        live_stage(server.base_url, "m", size=(80, 24), profile="far") as on,
    ):
        await on.send("Name a river")
        await server.asked(2)
        await on.shows("The Nile")
        await on.press("escape")
        await on.idle()
        await server.told_to_cancel("resp_1")
        assert "■ stopped" in on.text
        await on.press("ctrl+g")
        await on.idle()
        third = server.requests[2]
        assert (third.method, third.messages[1]) == ("POST", {"role": "assistant", "content": "The Nile "})
        assert "flows north." in on.text
        assert server.cancelled == ["resp_1"]
