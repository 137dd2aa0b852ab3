"""Nothing that a server, model or tool writes acts on the terminal or on the markup: the bytes a real driver writes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.doubles.tools import FakeToolbox
from tests.frontends.tui.live_stage import LiveStage, live_stage
from tests.frontends.tui.transcript.transcript_stage import RecordingDriver
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.hostile import ACTS, HOSTILE, MARKUP, acting

pytestmark = pytest.mark.one_python

EVIL = HOSTILE + MARKUP
SHOWN = "[red]R[/red]"


def written(on: LiveStage) -> str:
    driver = on.app._driver
    assert isinstance(driver, RecordingDriver)
    return "".join(driver.written)


def error(status: int) -> replies.Answer:
    return replies.document({"error": {"message": EVIL, "type": EVIL, "code": EVIL}}, status)


def call(number: int) -> replies.Answer:
    function = {"name": EVIL, "arguments": json.dumps({EVIL: [EVIL]})}
    entry = {"index": 0, "id": f"{number}{EVIL}", "type": "function", "function": function}
    return replies.Answer([replies.chunk({"tool_calls": [entry]}, model=EVIL), *replies.ending("tool_calls")])


EVIL_FIELDS: dict[str, Any] = {EVIL: EVIL}
TEXT = replies.Answer(
    [
        replies.chunk({"reasoning_content": EVIL}, model=EVIL),
        *replies.text_steps(*ACTS.values(), MARKUP, f"\n\n```{EVIL}\n{EVIL}\n```\n\n[t](http://x{EVIL}) ![i]({EVIL})"),
        replies.chunk(finish=EVIL, **EVIL_FIELDS),
        replies.DONE,
    ],
    headers={**replies.SSE_HEADERS, "x-request-id": "\x9b66m"},
)
HOSTILE_ANSWERS = {
    "text": [TEXT],
    "refusal": [replies.Answer([replies.chunk({"refusal": EVIL}), *replies.ending()])],
    "calls": [call(1), TEXT],
    "error": [error(400)],
    "retry": [error(503)],
    "error in the stream": [replies.Answer([*replies.text_steps("Hello"), replies.sse({"error": {"message": EVIL}})])],
    "no JSON": [replies.Answer([replies.sse(MARKUP + EVIL)])],
    "no stream": [replies.page(EVIL)],
    "no tools": [replies.document({"error": f"{EVIL} does not support tools"}, 400), TEXT],
}


@pytest.mark.parametrize("kind", HOSTILE_ANSWERS)
async def test_what_a_server_sends_stays_text(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMTUI_RETRY_WAIT_MIN_S", "0")
    monkeypatch.setenv("STREAMTUI_RETRY_WAIT_MAX_S", "0")
    async with (
        ChatServer(*HOSTILE_ANSWERS[kind]) as server,
        live_stage(server.base_url, "m", toolbox=FakeToolbox(), driver=RecordingDriver, size=(120, 50)) as on,
    ):
        await on.ask("Hello")
        for keys in ("ctrl+t", "ctrl+t", "f1", "escape", "ctrl+p", "escape"):
            await on.press(keys)
        assert acting(written(on)) == []
        assert SHOWN in written(on)


async def test_the_names_of_models_stay_text() -> None:
    async with (
        ChatServer(replies.text("Hi"), models=[EVIL]) as server,
        live_stage(server.base_url, "", driver=RecordingDriver, size=(120, 50)) as on,
    ):
        await on.ask("Hello")
        assert acting(written(on)) == []
        assert "␛]8;;" in written(on)


async def test_an_address_stays_text() -> None:
    async with live_stage(f"http://127.0.0.1:1/{EVIL}/v1", EVIL, driver=RecordingDriver, size=(120, 50)) as on:
        await on.ask("Hello")
        assert acting(written(on)) == []


def test_the_check_itself_sees_what_acts() -> None:
    assert all(acting(act) for act in ACTS.values())
    assert acting("\x1b[?25l\x1b[1;1H\x1b[38;2;1;2;3mtext\x1b[0m\n") == []
