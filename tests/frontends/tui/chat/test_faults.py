"""Every fault of a server in the app: what stands on the screen, what is kept, and that the chat goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from streamtui.cli.compose import places
from streamtui.core.chat.events import StreamEvent, TextDelta
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import ReplyState
from streamtui.core.ports.provider import ChatRequest
from tests.doubles.clocks import FakeImpatientClock
from tests.frontends.tui.live_stage import LiveStage, live_stage
from tests.servers.expected import EXPECTED, NO_FIRST_TOKEN, PATIENCE, STALLS, Told, expected
from tests.servers.fault import FaultServer
from tests.servers.scenarios import LONG_PIECE

KEY = "the-secret-key-of-the-tests"
FAST = {
    "OPENAI_API_KEY": KEY,
    "STREAMTUI_RETRY_WAIT_MIN_S": "0",
    "STREAMTUI_RETRY_WAIT_MAX_S": "0",
}
QUICK = [name for name in EXPECTED if name not in {"long-line", "tools", *PATIENCE}]
"""`long-line` would fill the screen for itself, `tools` has rounds of tools."""
GROUPS: list[tuple[dict[str, str], list[str]]] = [
    *(({}, QUICK[start::3]) for start in range(3)),
    *((patience, [name for name in PATIENCE if PATIENCE[name] is patience]) for patience in (NO_FIRST_TOKEN, STALLS)),
]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SystemClock", FakeImpatientClock)
    for name, value in FAST.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True, params=["chat", "responses"])
def api(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each API in turn is the one that is spoken."""
    monkeypatch.setenv("STREAMTUI_API", request.param)
    return str(request.param)


@pytest.fixture(autouse=True)
def _quiet(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing stray on the terminal or in the logs, whatever happened."""
    caplog.set_level(logging.WARNING)
    yield
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


async def check_fault(on: LiveStage, scenario: str, told: Told) -> None:
    """Ask, and look at what stands on the screen and what can be done now."""
    on.desk.use_model(scenario)
    await on.ask(scenario)
    reply, shown = on.state.reply, on.text
    assert reply is not None
    kind = reply.fault and reply.fault.kind
    assert (kind, str(reply.text), reply.attempts) == (told.kind, told.content, told.attempts)
    assert told.content.rstrip() in shown
    assert KEY not in shown
    assert on.prompt.text == ""
    if reply.fault is not None:
        assert reply.fault.message in shown
        assert reply.state is (ReplyState.CUT if told.content else ReplyState.FAILED)
        assert ("continues from here" in shown) == bool(told.content)
        assert "asks again" in shown


@pytest.mark.parametrize(("patience", "scenarios"), GROUPS)
async def test_a_fault_stands_in_the_conversation_and_the_next_message_works(
    impatient: None, monkeypatch: pytest.MonkeyPatch, patience: dict[str, str], scenarios: list[str], api: str
) -> None:
    """Each through one of the APIs: a screen knows none, and `ask` is told all of them through both."""
    for name, value in patience.items():
        monkeypatch.setenv(name, value)
    history: list[dict[str, str]] = []
    async with FaultServer() as server, live_stage(server.base_url) as on:
        for scenario in scenarios[api == "responses" :: 2]:
            await check_fault(on, scenario, expected(api)[scenario])
            history.append({"role": "user", "content": scenario})
            assert server.requests[-1].messages == history
            if text := EXPECTED[scenario].content:
                history.append({"role": "assistant", "content": text})


async def check_stopped(on: LiveStage, kept: str = "") -> None:
    """The turn was stopped, what arrived is kept, and it can be asked again."""
    await on.idle()
    assert on.state.phase is Phase.STOPPED
    assert "■ stopped" in on.text
    assert "Alt+R asks again" in on.text
    assert on.state.reply is None or str(on.state.reply.text) == kept


async def test_escape_in_mid_stream_closes_the_connection_and_keeps_the_text() -> None:
    async with FaultServer() as server, live_stage(server.base_url, "silent") as on:
        await on.send("Hello")
        await on.shows("Hello, wor")
        await on.press("escape")
        await server.requests[0].gone.wait()
        await check_stopped(on, "Hello, wor")
        assert "\n ^g continues from here · Alt+R asks again" in on.text
        on.desk.use_model("good")
        await on.idle()
        await on.ask("And now?")
        assert server.requests[-1].messages[1] == {"role": "assistant", "content": "Hello, wor"}


@pytest.mark.parametrize(
    ("scenario", "phase"), [("never", Phase.CONNECTING), ("headers-only", Phase.WAITING), ("pings", Phase.WAITING)]
)
async def test_escape_before_the_first_token_closes_the_connection(scenario: str, phase: Phase) -> None:
    async with FaultServer() as server, live_stage(server.base_url, scenario) as on:
        await on.send("Hello")
        asked = await server.asked()
        while on.state.phase is not phase:
            await on.settle()
        await on.press("escape")
        await asked.gone.wait()
        await check_stopped(on)


@asynccontextmanager
async def silent_listener() -> AsyncIterator[tuple[int, asyncio.Event]]:
    """A port where connections are taken and nothing is ever said; and what tells that one has come."""
    came, over = asyncio.Event(), asyncio.Event()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.set()
        await over.wait()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], came
        over.set()


async def test_escape_while_connecting_gives_up() -> None:
    async with silent_listener() as (port, came), live_stage(f"https://127.0.0.1:{port}/v1") as on:
        await on.send("Hello")
        await came.wait()
        assert on.state.phase is Phase.CONNECTING
        await on.press("escape")
        await check_stopped(on)


async def test_escape_while_the_models_name_is_asked_for_gives_up_too() -> None:
    async with silent_listener() as (port, came), live_stage(f"http://127.0.0.1:{port}/v1", "", ready=False) as on:
        await came.wait()
        await on.press("escape")
        await on.shows("Not connected · Enter tries again")


async def test_a_retry_counts_down_and_escape_cancels_it() -> None:
    async with FaultServer() as server, live_stage(server.base_url, "429-seconds") as on:
        await on.send("Hello")
        host = server.base_url.split("/")[2]
        await on.shows(f"Rate limited by {host}. Retry 2 of 3 in 3 s · Enter now · Esc cancels")
        await on.press("escape")
        await check_stopped(on)
        assert "Retry 2 of 3" not in on.text
        assert len(server.requests) == 1


async def test_enter_ends_the_wait_for_a_retry() -> None:
    async with FaultServer() as server, live_stage(server.base_url, "429-once") as on:
        await on.send("Hello")
        await on.shows("Enter now")
        await on.press("enter")
        await server.asked(2)
        await on.shows("Hello, world.")
        await on.idle()
        assert "attempt 2" in on.text


async def test_a_request_that_waits_for_a_stream_to_end_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMTUI_LIMITS_CONCURRENT_STREAMS", "1")
    async with FaultServer() as server, live_stage(server.base_url) as on:
        other = await on.composition.endpoint.open(lambda progress: None)
        streaming = asyncio.Event()

        def take(event: StreamEvent) -> None:
            if isinstance(event, TextDelta):
                streaming.set()

        request = ChatRequest("silent", [{"role": "user", "content": "Hi"}])
        asking = asyncio.create_task(other.ask(request, take))
        await streaming.wait()
        await on.send("Hello")
        await on.shows("No more streams than 1 are open at once; this one waits until another one ends.")
        assert len(server.requests) == 1
        asking.cancel()
        await on.idle()
        assert "Hello, world." in on.text


@pytest.mark.parametrize("api", ["chat"], indirect=True)
async def test_a_line_of_five_megabytes_is_shown_to_its_end() -> None:
    async with FaultServer() as server, live_stage(server.base_url, "long-line") as on:
        await on.ask("Hello")
        assert on.state.reply is not None
        assert len(on.state.reply.text) == len(LONG_PIECE)
        assert "never ending" in on.text
