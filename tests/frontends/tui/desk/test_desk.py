"""The desk without a screen: what it does, and the face it shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from streamtui.core.chat import events as ev
from streamtui.core.chat.phase import Phase
from streamtui.core.ports.personas import Persona
from streamtui.frontends.tui.desk.answered import set_parameter, switch_tool
from streamtui.frontends.tui.desk.commands import ASK_AGAIN, CONNECT, NEW, SEND_QUEUED, STOP, TAKE_BACK
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.face import Face, face_of
from tests.doubles.providers import FakeEndpoint
from tests.doubles.services import FakeServices
from tests.doubles.tools import FakeToolbox


class Person:
    """Who sits at the desk."""

    def __init__(self, fake: FakeServices) -> None:
        self.fake = fake
        self.given_back: list[str] = []
        self.changed = asyncio.Event()
        self.desk = Desk(fake.services)
        self.desk.watch(lambda: None, self.changed.set, self.given_back.append)

    @property
    def face(self) -> Face:
        return face_of(self.desk, self.fake.clock.now())

    async def until_idle(self) -> None:
        while self.desk.turns.busy:
            self.changed.clear()
            await self.changed.wait()


@asynccontextmanager
async def at_desk(endpoint: FakeEndpoint | None = None, fake: FakeServices | None = None) -> AsyncIterator[Person]:
    person = Person(fake or FakeServices(endpoint))
    running = asyncio.create_task(person.desk.run())
    await asyncio.sleep(0)
    if endpoint is None:
        await person.until_idle()
    yield person
    running.cancel()
    await asyncio.wait({running})


async def test_while_the_endpoint_is_prepared_a_prompt_waits_and_can_be_taken_back() -> None:
    async with at_desk(FakeEndpoint(ready=False)) as person:
        await asyncio.sleep(0)
        person.fake.endpoint.progress("Fetching", 1, 3)
        person.fake.clock.advance(2.0)
        person.desk.submit("Hello")
        person.desk.submit("And more")
        face = person.face
        assert (face.opening_s, face.connected, face.queued) == (2.0, False, ("Hello", "And more"))
        assert face.progress is not None
        assert face.progress.done == 1
        assert list(face.offers) == [STOP, TAKE_BACK, NEW]
        TAKE_BACK.do(person.desk)
        TAKE_BACK.do(person.desk)
        assert person.given_back == ["And more", "Hello"]
        assert person.face.queued == ()


async def test_what_could_not_be_opened_says_why_and_can_be_tried_again() -> None:
    async with at_desk(FakeEndpoint(ready=False)) as person:
        await asyncio.sleep(0)
        person.fake.endpoint.fail("Nobody is there.")
        await person.until_idle()
        assert person.face.state.phase is Phase.FAILED
        assert CONNECT in person.face.offers


async def test_a_conversation_that_is_gone_on_with_stays_in_sight_where_its_place_could_not_be_opened() -> None:
    fake = FakeServices(FakeEndpoint(ready=False))
    fake.services = replace(fake.services, before=[ev.PromptSubmitted(1.0, "Hello", "p1"), ev.TurnFinished(2.0)])
    async with at_desk(fake.endpoint, fake) as person:
        await turns_of_the_loop()
        fake.endpoint.fail("Nobody is there.")
        await person.until_idle()
        assert person.desk.state.conversation.messages[0].text == "Hello"
        assert person.face.state.phase is Phase.FAILED


async def test_who_waits_for_the_place_goes_on_once_it_is_settled_whether_it_is_ready_or_not() -> None:
    async with at_desk(FakeEndpoint(ready=False)) as person:
        await asyncio.sleep(0)
        connection = person.desk.connection
        for ready in (False, True):
            waiting = asyncio.create_task(connection.settled())
            await asyncio.sleep(0)
            assert not waiting.done()
            if ready:
                person.fake.endpoint.succeed()
            else:
                person.fake.endpoint.fail("Nobody is there.")
            await waiting
            assert (connection.provider is not None) == ready
            await person.until_idle()
            if not ready:
                CONNECT.do(person.desk)
                await asyncio.sleep(0)


async def test_one_turn_after_another_and_the_prompt_that_waits_is_sent_by_itself() -> None:
    async with at_desk() as person:
        person.desk.submit("First")
        person.desk.submit("Second")
        await asyncio.sleep(0)
        assert STOP in person.face.offers
        assert SEND_QUEUED not in person.face.offers
        await person.fake.session.play(ev.TurnFinished(1.0))
        while len(person.fake.session.prompts) < 2:
            person.changed.clear()
            await person.changed.wait()
        assert person.fake.session.prompts == ["First", "Second"]
        assert person.face.queued == ()


async def test_after_a_stop_what_waits_is_sent_when_the_person_says_so() -> None:
    async with at_desk() as person:
        person.desk.submit("First")
        await asyncio.sleep(0)
        person.desk.submit("Second")
        STOP.do(person.desk)
        await person.until_idle()
        offers = person.face.offers
        assert person.fake.session.prompts == ["First"]
        assert {SEND_QUEUED, ASK_AGAIN} <= set(offers)


async def test_what_is_said_after_a_stop_while_another_model_is_gone_to_is_sent_to_it() -> None:
    async with at_desk() as person:
        person.desk.submit("One")
        await asyncio.sleep(0)
        person.desk.stop()
        await person.until_idle()
        person.desk.use_model("another")
        assert person.desk.turns.busy
        person.desk.submit("Two")
        while len(person.fake.session.prompts) < 2:
            person.changed.clear()
            await person.changed.wait()
        assert person.fake.session.prompts == ["One", "Two"]


async def turns_of_the_loop() -> None:
    """Let everything happen that waits for nothing."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_another_place_that_is_chosen_while_one_is_opened_is_gone_to_in_its_stead() -> None:
    async with at_desk() as person:
        desk, slow, other = person.desk, FakeEndpoint(ready=False), FakeEndpoint(label="other")
        gone_to: list[str] = []
        desk.move(slow, "", lambda: gone_to.append("slow"))
        await turns_of_the_loop()
        desk.move(other, "", lambda: gone_to.append("other"))
        await turns_of_the_loop()
        assert (desk.connection.place, other.opened, slow.closed, gone_to) == ("other", 1, True, ["other"])
        desk.submit("Hello")
        await turns_of_the_loop()
        assert person.fake.session.prompts == ["Hello"]


async def test_a_place_goes_on_being_opened_where_another_conversation_is_begun_or_brought_back() -> None:
    async with at_desk() as person:
        desk, slow = person.desk, FakeEndpoint(ready=False)
        desk.submit("One")
        await turns_of_the_loop()
        desk.stop()
        await person.until_idle()
        desk.move(slow, "")
        await turns_of_the_loop()
        desk.new_conversation()
        await turns_of_the_loop()
        desk.bring_back()
        await turns_of_the_loop()
        slow.succeed()
        await turns_of_the_loop()
        assert desk.idle
        assert slow.opened == 1


async def test_one_that_waits_for_the_place_can_be_had_sent_first_and_one_that_is_gone_stops_nothing() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with at_desk(endpoint) as person:
        desk = person.desk
        await turns_of_the_loop()
        endpoint.fail("Nobody is there.")
        await person.until_idle()
        desk.waiting.hold(["One", "Two"])
        desk.send_now(desk.waiting.prompts[1])
        await turns_of_the_loop()
        desk.send_now(second := desk.waiting.prompts[0])
        await turns_of_the_loop()
        endpoint.succeed()
        await turns_of_the_loop()
        desk.send_now(second)
        await turns_of_the_loop()
        assert person.fake.session.prompts == ["Two"]
        assert (desk.turns.busy, [*desk.waiting.prompts]) == (True, ["One"])


async def test_what_is_said_while_the_place_is_opened_lets_go_what_an_earlier_run_left() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with at_desk(endpoint) as person:
        person.desk.waiting.hold(["Left"])
        person.desk.submit("New")
        await turns_of_the_loop()
        endpoint.succeed()
        await turns_of_the_loop()
        assert person.fake.session.prompts == ["Left"]


async def test_a_bug_in_who_draws_is_told_and_the_next_message_is_sent() -> None:
    def fail() -> None:
        raise LookupError("of who draws")

    async with at_desk() as person:
        desk, session = person.desk, person.fake.session
        desk.watch(fail, person.changed.set, person.given_back.append)
        desk.submit("First")
        await asyncio.sleep(0)
        session._events.put_nowait(ev.NoticeIssued(1.0, "Drawn."))
        await person.until_idle()
        assert desk.state.fault is not None
        assert (desk.state.phase, desk.state.fault.kind) == (Phase.FAILED, "bug")
        desk.watch(lambda: None, person.changed.set, person.given_back.append)
        desk.submit("Second")
        await asyncio.sleep(0)
        assert session.prompts == ["First", "Second"]


async def test_a_bug_in_what_is_opened_is_told_and_can_be_tried_again() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with at_desk(endpoint) as person:
        await asyncio.sleep(0)
        assert endpoint._outcome is not None
        endpoint._outcome.set_exception(OverflowError("of the endpoint"))
        await person.until_idle()
        assert person.face.state.fault is not None
        assert person.face.state.fault.kind == "bug"
        assert CONNECT in person.face.offers


async def test_a_parameter_is_set_shown_kept_for_the_next_conversation_and_removed() -> None:
    async with at_desk() as person:
        desk = person.desk
        assert set_parameter(desk, "") == "Sent along: temperature 0 (of the place)."
        assert set_parameter(desk, "temperature 0.2") == "temperature is 0.2; /set temperature - removes it."
        assert set_parameter(desk, "max-tokens  2000") == "max_tokens is 2000; /set max_tokens - removes it."
        desk.new_conversation()
        await person.until_idle()
        assert person.face.parameters == ("T 0.2", "max 2000")
        assert person.fake.session.state.conversation.parameters == {"temperature": 0.2, "max_tokens": 2000}
        assert set_parameter(desk, "") == "Sent along: temperature 0.2, max_tokens 2000."
        assert set_parameter(desk, "temperature -").startswith("temperature is not sent; it can be a number")
        assert list(person.face.parameters) == ["max 2000"]
        assert person.fake.session.state.conversation.parameters == {"temperature": None, "max_tokens": 2000}


async def test_a_wrong_parameter_changes_nothing_and_is_told_in_a_sentence() -> None:
    async with at_desk() as person:
        assert set_parameter(person.desk, "temprature 1").startswith("There is no parameter temprature; there is temp")
        assert set_parameter(person.desk, "temperature hot") == "temperature must be a number from 0 to 2."
        assert person.face.parameters == ()


def test_a_tool_is_switched_by_its_name() -> None:
    toolbox = FakeToolbox()
    name = toolbox.tools()[0].name
    assert switch_tool(toolbox, name) == f"{name} is off from the next message on."
    assert not toolbox.is_on(name)
    assert switch_tool(toolbox, name) == f"{name} is on from the next message on."
    assert switch_tool(toolbox, f"{name}s") == f"There is no tool {name}s (perhaps {name}); /tools shows them all."


async def test_a_conversation_that_is_brought_back_is_asked_with_the_parameters_that_are_shown() -> None:
    async with at_desk() as person:
        desk = person.desk
        desk.submit("Hello")
        await asyncio.sleep(0)
        first = person.fake.session
        desk.new_conversation()
        await person.until_idle()
        set_parameter(desk, "seed 7")
        assert first.state.conversation.parameters == {}
        desk.bring_back()
        assert desk.state is first.state
        assert first.state.conversation.parameters == {"seed": 7}
        assert person.face.parameters == ("seed 7",)


async def test_a_persona_takes_what_it_set_along_when_another_answers() -> None:
    async with at_desk() as person:
        await person.until_idle()
        own, conversation = person.desk.own, person.fake.session.state.conversation
        own.set_here({"seed": 5})
        own.take(Persona("pirate", "Arr.", {"temperature": 0.9, "top_p": 0.5}))
        own.set_here({"top_p": 0.7})
        assert (own.persona, own.system) == ("pirate", "Arr.")
        assert conversation.parameters == {"seed": 5, "temperature": 0.9, "top_p": 0.7}
        own.take(Persona("judge", "Be fair."))
        assert (own.persona, own.system) == ("judge", "Be fair.")
        assert conversation.parameters == {"seed": 5, "top_p": 0.7}
        person.desk.new_conversation()
        await person.until_idle()
        assert (own.persona, own.system, own.parameters) == ("judge", "Be fair.", {"seed": 5, "top_p": 0.7})
        own.take(None)
        assert (own.persona, own.system) == ("", "")
