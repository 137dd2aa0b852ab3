"""What the person talks to: a connection, one turn after another, and the conversation.

It folds nothing, the session does, and draws nothing: it calls `wake` after each event, and `changed` when something
began or ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from streamtui.core.chat.events import OPENINGS, BranchTaken, StreamEvent, TurnFailed
from streamtui.core.chat.messages import Notice
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.sent_size import SentSize
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.bugs import fault_of
from streamtui.core.ports.provider import ChatProvider, Endpoint
from streamtui.core.ports.session import Conversing
from streamtui.core.ports.store import KeptConversation
from streamtui.core.ports.tools import Toolbox, ToolInfo
from streamtui.core.text.folds import Folds
from streamtui.frontends.tui.desk.attaching import Attaching, Sends
from streamtui.frontends.tui.desk.branches import DeskBranches
from streamtui.frontends.tui.desk.coming import ComingApprover
from streamtui.frontends.tui.desk.connection import Connection
from streamtui.frontends.tui.desk.own_settings import OwnSettings
from streamtui.frontends.tui.desk.purse import Purse, Turn
from streamtui.frontends.tui.desk.recorded import RecordedConversations
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.desk.turns import Turns, taken
from streamtui.frontends.tui.desk.waiting import Waiting


class Desk:
    """The chat's controller. What it is asked for while that is not possible, it does not do."""

    def __init__(self, services: Services) -> None:
        self.connection = Connection(services.endpoint, services.clock)
        self.purse = Purse(services.budget, self.connection, lambda: self._changed())  # noqa: PLW0108 (others by then)
        self.turns = Turns()
        self.waiting = Waiting(self.turns, lambda prompt: self._give_back(prompt), lambda: self._changed())  # noqa: PLW0108 (others by then)
        self.branches = DeskBranches(lambda: self._session, lambda: self.turns.busy, self.take_turn, self.ask)
        self.attaching = Attaching(services.attachments, lambda: self._changed())  # noqa: PLW0108 (that is another one by then)
        self.own = OwnSettings(lambda: self._session, lambda: self._changed(), services.persona)  # noqa: PLW0108 (as above)
        self.folds = Folds()
        """What was pasted and stands folded in prompts."""
        self.sent_size = SentSize()
        self.approver = ComingApprover()
        """Who is asked before a tool runs."""
        self.key_from = services.key_from
        """Where the key stands that the endpoint is asked with."""
        self._once_moved: Callable[[], object] = _nobody
        self._services = services
        self.watch(_nobody, _nobody, _nobody)
        self._session: Conversing | None = None
        self.broke_off: Conversing | None = None
        """The conversation of which a turn broke off, until something else is done."""
        self._sends_next = False
        """What is under way was stopped for a prompt that waits."""
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
        """Prepare the endpoint; one that is being prepared is wanted no more where another was chosen meanwhile."""
        if self.connection.reopen and self.connection.opening_since is not None:
            self.stop()
        elif not self.turns.busy and not self.connection.ready:
            self.turns.begin(self._open())
            self._changed()

    def submit(self, prompt: str) -> None:
        """Send a prompt, or obey a command, behind all that waits; where that can not be now, it waits, too."""
        self.turns.queued.append(prompt)
        self.broke_off, self.waiting.is_held = None, False  # the person has said their word: all goes once it can
        self.send_queued() if self.idle else self.connect()
        self._changed()

    def send_queued(self) -> None:
        """Send the prompt that has waited longest, once the commands before it are obeyed."""
        self.waiting.is_held = False
        if (prompt := self.turns.next_prompt(lambda: self.idle)) is not None:
            self.ask(prompt, lambda session, whole, parts: session.turn(whole, parts))

    def ask(self, prompt: str, send: Sends, refused: Callable[[], object] = lambda: None) -> None:
        """Have a prompt sent, once the files that it names are read; else it is given back as `take_turn` does."""

        def give_back() -> None:
            refused()
            self.waiting.take_all_back(prompt)

        self.take_turn(
            self.attaching.reading(prompt, self.folds.whole(prompt), send, give_back), prompt, refused=refused
        )

    def send_next(self) -> None:
        """Send what has waited longest, unless a turn broke off before: then the person has the word."""
        if not self.waiting.is_held and (self.broke_off is None or self.broke_off is not self._session):
            self.send_queued()

    def send_now(self, prompt: str) -> None:
        """Send one that waits before all others; a turn that is under way is stopped for it."""
        if self.waiting.place_of(prompt) is None:
            return  # it has just had its turn, which is not to be stopped
        self.waiting.move(prompt, -len(self.waiting.prompts))
        if self.idle:
            self.send_queued()
        else:
            self._sends_next = True
            self._stop_turn()
            self.connect()

    def stop(self) -> None:
        """Stop what is under way; the text so far stays."""
        self.turns.stop()

    def _stop_turn(self) -> None:
        """Stop what is under way in the conversation; an endpoint goes on being opened."""
        if self.connection.opening_since is None:
            self.stop()

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
        self.waiting.take_all_back()
        if self.connection.provider is not None:
            self._stop_turn()
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
        self.waiting.take_all_back()
        self._stop_turn()
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

    def move(self, endpoint: Endpoint, key_from: str, then: Callable[[], object] = lambda: None) -> None:
        """Ask another endpoint from the next message on; the conversation goes along. Once it is open, do `then`."""
        self.connection.move(endpoint)
        self.key_from, self._once_moved = key_from, then
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
                events = [*self._services.before, failed]  # of many attempts only the last one is of interest
                self._waiting_state = ChatState().fold(events)
        else:
            if self._session is None:
                self._session = self._start_session(provider)
            else:
                self._session.move(provider, self.connection.endpoint)

    def _go_on(self) -> None:
        if self.connection.reopen:
            self.connect()
        elif self.connection.ready:
            then, self._once_moved = self._once_moved, _nobody
            then()
        self.branches.read_on()
        sends_next, self._sends_next = self._sends_next, False
        self.send_queued() if sends_next else self.send_next()
        self._changed()

    def _start_session(self, provider: ChatProvider, kept: KeptConversation | None = None) -> Conversing:
        history = self._services.history if kept is not None else None
        session = history.session(provider, kept) if history and kept else self._services.start_session(provider)
        session.move(provider, self.connection.endpoint)
        session.approver, session.listener = self.approver, partial(self._hear, session)
        if kept is None:
            self.own.begin(session)
        return session

    def take_turn(
        self, turn: Turn, prompt: str = "", *, free: bool = False, refused: Callable[[], object] = lambda: None
    ) -> None:
        """Have the session do something that takes its time, as a turn does: see TakeTurn."""

        def give_back() -> None:
            refused()
            self.waiting.take_all_back(prompt)

        if self._session is not None and not self.turns.busy:
            self.broke_off = None
            paid = turn if free else self.purse.before(self.own.before(turn), give_back)
            self.turns.begin(taken(self._session, paid))
            self._changed()

    def _hear(self, session: Conversing, event: StreamEvent) -> None:
        if isinstance(event, TurnFailed):
            self.broke_off = session
        if isinstance(event, (*OPENINGS, BranchTaken)):
            self._changed()
        else:
            self._wake()


def _nobody(*_: str) -> None:
    """Nobody watches yet."""
