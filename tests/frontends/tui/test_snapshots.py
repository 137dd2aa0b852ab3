"""Whole screens, as pictures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from streamtui.core.chat import events as ev
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault
from streamtui.frontends.tui.app import StreamtuiApp
from tests.doubles.providers import FakeEndpoint
from tests.doubles.services import FakeServices
from tests.frontends.tui.stage import NARROW, WIDE, Stage

HINT = "small model on this machine, its answers may be wrong"
ANSWER = (
    "17 × 23 is **391**. ",
    "In New York it is 18 °C with light rain.\n\n",
    "```python\ndef area(width: float, height: float) -> float:\n",
    "    return width * height  # in square metres\n```\n\n",
    "- take an umbrella\n- and a *coat*\n",
)

Scene = Callable[[Stage], Awaitable[None]]
Compare = Callable[..., bool]


def picture(snap_compare: Compare, scene: Scene, size: tuple[int, int], endpoint: FakeEndpoint, **options: Any) -> bool:
    """Whether the scene looks as it did."""
    fake = FakeServices(endpoint, **options)
    app = StreamtuiApp(fake.services)

    async def play(pilot: Pilot[object]) -> None:
        stage = Stage(app, pilot, fake)
        await stage.settle()
        await scene(stage)

    return snap_compare(app, terminal_size=size, run_before=play)


async def calls_being_written(on: Stage) -> None:
    await on.send("What's the weather in New York, and 17 × 23?")
    await on.answer("Let me look that up.")
    await on.play(
        ev.ToolCallDelta(on.now, 0, id="call_8fK2nQpX", name="get_weather", arguments='{"location": "New Yo'),
        ev.ToolCallDelta(on.now, 1, id="call_9aBc", name="calculate", arguments='{"expression": "17 * 23"}'),
    )
    on.fake.clock.advance(0.4)
    await on.settle()


async def an_answer(on: Stage) -> None:
    await calls_being_written(on)
    await on.play(
        ev.ToolCallDelta(on.now, 0, arguments='rk", "unit": "celsius"}'),
        ev.FinishReported(on.now, "tool_calls"),
        ev.ReplyFinished(on.now),
        ev.ToolCallStarted(on.now, "m1.0"),
        ev.ToolCallStarted(on.now, "m1.1"),
    )
    on.fake.clock.advance(0.002)
    await on.play(
        ev.ToolCallFinished(on.now, "m1.1", "391"), ev.ToolCallFinished(on.now, "m1.0", '{"temperature": 18}')
    )
    await on.request()
    for place in range(12):  # a lively stream, for the sparkline
        on.fake.clock.advance(0.5)
        await on.session.play(ev.ChunkReceived(on.now), ev.ReasoningDelta(on.now, "hm, " * (1 + place * 5 % 7)))
    await on.answer(*ANSWER)
    await on.play(ev.UsageReported(on.now, Usage(312, 171, 483, 256, 40)), ev.CostReported(on.now, 0.00042, "list"))
    await on.finish()


async def a_countdown_and_a_queued_prompt(on: Stage) -> None:
    await on.send("What's the weather in New York?")
    await on.request()
    await on.play(ev.RetryScheduled(on.now, 2, 3, 6.0, Fault("rate_limit", "Rate limited.", 429)))
    await on.send("And in Bergen?")


async def a_cut(on: Stage) -> None:
    await on.send("What's the weather in New York?")
    await on.answer(*ANSWER[:2])
    fault = Fault("cut", "The connection to api.example broke off in mid-reply; the text so far is kept.")
    await on.play(ev.TurnFailed(on.now, fault))


async def a_download(on: Stage) -> None:
    on.fake.endpoint.progress("Fetching SmolLM2-135M-Instruct", 37_200_000, 93_000_000)
    on.fake.clock.advance(4.2)
    await on.send("Hello")


async def help_over_an_answer(on: Stage) -> None:
    await an_answer(on)
    await on.press("f1")


@pytest.mark.parametrize(
    ("scene", "size", "options"),
    [
        pytest.param(an_answer, WIDE, {}, id="wide-dark"),
        pytest.param(calls_being_written, WIDE, {"theme": "light"}, id="wide-light-calls"),
        pytest.param(a_countdown_and_a_queued_prompt, NARROW, {}, id="narrow-countdown"),
        pytest.param(a_cut, NARROW, {"theme": "light"}, id="narrow-light-cut"),
        pytest.param(help_over_an_answer, WIDE, {}, id="help"),
    ],
)
def test_the_screen_looks_as_it_should(
    snap_compare: Compare, scene: Scene, size: tuple[int, int], options: dict[str, Any]
) -> None:
    assert picture(snap_compare, scene, size, FakeEndpoint(hint=HINT), **options)


def test_the_first_run_looks_as_it_should(snap_compare: Compare) -> None:
    assert picture(snap_compare, a_download, NARROW, FakeEndpoint(ready=False, hint=HINT))
