"""A race: all start together, and whatever happens to one, the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import ReplyState
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import ConfigurationError, Fault, ProviderError
from streamtui.core.ports.provider import ChatProvider, Progress
from streamtui.core.ports.race import Contestant
from streamtui.session.race import Race
from tests.doubles.clocks import FakeClock
from tests.doubles.providers import FakeEndpoint, FakeProvider, Script, text_reply
from tests.known import known

MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "tell"}]
OPENING: list[ev.StreamEvent] = [ev.RequestSent(0.0, 1, "fake"), ev.ResponseStarted(0.5)]
CUT = ProviderError(Fault("cut", "The connection broke."))


class FakeSlowEndpoint(FakeEndpoint):
    """Ready when told, or never."""

    def __init__(self, provider: ChatProvider) -> None:
        super().__init__(provider)
        self.opening = asyncio.Event()
        self.is_ready = asyncio.Event()
        self.closed = False

    async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
        on_progress(Progress("Fetching", 1, 2))
        self.opening.set()
        await self.is_ready.wait()
        return await super().open(on_progress)

    async def close(self) -> None:
        self.closed = True


class FakeBrokenEndpoint(FakeEndpoint):
    async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
        raise ConfigurationError("There is no such model.")


def race_of(runs: int = 1, **scripts: Script) -> Race:
    endpoints = {label: FakeEndpoint(FakeProvider(*[script] * runs), model=label) for label, script in scripts.items()}
    return Race(endpoints, MESSAGES, FakeClock(), runs=runs)


def outcomes(race: Race) -> list[tuple[str, ReplyState]]:
    return [(str(reply.text), reply.state) for contestant in race.contestants for reply in contestant.replies]


def when(
    label: str, kind: type[ev.StreamEvent], then: Callable[[Contestant], None]
) -> Callable[[Contestant, ev.StreamEvent], None]:
    def on_event(contestant: Contestant, event: ev.StreamEvent) -> None:
        if contestant.label == label and isinstance(event, kind):
            then(contestant)

    return on_event


async def test_all_are_asked_the_same() -> None:
    providers = {label: FakeProvider(text_reply("Hi")) for label in "ab"}
    endpoints = {label: FakeEndpoint(provider, model=label) for label, provider in providers.items()}
    race = Race(endpoints, MESSAGES, FakeClock())
    await race.run()
    requests = [provider.requests[0] for provider in providers.values()]
    assert [(request.model, request.messages) for request in requests] == [("a", MESSAGES), ("b", MESSAGES)]
    assert outcomes(race) == [("Hi", ReplyState.COMPLETE)] * 2
    assert race.contestants[0].state.conversation.messages[0].text == "tell"


async def test_one_that_breaks_or_fails_harms_no_other() -> None:
    race = race_of(good=text_reply("fine"), broken=[*OPENING, ev.TextDelta(1.0, "Half"), CUT], dead=[*OPENING, CUT])
    await race.run()
    assert outcomes(race) == [("fine", ReplyState.COMPLETE), ("Half", ReplyState.CUT), ("", ReplyState.FAILED)]
    assert all(contestant.over for contestant in race.contestants)


async def test_one_that_is_never_ready_is_a_reply_that_failed() -> None:
    good = FakeEndpoint(FakeProvider(text_reply("fine")))
    race = Race({"good": good, "broken": FakeBrokenEndpoint()}, MESSAGES, FakeClock())
    await race.run()
    assert outcomes(race) == [("fine", ReplyState.COMPLETE), ("", ReplyState.FAILED)]
    assert known(race.contestants[1].replies[0].fault).message == "There is no such model."


async def test_one_that_stalls_is_stopped_alone_and_keeps_its_text() -> None:
    race = race_of(stalled=[*OPENING, ev.TextDelta(1.0, "so far"), asyncio.Event()], good=text_reply("fine"))
    await race.run(when("stalled", ev.TextDelta, race.stop))
    assert outcomes(race) == [("so far", ReplyState.STOPPED), ("fine", ReplyState.COMPLETE)]
    assert [c.state.phase for c in race.contestants] == [Phase.STOPPED, Phase.DONE]


async def test_cancelling_the_race_stops_all_and_closes_their_streams() -> None:
    providers = [FakeProvider([*OPENING, ev.TextDelta(1.0, "so far"), asyncio.Event()]) for _ in range(2)]
    race = Race({str(i): FakeEndpoint(provider) for i, provider in enumerate(providers)}, MESSAGES, FakeClock())
    wrote: set[str] = set()

    def on_event(contestant: Contestant, event: ev.StreamEvent) -> None:
        if isinstance(event, ev.TextDelta):
            wrote.add(contestant.label)
            if len(wrote) == 2:
                task.cancel()

    task = asyncio.create_task(race.run(on_event))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert outcomes(race) == [("so far", ReplyState.STOPPED)] * 2
    assert [provider.closed_streams for provider in providers] == [1, 1]


async def test_nobody_starts_before_the_last_is_ready() -> None:
    provider = FakeProvider(text_reply("fine"))
    slow = FakeSlowEndpoint(FakeProvider(text_reply("late")))
    race = Race({"quick": FakeEndpoint(provider), "slow": slow}, MESSAGES, FakeClock())
    task = asyncio.create_task(race.run())
    await slow.opening.wait()
    await asyncio.sleep(0)  # the quick one has its turn
    assert (race.contestants[1].progress, provider.requests) == (Progress("Fetching", 1, 2), [])
    slow.is_ready.set()
    await task
    assert outcomes(race) == [("fine", ReplyState.COMPLETE), ("late", ReplyState.COMPLETE)]
    assert slow.closed


async def test_stopping_one_that_is_not_ready_lets_the_others_start() -> None:
    slow = FakeSlowEndpoint(FakeProvider())
    race = Race({"quick": FakeEndpoint(FakeProvider(text_reply("fine"))), "slow": slow}, MESSAGES, FakeClock())
    task = asyncio.create_task(race.run())
    await asyncio.sleep(0)
    race.stop(race.contestants[1])
    await task
    assert outcomes(race) == [("fine", ReplyState.COMPLETE), ("", ReplyState.FAILED)]
    assert race.contestants[1].state.phase is Phase.STOPPED


async def test_every_run_is_kept() -> None:
    race = race_of(runs=3, a=text_reply("one"), b=[*OPENING, CUT])
    await race.run()
    assert [len(contestant.replies) for contestant in race.contestants] == [3, 3]


async def test_a_bug_is_the_end_of_one_run_and_the_others_go_on() -> None:
    half = [*OPENING, ev.TextDelta(1.0, "Half")]
    race = race_of(runs=2, bug=[*half, ZeroDivisionError("bug")], good=text_reply("fine"))
    await race.run()
    assert outcomes(race) == [("Half", ReplyState.CUT)] * 2 + [("fine", ReplyState.COMPLETE)] * 2
    assert known(race.contestants[0].replies[0].fault).kind == "bug"


async def test_a_bug_in_an_endpoint_harms_no_other() -> None:
    class Buggy(FakeEndpoint):
        async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
            raise LookupError("of the endpoint")

        async def close(self) -> None:
            raise OSError("not even that")

    good = FakeEndpoint(FakeProvider(text_reply("fine")))
    race = Race({"buggy": Buggy(), "good": good}, MESSAGES, FakeClock())
    await race.run()
    assert outcomes(race) == [("", ReplyState.FAILED), ("fine", ReplyState.COMPLETE)]
    assert known(race.contestants[0].replies[0].fault).kind == "bug"


async def test_a_bug_in_who_hears_of_one_harms_no_other() -> None:
    def fail(_: Contestant) -> None:
        raise LookupError("of who listens")

    race = race_of(heard=text_reply("Half"), good=text_reply("fine"))
    await race.run(when("heard", ev.TextDelta, fail))
    assert outcomes(race) == [("Half", ReplyState.CUT), ("fine", ReplyState.COMPLETE)]
    never = race_of(heard=text_reply("Half"), good=text_reply("fine"))
    await never.run(when("heard", ev.StreamEvent, fail))  # type: ignore[arg-type]
    assert outcomes(never) == [("", ReplyState.FAILED), ("fine", ReplyState.COMPLETE)]


async def test_where_nobody_hears_any_more_the_race_ends() -> None:
    def closed(_: Contestant) -> None:
        raise BrokenPipeError

    race = race_of(heard=text_reply("Half"), hangs=[*OPENING, asyncio.Event()])
    with pytest.raises(BrokenPipeError):
        await race.run(when("heard", ev.TextDelta, closed))


async def test_what_one_run_teaches_of_a_models_tokens_the_next_knows() -> None:
    *opening, end = text_reply("Some words that a race is about. " * 8, model="m")
    script = [*opening, ev.UsageReported(1.5, Usage(9, 80)), end]
    ratios = TokenRatios()
    race = Race(
        {"m": FakeEndpoint(FakeProvider(script, script), model="m")}, MESSAGES, FakeClock(), runs=2, ratios=ratios
    )
    await race.run()
    assert [reply.statistics.live_tokens.ratio.replies for reply in race.contestants[0].replies] == [0, 1]
    assert ratios.of("m").replies == 2
