"""What can go wrong, in place, and what the person does about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from streamtui.core.chat import events as ev
from streamtui.core.chat.phase import Phase
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.provider import ChatProvider
from streamtui.core.ports.session import Conversing
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.session.live import LiveSession
from tests.doubles.clocks import numbered_ids
from tests.doubles.providers import FakeEndpoint, FakeProvider, text_reply
from tests.doubles.services import FakeServices
from tests.frontends.tui.stage import NARROW, WIDE, Stage, stage

pytestmark = pytest.mark.one_python

OPENING: list[ev.StreamEvent] = [ev.RequestSent(0.0, 1, "fake"), ev.ResponseStarted(0.5)]
LIMITED = Fault("rate_limit", "Rate limited.", 429, 6.0)


async def limited(on: Stage) -> None:
    """A prompt whose first attempt was refused; the next one is 6 s away."""
    await on.send("Hello")
    await on.request()
    await on.play(ev.RetryScheduled(on.now, 2, 3, 6.0, LIMITED))


async def test_a_retry_counts_down() -> None:
    async with stage() as on:
        await limited(on)
        assert "Rate limited by api.example. Retry 2 of 3 in 6 s · Enter now · Esc cancels" in on.text
        assert "↻ retry in 6 s" in on.lines[0]
        on.fake.clock.advance(4.5)
        await on.settle()
        assert "Retry 2 of 3 in 2 s" in on.text


@pytest.mark.parametrize("key", ["enter", "ctrl+r"])
async def test_a_key_ends_the_wait_for_a_retry(key: str) -> None:
    async with stage(NARROW) as on:
        await limited(on)
        await on.press(key)
        assert on.session.retried == 1
        assert on.prompt.text == ""


async def test_while_something_is_typed_no_letter_is_a_command_and_the_other_key_is_named() -> None:
    async with stage() as on:
        await limited(on)
        await on.press(*"really")
        assert on.prompt.text == "really"
        assert on.session.retried == 0
        assert "^r now" in on.text


async def test_escape_cancels_the_wait_for_a_retry() -> None:
    async with stage() as on:
        await limited(on)
        await on.press("escape")
        assert "Retry 2 of 3" not in on.text
        assert "■ stopped" in on.lines[0]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("server", "Internal error.", 503), "api.example answered 503. Retry"),
        (Fault("connection", "Refused."), "The connection to api.example failed. Retry"),
        (Fault("timeout", "Slow."), "api.example did not answer in time. Retry"),
    ],
)
async def test_the_countdown_says_why(fault: Fault, words: str) -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.request()
        await on.play(ev.RetryScheduled(on.now, 2, 3, 6.0, fault))
        assert words in on.text


async def test_a_fault_stands_in_the_conversation_and_the_prompt_is_ready() -> None:
    async with stage(NARROW) as on:
        await on.send("Hello")
        await on.request()
        await on.play(ev.TurnFailed(on.now, Fault("authentication", "The key was refused: set OPENAI_API_KEY.", 401)))
        assert "The key was refused: set OPENAI_API_KEY." in on.text
        assert "✗ failed" in on.lines[0]
        assert "\n Alt+R asks again" in on.text
        assert "failed 0.0 s" not in on.text
        await on.send("Once more")
        assert on.session.prompts == ["Hello", "Once more"]


async def test_a_cut_keeps_the_text_and_offers_to_continue_or_to_ask_again() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Half a sen")
        await on.play(ev.TurnFailed(on.now, Fault("cut", "The connection broke off.")))
        assert "Half a sen" in on.text
        assert "✗ cut" in on.lines[0]
        assert "\n ^g continues from here · Alt+R asks again" in on.text
        assert on.session.continued == on.session.repeated == 0
        await on.send("/continue")
        assert on.session.continued == 1


async def test_a_complete_reply_can_be_asked_again() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Good morning.")
        await on.finish()
        assert "asks again" not in on.text
        await on.send("/retry")
        assert on.session.repeated == 1


async def test_silence_in_a_stream_is_told() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Well")
        on.fake.clock.advance(10)
        await on.play(ev.StallNoticed(on.now, 10.0))
        on.fake.clock.advance(2)
        await on.settle()
        assert "silent for 12 s" in on.lines[0]


async def test_preparing_shows_how_far_it_is_and_can_be_cancelled_and_resumed() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with stage(NARROW, endpoint) as on:
        endpoint.progress("Fetching SmolLM2", 31_000_000, 93_000_000)
        await on.settle()
        assert "Fetching SmolLM2  ━━━━━━──────────────  31.0 of 93.0 MB · Esc cancels" in on.text
        await on.press("escape")
        assert "Not connected · Enter tries again" in on.text
        await on.press("enter")
        assert endpoint.opened == 2
        endpoint.succeed()
        await on.settle()
        await on.send("Hello")
        assert on.session.prompts == ["Hello"]


async def test_an_endpoint_that_cannot_be_opened_says_why_and_keeps_the_prompt() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with stage(endpoint=endpoint) as on:
        await on.send("Hello")
        endpoint.fail("Nothing listens at http://localhost:9/v1.")
        await on.settle()
        assert "Nothing listens at http://localhost:9/v1." in on.text
        assert "○ not connected" in on.lines[0]
        assert "next  Hello" in on.text
        await on.send("/retry")
        endpoint.succeed()
        await on.settle()
        assert on.session.prompts == ["Hello"]


async def test_sending_again_tries_to_connect_again() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with stage(endpoint=endpoint) as on:
        await on.press("escape")
        await on.send("Hello")
        assert endpoint.opened == 2
        await on.press("escape")
        await on.send("Another")
        assert endpoint.opened == 3
        assert "then  Another" in on.text


@pytest.mark.parametrize(("key", "word"), [("alt+r", "/retry"), ("ctrl+g", "/continue")])
async def test_what_is_to_become_of_a_reply_waits_for_an_endpoint_that_is_prepared(key: str, word: str) -> None:
    endpoint = FakeEndpoint(ready=False)
    async with stage(endpoint=endpoint) as on:
        endpoint.succeed()
        await on.send("Hello")
        await on.answer("Well")
        await on.press("escape")
        on.chat_screen.desk.use_model("another")
        await on.press(key, key)
        assert f"next  {word} " in on.text
        assert "then" not in on.text
        endpoint.succeed()
        await on.settle()
        await on.request()
        assert (on.session.repeated, on.session.continued) == (word == "/retry", word == "/continue")


async def test_a_new_conversation_waits_for_the_place_where_a_kept_one_is_shown_meanwhile() -> None:
    endpoint, before = FakeEndpoint(ready=False), [ev.PromptSubmitted(0.0, "What was kept", "kept")]
    fake = FakeServices(endpoint)

    def go_on(provider: ChatProvider) -> Conversing:
        session = fake.services.start_session(provider)
        if session is fake.sessions[0]:
            session.state.fold(before)
        return session

    app = StreamtuiApp(replace(fake.services, before=before, start_session=go_on))
    async with app.run_test(size=WIDE) as pilot:
        on = Stage(app, pilot, fake)
        await on.settle()
        await on.press("ctrl+n", "ctrl+n")
        assert "What was kept" in on.text
        assert "next  /new " in on.text
        assert "New conversation" not in on.text
        await on.send("Hello")
        endpoint.succeed()
        await on.settle()
        assert [session.prompts for session in fake.sessions] == [[], ["Hello"]]
        assert "What was kept" not in on.text


async def test_what_others_write_can_not_style_or_steer_the_screen() -> None:
    endpoint = FakeEndpoint(model="\x1b[31mred[/]", label="[bold]x", hint="\x1b]0;title\x07[red]")
    async with stage(endpoint=endpoint) as on:
        await on.send("Hello")
        await on.request()
        await on.play(
            ev.ToolCallDelta(on.now, 0, id="\x1b[2J", name="[b]na\x07me", arguments='{"k\\u001b": "[/]\\u001b"}')
        )
        assert "\x1b" not in on.text
        assert "\x07" not in on.text
        assert "[b]na␇me" in on.text


async def test_quitting_in_mid_stream_gives_the_endpoint_back() -> None:
    fake = FakeServices()
    app = StreamtuiApp(fake.services)

    async def quit_soon(pilot: Pilot[object]) -> None:
        on = Stage(app, pilot, fake)
        await on.settle()
        await on.send("Hello")
        await on.answer("Good")
        await pilot.press("ctrl+q", "ctrl+q")

    await app.run_async(headless=True, size=WIDE, auto_pilot=quit_soon)
    assert fake.endpoint.closed
    assert fake.session.state.phase is Phase.STOPPED


async def test_a_bug_shows_its_traceback_without_the_values_of_variables(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeServices()
    app = StreamtuiApp(fake.services)

    async def stumble(pilot: Pilot[object]) -> None:
        key = "hunter2-the-key"

        def submit(*_: object) -> bool:
            raise RuntimeError(f"Authorization: Bearer {key}")

        on = Stage(app, pilot, fake)
        await on.settle()
        monkeypatch.setattr(Desk, "submit", submit)
        on.prompt.post_message(PromptInput.Submitted("Hello"))

    await app.run_async(headless=True, size=WIDE, auto_pilot=stumble)
    shown = capsys.readouterr().err
    assert "RuntimeError" in shown
    assert "hunter2" not in shown
    assert app.return_code == 1


async def test_a_bug_in_a_session_ends_its_turn_and_the_next_message_works() -> None:
    async with stage() as on:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(on.session, "turn", lambda *_: 1 / 0)
            await on.send("Hello")
        assert "A bug of streamtui ended this (“ZeroDivisionError: division by zero”)" in " ".join(on.text.split())
        await on.send("Once more")
        await on.answer("Good")
        await on.finish()
        assert "Good" in on.text


async def test_a_bug_in_a_turn_stands_in_the_transcript_and_what_came_stays() -> None:
    provider = FakeProvider([*OPENING, ev.TextDelta(1.0, "Half"), LookupError("\x1b[2J of Bearer sk-0123456789")])
    provider.scripts.append(text_reply("Good"))
    endpoint = FakeEndpoint(provider)
    fake = FakeServices(endpoint)

    def start(given: ChatProvider) -> LiveSession:
        return LiveSession(given, endpoint, fake.clock, new_id=numbered_ids())

    app = StreamtuiApp(replace(fake.services, start_session=start))
    async with app.run_test(size=WIDE) as pilot:
        on = Stage(app, pilot, fake)
        await on.settle()
        await on.send("Hello")
        assert "Half" in on.text
        assert "“LookupError: ␛[2J of Bearer ***” ← doubles/providers.py" in on.text
        assert "A bug of streamtui ended this" in on.text
        await on.send("Once more")
        assert "Good" in on.text
