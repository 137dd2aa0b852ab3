"""The wire's pane: opened, gone through, filtered, copied from; and the words that belong to a chunk."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.geometry import Offset

from streamtui.core.chat import events as ev
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.frontends.tui.kit.rows import BAD, DIM, WARN
from streamtui.frontends.tui.wire.cpu_limit import TooSlowError, cpu_limit
from streamtui.frontends.tui.wire.detail import Shows
from streamtui.frontends.tui.wire.list_rows import wire_row
from streamtui.frontends.tui.wire.wire_view import WireView
from streamtui.rows.row import joined
from streamtui.storage.recordings.har_reading import read_har
from tests.core.wire.streams import chunk, sse, stream
from tests.frontends.tui.stage import Stage, stage

pytestmark = pytest.mark.one_python

URL = "https://api.example/v1/chat/completions"
BODY = json.dumps({"model": "m", "stream": True, "messages": [{"role": "user", "content": "it's"}]})
HOSTILE = "\x1b[31mred\x1b]8;;http://evil\x07 [b]bold[/b] \u202eabc"


async def reply(on: Stage, packets: Sequence[bytes], *, end: bool = True, gap_s: float = 0.1) -> None:
    """A request goes out, and its response comes in these packets."""
    if on.chat_screen.desk.idle:
        await on.send("hello")
    decoder = chat_decoder(url=URL, model="m")
    await on.play(
        ev.RequestSent(on.now, 1, "m", URL, "r1"),
        ev.RequestPrepared(on.now, BODY, "POST", URL, (("authorization", "***"), ("x-evil", HOSTILE))),
        ev.ResponseStarted(on.now, 200, None, (("content-type", "text/event-stream"),)),
    )
    for packet in packets:
        on.fake.clock.advance(gap_s)
        await on.play(ev.BytesReceived(on.now, packet), *decoder.feed(packet, on.now))
    if end:
        await on.play(ev.BodyEnded(on.now), *decoder.close(on.now), ev.TurnFinished(on.now))


TEXTS = ("Water ", "falls. ", "**Bold** ", "words ", "end.")
PACKETS = [sse(chunk({"content": text})) for text in TEXTS[:-1]] + [stream(chunk({"content": TEXTS[-1]}))]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_it_opens_with_a_key_goes_to_a_chunk_and_marks_its_words(size: tuple[int, int]) -> None:
    async with stage(size) as on:
        await reply(on, PACKETS)
        await on.press("f4")
        wire, transcript = on.chat_screen.wire, on.chat_screen.transcript
        assert "WIRE  10 rows, 1 request" in on.text
        assert transcript.display == (size[0] > 80)
        await on.press("home")
        assert "▸ request 1  POST" in on.text
        await on.press(*["down"] * 4)
        assert on.chat_screen.focused is wire.list
        assert wire.view.row == 4
        assert 'content  "**Bold** "' in on.text
        if transcript.display:
            line = next(n for n, one in enumerate(on.lines) if "Bold" in one and "Water" in one)
            span = transcript.marked_words.span(transcript._lasting(line - transcript.content_region.y))
            assert span is not None
            assert on.lines[line][transcript.content_region.x :][slice(*span)].strip() == "Bold"
        await on.press("f4")
        assert not on.chat_screen.wire_is_open
        assert on.prompt.has_focus


async def test_in_a_small_window_no_word_of_its_heading_is_cut() -> None:
    async with stage((40, 15)) as on:
        await reply(on, PACKETS)
        await on.press("f4")
        assert next(line for line in on.lines if "WIRE" in line).split() == ["WIRE", "10", "rows", "following", "JSON"]


async def test_the_wire_and_the_calls_take_each_others_room() -> None:
    async with stage() as on:
        await reply(on, PACKETS)
        await on.press("f4", "ctrl+t")
        assert (on.chat_screen.wire_is_open, on.chat_screen.calls_are_open) == (False, True)
        await on.press("f4")
        assert (on.chat_screen.wire_is_open, on.chat_screen.calls_are_open) == (True, False)
        assert on.chat_screen.in_wire
        assert not on.chat_screen.inspector.can_focus


async def test_words_that_are_clicked_choose_their_chunk() -> None:
    async with stage((200, 60)) as on:
        await reply(on, PACKETS)
        await on.press("f4")
        line = next(n for n, one in enumerate(on.lines) if "falls." in one and "Water" in one)
        await on.pilot.click(offset=Offset(on.lines[line].index("falls") + 2, line))
        await on.settle()
        assert on.chat_screen.wire.view.row == 3
        assert "CHUNK 2" in on.text


async def test_it_follows_the_stream_and_stays_where_the_person_is() -> None:
    async with stage() as on:
        await reply(on, PACKETS[:3], end=False)
        await on.press("f4")
        wire = on.chat_screen.wire
        assert "following" in on.text
        assert wire.view.row == 4
        await on.press("up")
        decoder = chat_decoder(url=URL, model="m")
        for packet in PACKETS[3:]:
            await on.play(ev.BytesReceived(on.now, packet), *decoder.feed(packet, on.now))
        assert wire.view.row == 3
        await on.press("end")
        assert "following" in on.text
        assert wire.view.row == len(wire.view.log) - 1


async def test_a_filter_narrows_as_it_is_typed_and_says_what_is_wrong_with_it() -> None:
    async with stage() as on:
        await reply(on, PACKETS)
        await on.press("f4", "slash", *"falls")
        assert "1 of 10 rows" in on.text
        await on.press("space", "tilde", "x")
        assert "There is no ~x" in on.text
        assert on.chat_screen.wire.view.count == 1
        await on.press("enter", "escape")
        assert on.chat_screen.wire.view.count == 10
        assert on.chat_screen.wire_is_open
        await on.press("escape")
        assert not on.chat_screen.wire_is_open


@pytest.mark.parametrize(("stall_s", "style", "sign"), [(0.5, BAD, "! "), (5.0, WARN, ""), (50.0, DIM, "")])
async def test_a_gap_is_red_from_where_the_person_wants_to_be_told_of_a_stall(
    stall_s: float, style: str, sign: str
) -> None:
    packet = sse(chunk({"content": "x"}))
    decoder = chat_decoder(url=URL, model="m")
    events = [event for at in (1.0, 2.0, 2.6) for event in (ev.BytesReceived(at, packet), *decoder.feed(packet, at))]
    view = WireView(events)
    view.take()
    gap = next(run for run in wire_row(view.log, 2, 80, stall_s, here=False) if "600 ms" in run.text)
    assert gap.style == style
    assert gap.text.rpartition("600 ms")[0].endswith(sign or " ")


async def test_the_longest_gaps_come_one_after_the_other() -> None:
    async with stage() as on:
        await reply(on, PACKETS[:2], end=False)
        on.fake.clock.advance(1.5)
        decoder = chat_decoder(url=URL, model="m")
        for packet, wait_s in zip(PACKETS[2:], (0.0, 0.3, 0.0), strict=True):
            on.fake.clock.advance(wait_s)
            await on.play(ev.BytesReceived(on.now, packet), *decoder.feed(packet, on.now))
        await on.press("f4", "g")
        wire = on.chat_screen.wire
        numbers = [wire.view.log.number[wire.view.row or 0]]
        await on.press("g")
        numbers.append(wire.view.log.number[wire.view.row or 0])
        await on.press("G")
        numbers.append(wire.view.log.number[wire.view.row or 0])
        assert numbers == [3, 4, 3]
        await on.press("v", "v")
        assert "GAPS BY LENGTH" in on.text
        assert "≤ 2.56 s" in on.text


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (("home", "down", "down", "y"), PACKETS[0].decode().strip()),
        (("home", "down", "down", "d"), json.dumps(chunk({"content": "Water "}))),
        (("home", "down", "down", "enter", "down", "down", "down", "down", "p"), ".choices[0].delta.content"),
        (("home", "n"), "from openai import OpenAI"),
        (("u",), '-H "authorization: Bearer $OPENAI_API_KEY"'),
        (("s",), b"".join(PACKETS).decode()),
    ],
)
async def test_what_is_looked_at_is_copied(keys: tuple[str, ...], copied: str) -> None:
    async with stage() as on:
        await reply(on, PACKETS)
        await on.press("f4", *keys)
        assert copied in on.app.clipboard


async def test_an_archive_that_is_copied_is_read_again_as_the_same_stream(tmp_path: Path) -> None:
    async with stage() as on:
        for texts in (PACKETS, [stream(chunk({"content": "Another."}))]):
            await reply(on, texts)
        await on.press("f4", "home", "down", "h")
        path = tmp_path / "copied.har"
        path.write_text(on.app.clipboard)
    (lane,) = read_har(path).lanes
    events = list(lane.events)
    assert b"".join(event.data for event in events if isinstance(event, ev.BytesReceived)) == b"".join(PACKETS)
    sent = next(event for event in events if isinstance(event, ev.RequestPrepared))
    assert (sent.url, json.loads(sent.body)) == (URL, json.loads(BODY))
    reads = [event.at for event in events if isinstance(event, ev.BytesReceived)]
    assert round(reads[1] - reads[0], 3) == 0.1


async def test_what_comes_from_outside_acts_on_nothing() -> None:
    async with stage((200, 60)) as on:
        await reply(on, [stream(chunk({"content": HOSTILE}, **{"k\x1b[2Jey": HOSTILE}))])
        await on.press("f4")
        for key in ("home", "down", "down"):
            await on.press(key)
            for _ in Shows:
                await on.press("v")
                assert "\x1b" not in on.text
                assert "\u202e" not in on.text
        assert "[b]bold[/b]" in on.text


def test_chunks_of_one_read_are_held_together() -> None:
    decoder = chat_decoder(url=URL, model="m")
    packets = [b"".join(PACKETS[:3]), PACKETS[3]]
    events: list[ev.StreamEvent] = [ev.RequestSent(0.0, 1, "m", URL)]
    for at, packet in enumerate(packets, 1):
        events += [ev.BytesReceived(float(at), packet), *decoder.feed(packet, float(at))]
    view = WireView(events)
    view.take()
    rows = [joined([wire_row(view.log, row, 60, 10.0, here=False)]) for row in range(1, 5)]
    assert [row[1] for row in rows] == ["╭", "│", "╰", " "]
    chunks = (replace(event, size=0) for event in events if isinstance(event, ev.ChunkReceived))
    without = WireView([events[0], *chunks])
    without.take()
    assert "–  other" in joined([wire_row(without.log, 1, 72, 10.0, here=False)]), "what is not known is not 0"


def test_a_regular_expression_that_takes_for_ever_is_ended() -> None:
    events: list[ev.StreamEvent] = [ev.RequestSent(0.0, 1, "m"), ev.RequestPrepared(0.0, "a" * 60)]
    view = WireView(events)
    view.take()
    view.narrow("~b (a+)+$b")
    view.ask()
    assert "takes too long" in view.fault
    assert view.count == 1
    view.narrow("~b a+")
    view.ask()
    assert (view.count, view.fault) == (1, "")


def test_a_limit_ends_what_takes_longer_and_nothing_else() -> None:
    with cpu_limit(10.0):
        pass
    with pytest.raises(TooSlowError), cpu_limit(0.01):
        re.search("(a+)+b", "a" * 60)


def test_a_filter_goes_on_with_what_comes_as_if_it_had_come_at_once() -> None:
    decoder = chat_decoder(url=URL, model="m")
    events: list[ev.StreamEvent] = [ev.RequestSent(0.0, 1, "m", URL)]
    view = WireView(events)
    view.narrow("ter fa | bold")
    for at, packet in enumerate(PACKETS):
        events += [ev.BytesReceived(float(at), packet), *decoder.feed(packet, float(at))]
        view.take()
    assert [view.row_at(place) for place in range(view.count)] == [1, 2, 3]


def test_after_a_leap_what_came_before_is_in_sight_and_a_step_only_scrolls() -> None:
    view = WireView([ev.RequestSent(float(at), 1, "m") for at in range(100)])
    view.take()
    assert view.in_sight(12) == range(88, 100)
    view.hold(50)
    assert view.in_sight(12) == range(46, 58)
    view.hold(45)
    assert view.in_sight(12) == range(45, 57)
    view.hold(59)
    assert view.in_sight(12) == range(48, 60)
    view.hold(2)
    assert view.in_sight(12) == range(12)
