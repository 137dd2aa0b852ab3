"""A chat and its place: opens the endpoint, runs one turn after another, and holds the prompt that waits.

It folds nothing, the session does, and draws nothing: it calls `wake` after each event, and `changed` when something
began or ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress

from streamtui.core.chat.conversation import Notice, Reply, ReplyState, UserMessage
from streamtui.core.chat.events import PromptSubmitted, StreamEvent, ToolCallRepeated, TurnFailed, TurnRepeated
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.provider import ChatProvider, Progress
from streamtui.core.ports.session import Conversing
from streamtui.core.ports.tools import Approver, Toolbox, ToolInfo
from streamtui.frontends.tui.desk.services import Services


class Chat:
    """What the person talks to. One task at a time: opening, or a turn."""

    def __init__(self, services: Services, wake: Callable[[], None], changed: Callable[[], None]) -> None:
        self.queued: str | None = None
        """The prompt that waits for the endpoint, or for the turn before it."""
        self.progress: Progress | None = None
        """How far the preparation of the endpoint is."""
        self.opening_since: float | None = None
        """When the preparation that is under way began."""
        self.approver: Approver | None = None
        """Who is asked before a tool runs; set before the first conversation begins."""
        self._services = services
        self._wake = wake
        self._changed = changed
        self._provider: ChatProvider | None = None
        self._session: Conversing | None = None
        self._ready = False
        self._reopen = False
        """The place changed while a turn was under way."""
        self._waiting_state = ChatState()
        self._system: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._tasks: asyncio.Queue[asyncio.Task[None]] = asyncio.Queue()

    @property
    def state(self) -> ChatState:
        """The conversation's state; before there is a session, one that holds only why there is none."""
        return self._session.state if self._session is not None else self._waiting_state

    @property
    def open(self) -> bool:
        """The endpoint is ready."""
        return self._ready

    @property
    def busy(self) -> bool:
        """Something is under way that can be stopped."""
        return self._task is not None

    @property
    def place(self) -> str:
        """What the endpoint is called."""
        return self._services.endpoint.label

    @property
    def hint(self) -> str:
        """What the person should know about the endpoint, or nothing."""
        return self._services.endpoint.hint

    @property
    def model(self) -> str:
        """The model that is asked, or will be."""
        return self._services.endpoint.model

    @property
    def last_reply(self) -> Reply | None:
        """The reply to the last message, if one began."""
        for message in reversed(self.state.conversation.messages):
            if not isinstance(message, Notice):
                return message if isinstance(message, Reply) else None
        return None

    @property
    def can_continue(self) -> bool:
        """The last reply broke off and has text to go on from."""
        reply = self.last_reply
        if self.busy or not self.open or reply is None:
            return False
        return reply.state in (ReplyState.CUT, ReplyState.STOPPED) and not reply.empty

    @property
    def can_ask_again(self) -> bool:
        """There is a message that can be asked once more."""
        messages = self.state.conversation.messages
        return self.open and not self.busy and any(isinstance(message, UserMessage) for message in messages)

    @property
    def can_race(self) -> bool:
        """Nothing is under way, and there is a way to race."""
        return not self.busy and self._services.races is not None

    @property
    def can_adopt(self) -> bool:
        """There is a conversation that can take a reply in."""
        return self._session is not None and not self.busy

    @property
    def toolbox(self) -> Toolbox | None:
        """The tools of the conversation, once there is one."""
        return self._session.toolbox if self._session is not None else None

    def tool(self, name: str) -> ToolInfo | None:
        """What is known of a tool that is there and on."""
        return self.toolbox.info(name) if self.toolbox is not None else None

    def objection(self, name: str, arguments: str) -> str | None:
        """What a tool has against a call of it."""
        return self.toolbox.objection(name, arguments) if self.toolbox is not None else None

    def can_run_again(self, call: ToolCall) -> bool:
        """The call is over and its tool is there."""
        return call.state.over and not self.busy and self.tool(call.name) is not None

    async def run(self) -> None:
        """Open the endpoint, then do what is asked, until cancelled. A bug in it is raised here."""
        self.connect()
        try:
            while True:
                task = await self._tasks.get()
                await asyncio.wait({task})
                self._task = None
                if not task.cancelled():
                    task.result()
                if self._reopen:
                    self.connect()
                if self.queued is not None and self.open and self.state.phase in (Phase.IDLE, Phase.DONE):
                    self.send_queued()
                self._changed()
        finally:
            if self._task is not None:
                self._task.cancel()
                with suppress(asyncio.CancelledError):
                    await self._task

    def connect(self) -> None:
        """Prepare the endpoint."""
        if not self.busy and not self.open:
            self._begin(self._open())

    def submit(self, prompt: str) -> bool:
        """Send a prompt, or keep it until it can be sent. False when another one waits already: it was not taken."""
        taken = True
        if self.busy or not self.open:
            taken = self.queued is None
            self.queued = self.queued or prompt
            self.connect()
        else:
            first, self.queued = (self.queued, prompt) if self.queued is not None else (prompt, None)
            self._take_turn(lambda session: session.turn(first))
        self._changed()
        return taken

    def send_queued(self) -> None:
        """Send the prompt that waits."""
        if (prompt := self.take_back()) is not None:
            self.submit(prompt)

    def take_back(self) -> str | None:
        """Give back the prompt that waits."""
        prompt, self.queued = self.queued, None
        self._changed()
        return prompt

    def stop(self) -> None:
        """Stop what is under way; the text so far stays."""
        if self._task is not None:
            self._task.cancel()

    def continue_reply(self) -> None:
        """Have the reply that broke off go on."""
        self._take_turn(lambda session: session.continue_turn())

    def ask_again(self) -> None:
        """Ask the last message once more."""
        self._take_turn(lambda session: session.repeat_turn())

    def run_again(self, call: ToolCall, arguments: str) -> None:
        """Run a call of the conversation once more."""
        self._take_turn(lambda session: session.run_again(call, arguments))

    def adopt(self, events: Iterable[StreamEvent]) -> None:
        """Take a turn into the conversation that happened elsewhere."""
        if self._session is not None and self.can_adopt:
            self._session.adopt(events)
            self._changed()

    def retry_now(self) -> None:
        """End the wait before the next attempt."""
        if self._session is not None:
            self._session.retry_now()

    def new_conversation(self) -> None:
        """Begin again with the same model and system prompt; a reply under way is stopped."""
        if self._provider is not None:
            self.stop()
            self._session = self._start_session(self._provider)
            self._changed()

    def use_model(self, name: str) -> None:
        """Ask another model from the next message on. Raises StreamtuiError where the place has no such model."""
        self._services.endpoint.use_model(name)
        self._ready, self._reopen = False, True
        self.connect()

    def set_system(self, text: str) -> None:
        """Set the system prompt; empty text removes it."""
        self._system = text
        if self._session is not None:
            self._session.set_system(text)

    async def close(self) -> None:
        """Give back the endpoint and all it holds."""
        await self._services.endpoint.close()

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        self._task = asyncio.create_task(work)
        self._tasks.put_nowait(self._task)
        self._changed()

    async def _open(self) -> None:
        self._reopen, self.progress, self.opening_since = False, None, self._services.clock.now()
        try:
            self._provider = await self._services.endpoint.open(self._take_progress)
        except StreamtuiError as error:
            if self._session is None:
                self._waiting_state = ChatState()  # of many attempts only the last one's fault is of interest
            self.state.apply(TurnFailed(self._services.clock.now(), error.fault))
        else:
            self._session = self._session or self._start_session(self._provider)
            self._ready = True
        finally:
            self.opening_since = None

    def _take_progress(self, progress: Progress) -> None:
        self.progress = progress

    def _start_session(self, provider: ChatProvider) -> Conversing:
        session = self._services.start_session(provider)
        session.approver, session.listener = self.approver, self._hear
        if self._system is not None:
            session.set_system(self._system)
        return session

    def _take_turn(self, turn: Callable[[Conversing], Coroutine[None, None, None]]) -> None:
        if self._session is not None and not self.busy:
            self._begin(turn(self._session))

    def _hear(self, event: StreamEvent) -> None:
        if isinstance(event, PromptSubmitted | TurnRepeated | ToolCallRepeated):
            self._changed()
        else:
            self._wake()
