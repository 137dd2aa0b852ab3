"""Any walk through a conversation's branches leads to the same on the disk, over restarts, as in memory."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streamtui.core.chat import events as ev
from streamtui.core.chat.messages import Notice, UserMessage
from streamtui.core.chat.reply import Reply
from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.ports.provider import ChatRequest, Take
from streamtui.core.ports.session import Aside
from streamtui.core.ports.store import KeptConversation
from streamtui.session.live import LiveSession
from streamtui.storage.conversations.store import ConversationStore
from tests.doubles.clocks import FakeClock, numbered_ids
from tests.doubles.providers import FakeEndpoint, FakeProvider, call_reply, text_reply
from tests.doubles.tools import FakeToolbox

CUT = Fault("cut", "It broke off.")
STEPS = st.one_of(
    st.tuples(st.sampled_from(["ask", "ask", "fail", "call"]), st.just(0), st.just(0)),
    st.tuples(st.sampled_from(["again", "edit", "left out", "in again"]), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("branch"), st.integers(0, 9), st.sampled_from([-1, 1])),
    st.tuples(st.just("run again"), st.integers(0, 3), st.just(0)),
    st.tuples(st.sampled_from(["race", "race left"]), st.integers(0, 1), st.integers(0, 1)),
    st.tuples(st.sampled_from(["continue", "system", "parameters", "mark", "restart"]), st.just(0), st.just(0)),
)

UNASKED = [("system", 0, 0), ("parameters", 0, 0), ("mark", 0, 0), ("race left", 0, 0), ("race left", 0, 1)]
"""What may be before the first question."""


class Answering(FakeProvider):
    """Answers everything, as the step says."""

    kind = "ask"

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count(1)

    async def ask(self, request: ChatRequest, take: Take) -> None:
        self.requests.append(request)
        number = next(self._numbers)
        calls = self.kind == "call" and request.messages[-1]["role"] != "tool"
        events = call_reply(("x", "add", f'{{"n": {number}}}')) if calls else text_reply(f"answer {number}")
        for event in events[:-1] if self.kind == "fail" else events:
            take(replace(event, reply=request.reply) if isinstance(event, ev.RequestSent) else event)
        if self.kind == "fail":
            raise StreamtuiError(CUT)


class Walker:
    """Walks; with a folder by what is kept there alone, after each restart."""

    def __init__(self, folder: Path | None) -> None:
        self.provider = Answering()
        self._folder, self._clock, self._new_id = folder, FakeClock(), numbered_ids()
        self._numbers = count(1)
        self._store: ConversationStore | None = None
        self.session = self._start(lambda _: None)

    def _start(self, load: Callable[[ConversationStore], KeptConversation | None]) -> LiveSession:
        before, keeper = None, None
        if self._folder is not None:
            self._store = ConversationStore(self._folder, self._clock)
            before = load(self._store)
            keeper = self._store.keeper(before)
        endpoint = FakeEndpoint(self.provider)
        return LiveSession(
            self.provider,
            endpoint,
            self._clock,
            new_id=self._new_id,
            toolbox=FakeToolbox(),
            keeper=keeper,
            before=before,
        )

    def close(self) -> None:
        if self._store is not None:
            self._store.close()

    def restart(self) -> None:
        if self._store is not None and self.session.state.conversation.messages:
            self.close()
            self.session = self._start(lambda store: store.load().result())

    async def step(self, kind: str, place: int, by: int) -> None:
        session = self.session
        messages = [one for one in session.state.conversation.messages if not isinstance(one, Notice)]
        questions = [one for one in messages if isinstance(one, UserMessage)]
        calls = [call for one in messages if isinstance(one, Reply) for call in one.tool_calls]
        text = f"question {next(self._numbers)}"
        self.provider.kind = kind
        match kind:
            case "ask" | "fail" | "call":
                await session.turn(text)
            case "again" if questions:
                await session.ask_again(questions[place % len(questions)].id)
            case "edit" if questions:
                await session.edit(questions[place % len(questions)].id, text)
            case "left out" | "in again" if messages:
                session.leave_out(messages[place % len(messages)].id, kind == "left out")
            case "branch" if messages:
                if (branches := session.tree.at(messages[place % len(messages)])) is not None:
                    await session.take_branch(branches.by(by))
            case "run again" if calls:
                await session.run_again(calls[place % len(calls)], "{}")
            case "continue" if messages and isinstance(messages[-1], Reply):
                await session.continue_turn()
            case "system":
                session.set_system(text)
            case "parameters":
                session.set_parameters({"seed": next(self._numbers)})
            case "mark":
                session.mark(text)
            case "race" | "race left":
                lanes = [
                    [ev.PromptSubmitted(0.0, text), *text_reply(f"{text} {n}"), ev.TurnFinished(2.0)] for n in range(3)
                ]
                again = bool(questions) and bool(place % 2)
                for aside, lane in zip(session.aside(len(lanes), again=again), lanes, strict=False):
                    for event in lane:
                        aside.record(event)
                    if by and isinstance(aside, Aside):
                        await aside.written()
                session.adopt(lanes if kind == "race" else (), again=again)
            case "restart":
                self.restart()

    def seen(self) -> list[Any]:
        """What is shown and what is sent."""
        conversation = self.session.state.conversation
        shown: list[Any] = [conversation.system, dict(conversation.parameters), conversation.request_messages()]
        for message in conversation.messages:
            branches = self.session.tree.at(message)
            at = (branches.number, len(branches.turns)) if branches is not None else None
            left_out = not isinstance(message, Notice) and message.left_out
            shown.append((type(message).__name__, str(message.text), at, left_out))
            if isinstance(message, Reply):
                calls = [(call.name, str(call.arguments), call.state, call.output) for call in message.tool_calls]
                shown.append((message.state, message.fault, calls))
        return shown


async def walk(steps: list[tuple[str, int, int]], folder: Path | None) -> list[Any]:
    walker = Walker(folder)
    seen = []
    try:
        for step in steps:
            await walker.step(*step)
            seen.append(walker.seen())
    finally:
        walker.close()
    return seen


@settings(max_examples=40, deadline=None)
@given(unasked=st.lists(st.sampled_from(UNASKED), max_size=3), steps=st.lists(STEPS, min_size=2, max_size=14))
def test_any_walk_over_restarts_is_the_walk_in_memory(
    unasked: list[tuple[str, int, int]], steps: list[tuple[str, int, int]]
) -> None:
    steps = [*unasked, ("ask", 0, 0), *steps, ("restart", 0, 0)]
    in_memory = asyncio.run(walk(steps, None))
    with tempfile.TemporaryDirectory() as folder:
        on_disk = asyncio.run(walk(steps, Path(folder)))
    for number, (kept, remembered) in enumerate(zip(on_disk, in_memory, strict=True)):
        assert kept == remembered, steps[: number + 1]
