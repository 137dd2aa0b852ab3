"""A live session: sends the conversation, folds what comes, runs the tools, and asks again with their results."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from streamtui.core import events as ev
from streamtui.core.faults import Fault, StreamtuiError
from streamtui.core.ports import ChatProvider, ChatRequest, Clock, Endpoint, Recorder, Toolbox
from streamtui.core.state import ChatState
from streamtui.core.tool_calls import ToolCall
from streamtui.session.tool_round import run_calls

CONTINUE_PROMPT = "Your last message broke off. Continue exactly where it stopped, without repeating anything."
MAX_ROUNDS = 8
STOPPED = Fault("cancelled", "Stopped by you; the text so far is kept and sent along with your next message.")


class LiveSession:
    """One conversation with one provider (core.ports.Session); the model is the endpoint's at each request."""

    def __init__(
        self,
        provider: ChatProvider,
        endpoint: Endpoint,
        clock: Clock,
        *,
        toolbox: Toolbox | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self.state = ChatState()
        self._provider = provider
        self._endpoint = endpoint
        self._clock = clock
        self._toolbox = toolbox
        self._recorder = recorder

    def set_system(self, text: str) -> None:
        self._take(ev.SystemPromptChanged(self._clock.now(), text))

    def turn(self, prompt: str) -> AsyncGenerator[ev.StreamEvent, None]:
        return self._run(ev.PromptSubmitted(self._clock.now(), prompt))

    def continue_turn(self) -> AsyncGenerator[ev.StreamEvent, None]:
        return self.turn(CONTINUE_PROMPT)

    def repeat_turn(self) -> AsyncGenerator[ev.StreamEvent, None]:
        return self._run(ev.TurnRepeated(self._clock.now()))

    def retry_now(self) -> None:
        self._provider.retry_now()

    def _take(self, event: ev.StreamEvent) -> ev.StreamEvent:
        self.state.apply(event)
        if self._recorder is not None:
            self._recorder.record(event)
        return event

    async def _run(self, opening: ev.StreamEvent) -> AsyncGenerator[ev.StreamEvent, None]:
        try:
            yield self._take(opening)
            async with aclosing(self._rounds()) as events:
                async for event in events:
                    yield self._take(event)
            yield self._take(ev.TurnFinished(self._clock.now()))
        except StreamtuiError as error:
            yield self._take(ev.TurnFailed(self._clock.now(), error.fault))
        except (asyncio.CancelledError, GeneratorExit):
            if self.state.phase.busy:
                self._take(ev.TurnFailed(self._clock.now(), STOPPED))
            raise

    async def _rounds(self) -> AsyncGenerator[ev.StreamEvent, None]:
        for rounds_left in range(MAX_ROUNDS, -1, -1):
            async with aclosing(self._provider.stream(self._request(with_tools=rounds_left > 0))) as events:
                async for event in events:
                    yield event
            calls = self._calls_to_run()
            if self._toolbox is None or not calls:
                return
            if not rounds_left:
                text = f"The model asked for tools more than {MAX_ROUNDS} times in one turn; they were not run again."
                yield ev.NoticeIssued(self._clock.now(), text)
                return
            async with aclosing(run_calls(calls, self._toolbox, self._clock)) as events:
                async for event in events:
                    yield event

    def _request(self, *, with_tools: bool) -> ChatRequest:
        endpoint, toolbox = self._endpoint, self._toolbox
        tools = toolbox.definitions() if toolbox is not None and with_tools and endpoint.takes_tools else ()
        messages = self.state.conversation.request_messages()
        return ChatRequest(endpoint.model, messages, tools, endpoint.options)

    def _calls_to_run(self) -> list[ToolCall]:
        return self.state.reply.tool_calls if self.state.reply is not None else []
