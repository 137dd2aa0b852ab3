"""A batch: so many at a time, each reply saved, none that fails in the way of another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Iterator

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import ConfigurationError, Fault, ProviderError
from streamtui.core.ports.batch import BatchState, Prompt
from streamtui.core.ports.provider import ChatRequest, Endpoint, Take
from streamtui.session.batch import Batch
from tests.doubles.clocks import FakeClock
from tests.doubles.providers import FakeEndpoint, FakeProvider, text_reply
from tests.known import known

CUT = ProviderError(Fault("cut", "The connection broke."))


class FakeAnsweringProvider(FakeProvider):
    """Says what it is asked; breaks where it is asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.open = self.most_open = 0
        self.gate: asyncio.Event | None = None

    async def ask(self, request: ChatRequest, take: Take) -> None:
        self.requests.append(request)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        text = request.messages[-1]["content"]
        try:
            if self.gate is not None:
                await self.gate.wait()
            await asyncio.sleep(0)
            for event in text_reply(text, model=request.model):
                if text == "break" and isinstance(event, ev.ReplyFinished):
                    raise CUT
                take(event)
        finally:
            self.open -= 1
            self.closed_streams += 1


class Saved:
    """What was kept, by id."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.told: list[str] = []

    def save(self, prompt: Prompt, reply: Reply) -> None:
        self.replies[prompt.id] = reply

    def tell(self, prompt: Prompt, reply: Reply) -> None:
        self.told.append(prompt.id)


def ask(prompt_id: str, text: str = "Hi", model: str = "") -> Prompt:
    return Prompt(prompt_id, [{"role": "user", "content": text}], model, {"seed": 1})


def batch_of(
    prompts: Iterable[Prompt], provider: FakeProvider, saved: Saved, *, concurrency: int = 2, total: int = 3
) -> Batch:
    def endpoint_of(model: str) -> Endpoint:
        if model == "nobody":
            raise ConfigurationError("There is no such model.")
        return FakeEndpoint(provider, model=model or "default")

    return Batch(
        prompts,
        BatchState(total),
        FakeClock(),
        endpoint_of=endpoint_of,
        save=saved.save,
        concurrency=concurrency,
    )


async def test_each_reply_is_saved_and_those_that_fail_harm_no_other() -> None:
    provider, saved = FakeAnsweringProvider(), Saved()
    batch = batch_of([ask("a", "One"), ask("b", "break"), ask("c", "Three", "nobody")], provider, saved)
    await batch.run(saved.tell)
    states = {prompt_id: (str(reply.text), reply.state) for prompt_id, reply in saved.replies.items()}
    assert states == {
        "a": ("One", ReplyState.COMPLETE),
        "b": ("break", ReplyState.CUT),
        "c": ("", ReplyState.FAILED),
    }
    assert known(saved.replies["c"].fault).message == "There is no such model."
    assert (batch.state.done, batch.state.failed, batch.state.left, batch.state.running) == (1, 2, 0, {})
    assert sorted(saved.told) == ["a", "b", "c"]


async def test_model_and_options_of_a_prompt_go_before_those_of_the_place() -> None:
    provider = FakeAnsweringProvider()
    await batch_of([ask("a"), ask("b", model="other")], provider, Saved(), concurrency=1).run()
    assert [request.model for request in provider.requests] == ["default", "other"]
    assert provider.requests[0].options == {"temperature": 0, "seed": 1}


async def test_no_more_are_open_than_allowed_and_no_more_prompts_are_taken() -> None:
    taken = []

    def prompts() -> Iterator[Prompt]:
        for number in range(10):
            taken.append(number)
            yield ask(str(number))

    provider, saved = FakeAnsweringProvider(), Saved()
    provider.gate = asyncio.Event()
    task = asyncio.create_task(batch_of(prompts(), provider, saved, concurrency=3, total=10).run())
    while len(provider.requests) < 3:  # noqa: ASYNC110 - the batch tells nobody that it waits
        await asyncio.sleep(0)
    assert taken == [0, 1, 2]
    provider.gate.set()
    await task
    assert (len(saved.replies), provider.most_open) == (10, 3)


async def test_a_cancelled_batch_drops_what_was_under_way() -> None:
    provider, saved = FakeAnsweringProvider(), Saved()
    batch = batch_of([ask("a"), ask("b")], provider, saved)
    provider.gate = asyncio.Event()
    task = asyncio.create_task(batch.run())
    while len(provider.requests) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (saved.replies, batch.state.running, provider.closed_streams) == ({}, {}, 2)


async def test_a_reply_that_is_being_saved_counts_though_the_batch_is_cancelled() -> None:
    loop, saving, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    class SlowlySaved(Saved):
        def save(self, prompt: Prompt, reply: Reply) -> None:
            loop.call_soon_threadsafe(saving.set)
            go_on.wait()
            super().save(prompt, reply)

    saved = SlowlySaved()
    batch = batch_of([ask("a"), ask("b")], FakeAnsweringProvider(), saved, concurrency=1)
    task = asyncio.create_task(batch.run(saved.tell))
    await saving.wait()
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (list(saved.replies), batch.state.done, saved.told) == (["a"], 1, ["a"])


async def test_a_reply_that_cannot_be_saved_ends_the_batch() -> None:
    class Full(Saved):
        def save(self, prompt: Prompt, reply: Reply) -> None:
            raise ConfigurationError("The disk is full.")

    batch = batch_of([ask(str(number)) for number in range(5)], FakeAnsweringProvider(), Full())
    with pytest.raises(ConfigurationError, match="disk is full"):
        await batch.run()
    assert batch.state.done == 0


async def test_a_bug_in_one_reply_is_its_failure_and_the_others_go_on() -> None:
    class Buggy(FakeAnsweringProvider):
        async def ask(self, request: ChatRequest, take: Take) -> None:
            if request.messages[-1]["content"] == "bug":
                raise OverflowError("int too large")
            await super().ask(request, take)

    saved = Saved()
    prompts = [ask("a"), ask("b", "bug"), ask("c"), ask("d", "bug"), ask("e")]
    batch = batch_of(prompts, Buggy(), saved, total=5)
    await batch.run(saved.tell)
    assert (batch.state.done, batch.state.failed, batch.state.left) == (3, 2, 0)
    assert {known(saved.replies[name].fault).kind for name in "bd"} == {"bug"}
    assert sorted(saved.told) == ["a", "b", "c", "d", "e"]


async def test_a_reply_that_no_line_can_hold_is_kept_as_one_that_failed() -> None:
    class Picky(Saved):
        def save(self, prompt: Prompt, reply: Reply) -> None:
            if prompt.id == "b" and reply.state is ReplyState.COMPLETE:
                raise UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "surrogates not allowed")
            super().save(prompt, reply)

    saved = Picky()
    batch = batch_of([ask("a"), ask("b"), ask("c")], FakeAnsweringProvider(), saved)
    await batch.run(saved.tell)
    assert (batch.state.done, batch.state.failed) == (2, 1)
    assert (saved.replies["b"].state, known(saved.replies["b"].fault).kind) == (ReplyState.FAILED, "bug")


def test_time_left_and_speed_come_from_what_was_done_in_this_run() -> None:
    state = BatchState(total=10, done_before=4, began_at=100.0)
    assert (state.left, state.left_s(110.0), state.rate(110.0)) == (6, None, None)
    reply = Reply(state=ReplyState.COMPLETE)
    reply.statistics.usage = Usage(completion_tokens=50)
    state.end(reply)
    state.end(reply)
    assert (state.left_s(110.0), state.rate(110.0)) == (20.0, 10.0)
