"""What went wrong, below the reply and in the inspector; and the way from there to the chunk that proves it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from textual.geometry import Offset

from streamtui.core.chat import events as ev
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.frontends.tui.transcript.transcript import Transcript
from tests.core.verdicts.judged import TOOLS, piece, request, used, whole
from tests.frontends.tui.stage import Stage, stage

pytestmark = pytest.mark.one_python

URL = "https://api.example/v1/chat/completions"
CUT = whole(piece("", "get_weather"), piece('{"location"'), piece(': "New Yo'), finish="tool_calls", usage=used(40, 20))
GOOD = whole({"content": "Fine."})


HEADERS = tuple((f"x-header-{number}", "any") for number in range(8))
"""As many as the SDK sends, and more than the detail has rows for on a small screen."""


async def reply(
    on: Stage, packets: Sequence[bytes], name: str = "r1", tools: Any = TOOLS, more: Sequence[Any] = ()
) -> None:
    """A request goes out, and its response comes in these packets, as a server sends them."""
    await on.send("hello")
    decoder = chat_decoder(url=URL, model="m")
    body = request(tools=tools, max_tokens=20)
    body["messages"] += more
    await on.play(
        ev.RequestSent(on.now, 1, "m", URL, name),
        ev.RequestPrepared(on.now, json.dumps(body), "POST", URL, HEADERS),
        ev.ResponseStarted(on.now),
    )
    for packet in packets:
        on.fake.clock.advance(0.1)
        await on.play(ev.BytesReceived(on.now, packet), *decoder.feed(packet, on.now))
    await on.play(ev.BodyEnded(on.now), *decoder.close(on.now))
    await on.finish()


def line_with(on: Stage, words: str) -> int:
    return next(number for number, line in enumerate(on.lines) if words in line)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_call_that_was_cut_says_so_and_enter_leads_to_the_chunk(size: tuple[int, int]) -> None:
    async with stage(size) as on:
        await reply(on, CUT)
        said = " ".join(" ".join(line.partition("│")[0] for line in on.lines).split())
        assert "? The arguments of get_weather end inside a string at byte 20: cut by the limit" in said
        assert "(chunk 3)" in said
        on.chat_screen.transcript.focus()
        await on.press("enter")
        await on.settle()
        wire = on.chat_screen.wire
        assert on.chat_screen.in_wire
        row = wire.view.row
        assert row is not None
        assert wire.view.log.number[row] == 3
        assert "New Yo" in on.text


async def test_a_click_leads_there_too_and_a_filter_is_no_hindrance() -> None:
    async with stage((120, 40)) as on:
        await reply(on, CUT)
        await on.press("f4")
        on.chat_screen.wire.field.value = "~k usage"
        await on.settle()
        on.chat_screen.close_wire()
        await on.settle()
        await on.pilot.click(
            Transcript, offset=Offset(5, line_with(on, "? The arguments") - on.chat_screen.transcript.region.y)
        )
        await on.settle()
        await on.settle()
        row = on.chat_screen.wire.view.row
        assert row is not None
        assert on.chat_screen.wire.view.log.number[row] == 3


async def test_of_several_verdicts_each_has_its_turn() -> None:
    wrong = whole({"content": "Hello."}, finish="tool_calls", usage=used(5, 4) | {"total_tokens": 2})
    async with stage((120, 40)) as on:
        await reply(on, wrong)
        seen = []
        for _ in range(3):
            on.chat_screen.transcript.focus()
            await on.press("enter")
            await on.settle()
            row = on.chat_screen.wire.view.row
            assert row is not None
            seen.append(on.chat_screen.wire.view.log.number[row])
        assert seen == [2, 3, 2]


async def test_the_inspector_says_it_below_the_arguments() -> None:
    async with stage((120, 40)) as on:
        await reply(on, CUT)
        await on.press("ctrl+t")
        assert "? The arguments of get_weather" in " ".join(on.text.split())
        await on.press("w")
        await on.settle()
        assert on.chat_screen.in_wire
        row = on.chat_screen.wire.view.row
        assert row is not None
        assert on.chat_screen.wire.view.log.number[row] == 3


async def test_a_reply_that_is_right_has_no_line_and_an_earlier_one_keeps_its_own() -> None:
    async with stage((120, 40)) as on:
        await reply(on, GOOD)
        assert "? " not in on.text
        await reply(on, CUT, "r2")
        await reply(on, GOOD, "r3")
        assert on.text.count("? The arguments of get_weather") == 1
        assert not on.chat_screen.transcript.has_verdicts


async def test_what_a_model_writes_into_a_verdict_does_not_act_on_the_screen() -> None:
    async with stage((120, 40)) as on:
        await reply(on, whole(piece('{"a": "', "f\x1b[31m[b]" + "x" * 900), finish="length"))
        assert "\x1b" not in on.text
        assert "f␛[31m[b]xxx" in on.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_request_in_the_wire_says_what_it_changed(size: tuple[int, int]) -> None:
    async with stage(size) as on:
        await reply(on, GOOD)
        await reply(on, GOOD, "r2", tools=list(reversed(TOOLS)))
        await on.press("f4")
        log = on.chat_screen.wire.view.log
        on.chat_screen.wire.choose(log.exchanges[1].first_row)
        await on.settle()
        told = " ".join(" ".join(line.rpartition("│")[2] for line in on.lines).split())
        assert "since the last request: tools changed order (“get_time” comes earlier)" in told
        assert "stay the same from the beginning" in told
        on.chat_screen.wire.choose(log.exchanges[0].first_row)
        await on.settle()
        assert "since the last request" not in on.text


def beside(on: Stage) -> str:
    """What stands beside the conversation, its blanks as one."""
    return " ".join(" ".join(line.partition("│")[2] for line in on.lines).split())


async def test_the_figures_say_how_much_of_the_last_request_stayed_and_what_broke_it() -> None:
    cached = whole({"content": "Fine."}, usage=used(90, 9, prompt_tokens_details={"cached_tokens": 0}))
    more = [{"role": "assistant", "content": "Fine."}, {"role": "user", "content": "On?"}]
    async with stage((120, 40)) as on:
        await reply(on, GOOD)
        assert "prefix" not in on.text
        await reply(on, cached, "r2", more=more)
        told = re.search(r"in 90 0 cached prefix ~(\d+) of ~(\d+) same out", beside(on))
        assert told is not None
        assert told[1] == told[2]
        await reply(on, cached, "r3", tools=list(reversed(TOOLS)), more=more * 2)
        assert "prefix ~0 of ~" in beside(on)
        assert "≠ tools changed order (“get_time” comes earlier) out" in beside(on)


async def test_the_figures_of_a_replay_say_it_too() -> None:
    async with stage((120, 40)) as on:
        await reply(on, GOOD)
        await reply(on, GOOD, "r2", tools=TOOLS[:1])
        on.chat_screen.transcript.focus()
        await on.press("t")
        await on.settle()
        assert "≠ tool “get_time” is gone" in beside(on)
