"""Recorded streams of real servers play in the app to the end they had."""

from __future__ import annotations

import pytest

from tests.recorded import RECORDINGS, recorded_app


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("name", sorted(path.stem for path in RECORDINGS.glob("*.jsonl")))
async def test_a_recording_plays_to_its_end(name: str, size: tuple[int, int]) -> None:
    app, session, prompt = recorded_app(name)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*prompt[:5].replace(" ", "_"), "enter")
        await session.paused.wait()
        await pilot.pause()
        assert session.state.conversation.messages[0].text == prompt
        assert session.state.reply is not None
