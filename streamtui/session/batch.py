"""A batch: prompts taken one after the other, so many asked at a time, each reply saved as it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial

from streamtui.core.chat.outcome import outcome
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.faults.bugs import fault_of, survived
from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.ports.batch import BatchState, OnEnd, Prompt
from streamtui.core.ports.budget import BudgetError
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import ChatProvider, ChatRequest, Endpoint
from streamtui.core.ports.session import Recorder
from streamtui.session.one_reply import one_reply
from streamtui.session.recorded import recorded, written


@dataclass(slots=True)
class _SharedEndpoint:
    """An endpoint, opened by one at a time."""

    endpoint: Endpoint
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def provider(self) -> ChatProvider:
        async with self.lock:
            return await self.endpoint.open(lambda _: None)


class Batch:
    """See core.ports.batch.Batch. `prompts` are taken as they are needed, so that there may be any number of them."""

    def __init__(
        self,
        prompts: Iterable[Prompt],
        state: BatchState,
        clock: Clock,
        *,
        endpoint_of: Callable[[str], Endpoint],
        save: Callable[[Prompt, Reply], None],
        concurrency: int,
        ratios: TokenRatios | None = None,
        recording: Callable[[Prompt], AbstractContextManager[Iterable[Recorder]]] = lambda _: nullcontext(()),
    ) -> None:
        self.state = state
        self._prompts = iter(prompts)
        self._clock = clock
        self._ratios = ratios
        self._recording = recording
        """Those that record each reply while it is read."""
        self._endpoint_of = endpoint_of
        """The endpoint for a model, asked for once a model; it is closed when the batch ends."""
        self._save = save
        """Called in a thread; once it returns, the reply is kept."""
        self._on_end: OnEnd = _ignore
        self._concurrency = concurrency
        self._endpoints: dict[str, _SharedEndpoint] = {}
        self._spent: Fault | None = None
        """Why no more may be asked."""

    async def run(self, on_end: OnEnd | None = None) -> None:
        """See core.ports.batch.Batch."""
        self._on_end = on_end or _ignore
        self.state.began_at = self._clock.now()
        workers = [asyncio.create_task(self._work()) for _ in range(self._concurrency)]
        try:
            await asyncio.gather(*workers)
            if self._spent is not None:
                raise BudgetError(self._spent.message)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            for shared in self._endpoints.values():
                with survived("the closing of an endpoint"):
                    await shared.endpoint.close()

    async def _work(self) -> None:
        for prompt in self._prompts:
            reply = await self._answer(prompt)
            if reply.fault is not None and reply.fault.kind == "budget":
                self._spent = reply.fault
                return  # it was not asked, so it has no reply
            await self._keep(prompt, reply)
            if self._spent is not None:
                return

    async def _answer(self, prompt: Prompt) -> Reply:
        """The reply, also where it failed: whatever happens to one touches no other."""
        state = self.state.running[prompt.id] = ChatState(self._ratios)
        try:
            shared = self._endpoint(prompt.model)
            provider = await shared.provider()
            options = {**shared.endpoint.options, **prompt.options}
            request = ChatRequest(shared.endpoint.model, prompt.messages, options=options)
            with self._recording(prompt) as recorders:
                take = recorded(state.apply, state, recorders)
                await one_reply(provider, request, self._clock, take, partial(written, recorders))
            return outcome(state)
        except Exception as error:
            return _failed(error, prompt)
        finally:
            del self.state.running[prompt.id]

    async def _keep(self, prompt: Prompt, reply: Reply) -> None:
        """Save the reply to its end, also when the batch is cancelled meanwhile: it has come, so it counts."""
        saving = asyncio.create_task(self._saved(prompt, reply))
        try:
            await asyncio.shield(saving)
        finally:
            reply = await saving
            self.state.end(reply)
            self._on_end(prompt, reply)

    async def _saved(self, prompt: Prompt, reply: Reply) -> Reply:
        """Save it; one that can't be saved has failed, which is saved in its place. Raises StreamtuiError."""
        try:
            await asyncio.to_thread(self._save, prompt, reply)
        except StreamtuiError:
            raise
        except Exception as bug:
            reply = _failed(bug, prompt)
            await asyncio.to_thread(self._save, prompt, reply)
        return reply

    def _endpoint(self, model: str) -> _SharedEndpoint:
        if model not in self._endpoints:
            self._endpoints[model] = _SharedEndpoint(self._endpoint_of(model))
        return self._endpoints[model]


def _failed(error: Exception, prompt: Prompt) -> Reply:
    return Reply(state=ReplyState.FAILED, fault=fault_of(error, f"the prompt {prompt.id!r}"))


def _ignore(prompt: Prompt, reply: Reply) -> None:
    """Nobody wants to hear of it."""
