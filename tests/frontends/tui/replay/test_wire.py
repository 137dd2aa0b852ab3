"""The wire in a replay: it shows the instant, and a row, or words, that are chosen are gone to."""

from __future__ import annotations

import json
import random
from bisect import bisect_left
from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from textual.geometry import Offset

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.frontends.tui.replay.screen import ReplayScreen
from tests.core.verdicts.judged import events_of, piece, whole
from tests.core.wire.streams import chunk, sse, stream
from tests.frontends.tui.replay.test_replay import Played, played
from tests.frontends.tui.stage import stage

pytestmark = pytest.mark.one_python

URL = "https://api.example/v1/chat/completions"
TEXTS = ("Water ", "falls. ", "It ", "roars ", "12345.")


def exchange(texts: Sequence[str] = TEXTS) -> list[ev.StreamEvent]:
    """A prompt and its reply, a text a second, each in a read of its own."""
    decoder, body = chat_decoder(url=URL, model="m"), json.dumps({"model": "m", "messages": []})
    events: list[ev.StreamEvent] = [
        ev.PromptSubmitted(0.0, "hello"),
        ev.RequestSent(0.0, 1, "m", URL, "r1"),
        ev.RequestPrepared(0.0, body, "POST", URL),
        ev.ResponseStarted(0.5, 200, None, (("content-type", "text/event-stream"),)),
    ]
    packets = [sse(chunk({"content": text})) for text in texts[:-1]] + [stream(chunk({"content": texts[-1]}))]
    for at, packet in enumerate(packets, 1):
        events += [ev.BytesReceived(at, packet), *decoder.feed(packet, at)]
    end = len(packets)
    return [*events, ev.BodyEnded(end), *decoder.close(end), ev.TurnFinished(end)]


def is_at_its_instant(replay: Played) -> bool:
    """The row that is looked at is the last that has come, and the state is that of the place."""
    player, view = replay.screen.player, replay.screen.wire.view
    come = bisect_left(view.log.event, player.place)
    folded = ChatState().fold(player.playback.events[: player.place])
    same = player.playback.state.conversation == folded.conversation
    return same and view.come == come and view.row == (come - 1 if come else None)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_rows_that_come_later_are_told_apart_and_a_chosen_row_is_gone_to(size: tuple[int, int]) -> None:
    async with played(size, events=exchange()) as replay:
        await replay.press("end", "f4", *["up"] * 5)
        player, wire = replay.screen.player, replay.screen.wire
        assert wire.view.row == 4
        assert player.place == wire.view.log.behind(4)
        assert player.at == 3.0
        assert is_at_its_instant(replay)
        later = [line for line in replay.text.splitlines() if "┊" in line]
        assert any("roars" in line for line in later)
        assert not any("falls" in line for line in later)
        assert "5 of 10" in replay.text
        await replay.press("down", "down")
        assert player.at == 5.0
        assert "It roars 12345." in replay.text or size[0] == 80
        await replay.press("home")
        assert player.place == 3
        assert is_at_its_instant(replay)
        await replay.press("f4")
        assert not replay.screen.wire_is_open
        await replay.press("home")
        assert player.place == 0


async def test_a_verdict_leads_to_the_instant_of_its_proof() -> None:
    events = [*exchange()[:4], *exchange(("Wa", "ter."))[4:]]
    wrong = [replace(event, reason="tool_calls") if isinstance(event, ev.FinishReported) else event for event in events]
    async with played((120, 40), events=wrong) as replay:
        assert "? The server said" not in replay.text
        await replay.press("end")
        assert "? The server said “tool_calls”, but no call came" in replay.text
        replay.screen.transcript.focus()
        await replay.press("enter")
        await replay.press()
        log, row = replay.screen.wire.view.log, replay.screen.wire.view.row
        assert row is not None
        assert log.number[row] == 3
        assert replay.screen.player.place == log.behind(row)


async def test_the_wire_goes_wherever_the_timeline_goes() -> None:
    async with played(events=exchange()) as replay:
        await replay.press("f4")
        keys = ["full_stop", "comma", "right_square_bracket", "left_square_bracket", "5", "right", "left", "up", "down"]
        walk = random.Random(3)
        for key in walk.choices(keys, k=40):
            await replay.press(key)
            assert is_at_its_instant(replay), key


async def test_the_end_shows_the_same_rows_as_a_live_wire() -> None:
    events = exchange()
    async with stage((200, 60)) as on:
        await on.send("hello")
        await on.play(*events[1:])
        await on.press("f4")
        live = on.chat_screen.wire.list.rows
    async with played((200, 60), events=events) as replay:
        await replay.press("end", "f4")
        assert replay.screen.wire.list.rows == live


async def test_words_that_are_clicked_are_gone_to() -> None:
    async with played((200, 60), events=exchange()) as replay:
        await replay.press("end", "f4")
        lines = replay.text.splitlines()
        line = next(n for n, one in enumerate(lines) if "Water falls." in one)
        await replay.pilot.click(offset=Offset(lines[line].index("falls") + 2, line))
        await replay.settle()
        assert replay.screen.player.at == 2.0
        assert "CHUNK 2" in replay.text
        assert "Water falls. It" not in replay.text


async def test_keys_are_the_wires_where_both_have_them_and_letters_of_the_filter_are_nobodys() -> None:
    async with played(events=exchange()) as replay:
        await replay.press("end", "f4")
        player, wire = replay.screen.player, replay.screen.wire
        await replay.press("slash", *"12345.", "space", "t")
        assert player.at_end
        assert wire.field.value == "12345. t"
        assert not replay.screen.searching
        await replay.press("backspace", "backspace", "enter")
        assert wire.view.count == 1
        await replay.press("comma")
        assert not player.at_end
        await replay.press("escape")
        assert wire.view.count == 10
        await replay.press("escape")
        assert not replay.screen.wire_is_open
        await replay.press("slash", *"roars", "enter")
        assert player.at == 4.0


async def test_the_gaps_are_those_that_have_come() -> None:
    async with played(events=exchange()) as replay:
        await replay.press("end", "f4", "v", "v")
        assert "6 gaps" in replay.text
        await replay.press("2", "f4", "f4")
        assert "There are no gaps yet" in replay.text
        await replay.press("end")
        assert "6 gaps" in replay.text


async def test_the_calls_and_the_wire_take_each_others_room() -> None:
    async with played() as replay:
        await replay.press("end", "f4", "ctrl+t")
        assert (replay.screen.wire_is_open, replay.screen.has_class("-calls")) == (False, True)
        await replay.press("f4")
        assert (replay.screen.wire_is_open, replay.screen.has_class("-calls")) == (True, False)


async def test_the_wire_of_a_chat_that_is_gone_back_in_is_up_to_the_instant_and_the_chats_own_as_it_was() -> None:
    events = exchange()
    async with stage() as on:
        await on.send("hello")
        third = [number for number, event in enumerate(events) if isinstance(event, ev.BytesReceived)][2]
        await on.play(*events[1:third])
        await on.pilot.press("f5")
        await on.pilot.pause()
        replay = on.app.screen
        assert isinstance(replay, ReplayScreen)
        await on.pilot.press("f4", "up")
        await on.pilot.pause()
        assert replay.wire.view.row == 2
        await on.play(*events[third:])
        replay.tick()
        replay.draw()
        assert replay.wire.view.row == 2
        assert len(replay.wire.view.log) == 10
        await on.pilot.press("escape", "escape")
        await on.settle()
        assert not on.chat_screen.wire_is_open
        assert "Water falls. It roars 12345." in on.text


async def test_a_mark_that_was_set_while_it_streamed_is_on_the_timeline_and_in_the_wire() -> None:
    events = exchange()
    reads = [number for number, event in enumerate(events) if isinstance(event, ev.BytesReceived)]
    async with stage() as on:
        await on.send("hello")
        await on.play(*events[1 : reads[2]])
        await on.press("f8")
        await on.play(*events[reads[2] : reads[3]])
        await on.send("/mark [b]odd[/b] \x1b[31m")
        await on.play(*events[reads[3] :])
        marks = [event.text for event in on.session.kept if isinstance(event, ev.MarkSet)]
        assert marks == ["", "[b]odd[/b] \x1b[31m"]
        await on.pilot.press("f5")
        await on.pilot.pause()
        replay = on.app.screen
        assert isinstance(replay, ReplayScreen)
        await on.pilot.press("f4", *["left_square_bracket"] * 2)
        await on.pilot.pause()
        shown = on.text
        assert "★ mark  [b]odd[/b]" in shown
        assert "★ mark: [b]odd[/b]" in shown
        assert "\x1b" not in shown


async def test_enter_goes_to_the_chunk_that_proves_what_went_wrong_and_to_its_instant() -> None:
    cut = whole(piece("", "get_weather"), piece('{"location"'), piece(': "New Yo'), finish="length")
    async with played(events=[ev.PromptSubmitted(0.0, "Hi"), *events_of(cut)]) as replay:
        await replay.press("home")
        assert not replay.screen.wire_is_open
        await replay.press("enter")  # nothing went wrong yet
        assert not replay.screen.wire_is_open
        await replay.press("end", "enter")
        await replay.settle()
        wire = replay.screen.wire.view
        assert wire.row is not None
        assert wire.log.number[wire.row] == 3
        assert replay.screen.player.now == wire.log.at[wire.row]
        assert "New Yo" in replay.text
