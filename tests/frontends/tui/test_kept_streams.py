"""A reply of an earlier run is gone back in, and taken apart, as when it came."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from streamtui.cli.compose.chat_app import chat_services
from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.sessions import compose
from streamtui.cli.compose.stores import open_store
from streamtui.config.flags import Flags
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.replay.screen import ReplayScreen
from streamtui.storage.conversations.streams import FOLDER
from tests.commands import run
from tests.frontends.tui.live_stage import LiveStage

pytestmark = pytest.mark.one_python


def data() -> Path:
    return Path(os.environ["STREAMTUI_DATA_DIR"])


@asynccontextmanager
async def resumed(base_url: str, *, size: tuple[int, int] = (120, 40)) -> AsyncIterator[LiveStage]:
    """The app, going on with the last conversation that was kept."""
    places, flags = read_places(), Flags(base_url=base_url, model="good")
    store = open_store(places)
    services, closed = chat_services(places, flags, [], None, store=store, resume="")
    app = StreamtuiApp(services)
    try:
        async with app.run_test(size=size) as pilot:
            stage = LiveStage(app, pilot, compose(flags, places))
            await stage.idle()
            yield stage
    finally:
        for each in closed:
            await each.close()
        store.close()


@pytest.fixture
def server(fault_url: str) -> str:
    """Its base URL; of an earlier run there is a conversation with it."""
    place = ("--base-url", fault_url, "-m", "good")
    assert run("ask", "First", *place).returncode == 0
    assert run("ask", "-c", "Second", *place).returncode == 0
    return fault_url


async def test_the_wire_of_a_reply_of_an_earlier_run_has_its_rows(server: str) -> None:
    async with resumed(server) as on:
        await on.shows("of ~5 same")  # beside the prompt's tokens, before the wire is asked for
        await on.press("f4")
        await on.shows("2 requests")
        rows = len(on.screen.wire.view.log)
        assert "following" in on.text
        await on.press("f4")
        await on.ask("Third")
        await on.press("f4")
        await on.shows("3 requests")
        assert len(on.screen.wire.view.log) == rows * 3 // 2


async def test_a_reply_of_an_earlier_run_is_gone_back_in_chunk_by_chunk(server: str) -> None:
    async with resumed(server) as on:
        await on.pilot.press("f5")
        while not isinstance(replay := on.app.screen, ReplayScreen):
            await on.pilot.pause()
        await on.pilot.pause()
        assert replay.player.axis.chunks > 2
        assert "Hello, world." in on.text
        await on.pilot.press("home", "f4")
        await on.pilot.pause()
        assert "Hello, world." not in on.text
        assert len(replay.wire.view.log) > replay.player.axis.chunks
        await on.pilot.press("escape", "end")
        await on.pilot.pause()
        assert "Hello, world." in on.text


async def test_the_wire_of_a_branch_that_is_shown_again_has_its_rows(server: str) -> None:
    async with resumed(server) as on:
        await on.press("f4")
        await on.shows("2 requests")
        on.desk.branches.ask_again()
        await on.idle()
        before = on.desk.session.tree.head if on.desk.session is not None else ""
        other = next(turn.key for turn in on.desk.branches.tree if turn.asks and turn.key != before and turn.parent)
        on.desk.branches.take(other)
        await on.idle()
        await on.shows("3 requests")
        assert on.desk.branches.tree.head == other
        log = on.screen.wire.view.log
        assert len({exchange.reply for exchange in log.exchanges}) == 3
        assert "no stream of it is here" not in on.text
        rows = len(log)
        for turn in (before, other) * 2:
            on.desk.branches.take(turn)
            await on.idle()
            await on.settle()
            assert len(on.screen.wire.view.log) == rows


async def test_a_branch_that_was_not_shown_in_this_run_has_its_rows_once_it_is(server: str) -> None:
    async with resumed(server) as on:
        on.desk.branches.ask_again()
        await on.idle()
        first = [turn.key for turn in on.desk.branches.tree if turn.asks]
    async with resumed(server) as on:
        await on.press("f4")
        await on.shows("2 requests")
        on.desk.branches.take(first[1])
        await on.shows("3 requests")
        assert "no stream of it is here" not in on.text


async def test_where_no_stream_was_kept_the_conversation_is_gone_back_in_as_a_whole(server: str) -> None:
    for path in (data() / FOLDER).iterdir():
        path.unlink()
    async with resumed(server) as on:
        await on.press("f4")
        await on.shows("2 requests")
        assert on.text.count("○ reply  good  no stream of it is here") == 2
        assert "REPLY 2" in on.text
        assert "streams_days" in on.text
        await on.press("u")
        assert "copied" not in on.text
        await on.press("f4")
        await on.pilot.press("f5")
        while not isinstance(on.app.screen, ReplayScreen):
            await on.pilot.pause()
        await on.pilot.pause()
        assert "Hello, world." in on.text


def test_nothing_is_kept_of_what_is_not_to_be_kept(fault_url: str) -> None:
    assert run("ask", "--no-store", "First", "--base-url", fault_url, "-m", "good").returncode == 0
    assert not data().exists() or not (data() / FOLDER).exists()


def test_a_kept_conversation_is_replayed_reply_by_reply(server: str) -> None:
    [row] = run("history", "list", "--json").stdout.splitlines()
    identity = json.loads(row)["id"]
    told = run("history", "replay", identity, "--json")
    assert (told.returncode, [json.loads(line)["content"] for line in told.stdout.splitlines()]) == (
        0,
        ["Hello, world.", "Hello, world."],
    )
    assert run("history", "replay", identity[:6]).stdout.count("Hello, world.") == 2
    assert run("history", "replay", "beef").returncode == 2
    first, *_ = sorted((data() / FOLDER).iterdir())
    assert "1 request" in run("recording", "show", first).stdout
    assert run("recording", "convert", first, "first.jsonl").returncode == 0
    assert run("replay", "first.jsonl", "--decode").stdout == run("replay", first).stdout == "Hello, world.\n"
