"""What is drawn while something runs."""

from __future__ import annotations

import asyncio

import pytest
from rich.text import Text

from streamtui.frontends.headless.live_view import live_view
from tests.doubles.clocks import FakeClock
from tests.doubles.terminals import FakeTerminal


async def test_a_view_that_fails_is_gone_and_what_it_shows_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    clock, err = FakeClock(), FakeTerminal()

    def draw(now: float) -> Text:
        if now > 100:
            raise OverflowError("int too large")
        return Text("All is well")

    async with live_view(err, clock, draw, live=True) as say:
        await asyncio.sleep(0)  # it waits for its next frame
        clock.advance(1)
        await asyncio.sleep(0)
        say("Still here")
    assert "Still here" in err.getvalue()
    assert "OverflowError: int too large" in caplog.text
