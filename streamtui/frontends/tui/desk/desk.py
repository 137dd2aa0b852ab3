"""What the person talks to: a connection, one turn after another, and the conversation.

It folds nothing, the session does, and draws nothing: it calls `wake` after each event, and `changed` when something
began or ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streamtui.core.chat.events import OPENINGS, BranchTaken, StreamEvent, TurnFailed
from streamtui.core.chat.messages import Notice
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.sent_size import SentSize
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.bugs import fault_of, survived
from streamtui.core.ports.provider import ChatProvider, Endpoint
from streamtui.core.ports.session import Conversing
from streamtui.core.ports.store import KeptConversation
from streamtui.core.ports.tools import Toolbox, ToolInfo
from streamtui.frontends.tui.desk.branches import DeskBranches
from streamtui.frontends.tui.desk.coming import ComingApprover
from streamtui.frontends.tui.desk.connection import Connection
from streamtui.frontends.tui.desk.own_settings import OwnSettings
from streamtui.frontends.tui.desk.purse import Purse, Turn
from streamtui.frontends.tui.desk.recorded import RecordedConversations
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.desk.turns import Turns


class Desk:
    """The chat's controller. What it is asked for while that is not possible, it does not do."""

    def __init__(self, services: Services) -> None:
        self.connection = Connection(services.endpoint, services.clock)
        self.purse = Purse(services.budget, self.connection)
        self.turns = Turns()
        self.branches = DeskBranches(lambda: self._session, lambda: self.turns.busy, self.take_turn)
        self.own = OwnSettings(lambda: self._session, lambda: self._changed())  # noqa: PLW0108 (that is another one by then)
        self.sent_size = SentSize()
        self.approver = ComingApprover()
        """Who is asked before a tool runs."""
        self.key_from = services.key_from
        """Where the key stands that the endpoint is asked with."""
        self._services = services
        self.watch(_nobody, _nobody, _nobody)
        self._session: Conversing | None = None
        self.given_back = (0, "")
        """The prompt that was given back last, and which of those that waited it was."""
        self._before: list[Conversing] = []
        """Conversations that were left, the last one last."""
        self._waiting_state = ChatState().fold(services.before)
        self.recorded = RecordedConversations(services)

    def watch(self, wake: Callable[[], None], changed: Callable[[], None], give_back: Callable[[str], None]) -> None:
        """Who draws it from now on; `give_back` gets what waited, when it is taken back."""
        self._wake, self._changed, self._give_back = wake, changed, give_back

    @property
    def state(self) -> ChatState:
        """The conversation's state; before there is a session, one that holds only why there is none."""
        return self._session.state if self._session is not None else self._waiting_state

    @property
    def kept(self) -> Sequence[StreamEvent]:
        """What the conversation is made of, as far as it is kept."""
        return self._session.kept if self._session is not None else ()

    @property
    def idle(self) -> bool:
        """The endpoint can be asked, and nothing is under way."""
        return self.connection.ready and not self.turns.busy

    @property
    def last_reply(self) -> Reply | None:
        """The reply to the last message, if one began."""
        for message in reversed(self.state.conversation.messages):
            if not isinstance(message, Notice):
                return message if isinstance(message, Reply) else None
        return None

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
        return call.state.over and not self.turns.busy and self.tool(call.name) is not None

    async def run(self) -> None:
        """Open the endpoint, then do what is asked, until cancelled."""
        self.connect()
        await self.turns.run(self._go_on)

    def connect(self) -> None:
        """Prepare the endpoint."""
        if not self.turns.busy and not self.connection.ready:
            self.turns.begin(self._open())
            self._changed()

    def submit(self, prompt: str) -> None:
        """Send a prompt, or obey a command, behind all that waits; where that can not be now, it waits, too."""
        self.turns.queued.append(prompt)
        if self.idle:
            self.send_queued()
        else:
            self.connect()
        self._changed()

    def send_queued(self) -> None:
        """Send the prompt that has waited longest, once the commands before it are obeyed."""
        if (prompt := self.turns.next_prompt(lambda: self.idle)) is not None:
            self.take_turn(lambda session: session.turn(prompt), prompt)

    def send_next(self) -> None:
        """Send what has waited longest, unless something broke off before: then the person has the word."""
        if self.state.phase in (Phase.IDLE, Phase.DONE):
            self.send_queued()

    def take_back(self, number: int = -1) -> None:
        """Give back a prompt that waits, by its number; without one the last."""
        count = len(self.turns.queued)
        if -count <= number < count:
            prompt = self.turns.queued.pop(number)
            self.given_back = (number % count, prompt)
            self._give_back(prompt)
        self._changed()

    def _take_all_back(self, first: str = "") -> None:
        self.turns.queued[:0] = [first] if first else []
        while self.turns.queued:
            self.take_back()

    def stop(self) -> None:
        """Stop what is under way; the text so far stays."""
        self.turns.stop()

    def continue_reply(self) -> None:
        """Have the reply that broke off go on."""
        self.take_turn(lambda session: session.continue_turn())

    def run_again(self, call: ToolCall, arguments: str) -> None:
        """Run a call of the conversation once more."""
        self.take_turn(lambda session: session.run_again(call, arguments), free=True)

    def retry_now(self) -> None:
        """End the wait before the next attempt."""
        if self._session is not None:
            self._session.retry_now()

    def new_conversation(self, kept: KeptConversation | None = None) -> None:
        """Begin again with the same model and system prompt, or go on with one that was kept; a reply is stopped."""
        self._take_all_back()
        if self.connection.provider is not None:
            self.stop()
            if self._session is not None and not self.is_empty:
                self._before.append(self._session)
            self._session = self._start_session(self.connection.provider, kept)
            self.branches.read_on()
            self._changed()

    @property
    def is_empty(self) -> bool:
        """Nothing was said in this conversation."""
        return not self.state.conversation.messages

    @property
    def can_bring_back(self) -> bool:
        """There is a conversation that was left."""
        return bool(self._before)

    def bring_back(self) -> None:
        """Go on with the conversation that was left last, as it was; this one, if it is one, is left in its place."""
        self._take_all_back()
        self.stop()
        if self._session is not None and not self.is_empty:
            self._before.insert(0, self._session)
        self._session = self._before.pop()
        if self.connection.provider is not None:
            self._session.move(self.connection.provider, self.connection.endpoint)
        self.own.put_in_force(self._session)
        self._changed()

    def use_model(self, name: str) -> None:
        """Ask another model from the next message on. Raises StreamtuiError where the place has no such model."""
        self.connection.use_model(name)
        self.connect()

    def move(self, endpoint: Endpoint, key_from: str) -> None:
        """Ask another endpoint from the next message on; the conversation goes along."""
        self.connection.move(endpoint)
        self.key_from = key_from
        self.connect()

    @property
    def session(self) -> Conversing | None:
        """The conversation, once there is one."""
        return self._session

    async def _open(self) -> None:
        try:
            provider = await self.connection.open()
        except Exception as error:
            fault = fault_of(error, "opening the endpoint")
            if self._session is not None:
                self._session.fail(fault)
            else:
                failed = TurnFailed(self._services.clock.now(), fault)
                self._waiting_state = ChatState().fold([failed])  # of many attempts only the last one's is of interest
        else:
            if self._session is None:
                self._session = self._start_session(provider)
            else:
                self._session.move(provider, self.connection.endpoint)

    def _go_on(self) -> None:
        """What was under way is over."""
        if self.connection.reopen:
            self.connect()
        self.branches.read_on()
        self.send_next()
        self._changed()

    def _start_session(self, provider: ChatProvider, kept: KeptConversation | None = None) -> Conversing:
        history = self._services.history if kept is not None else None
        session = history.session(provider, kept) if history and kept else self._services.start_session(provider)
        session.move(provider, self.connection.endpoint)
        session.approver, session.listener = self.approver, self._hear
        if kept is None:
            self.own.begin(session)
        return session

    def take_turn(
        self, turn: Turn, prompt: str = "", *, free: bool = False, refused: Callable[[], object] = lambda: None
    ) -> None:
        """Have the session do something that takes its time, as a turn does: see TakeTurn."""

        def give_back() -> None:
            refused()
            self._take_all_back(prompt)

        if self._session is not None and not self.turns.busy:
            paid = turn if free else self.purse.before(self.own.before(turn), give_back)
            self.turns.begin(self._turn(self._session, paid))
            self._changed()

    async def _turn(self, session: Conversing, turn: Turn) -> None:
        """A bug ends the turn and nothing else: the session's, of which it tells itself, or one of who hears of it."""
        before = session.state.fault
        try:
            await turn(session)
        except Exception as bug:
            fault = fault_of(bug, "a turn")
            with survived("telling of a bug"):
                if session.state.fault is before or session.state.phase.busy:
                    session.fail(fault)

    def _hear(self, event: StreamEvent) -> None:
        if isinstance(event, (*OPENINGS, BranchTaken)):
            self._changed()
        else:
            self._wake()


def _nobody(*_: str) -> None:
    """Nobody watches yet."""
