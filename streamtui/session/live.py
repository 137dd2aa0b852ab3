"""A live session: sends the conversation, folds what comes, runs the tools, and asks again with their results."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.chat.attachments import Attachment
from streamtui.core.chat.kept_events import KeptEvents
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.parameters import in_force
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.chat.tree import ConversationTree, Turn
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import ChatProvider, ChatRequest, Endpoint, Take
from streamtui.core.ports.session import Recorder, Telling
from streamtui.core.ports.store import Keeper, KeptConversation
from streamtui.core.ports.tools import Approver, Toolbox
from streamtui.core.text.surrogates import join_surrogates
from streamtui.core.words.server_call_words import not_run_words, server_call_name
from streamtui.session.growing_tree import GrowingTree
from streamtui.session.kept_turns import KeptAside, adopted
from streamtui.session.permission import Rules, ToolRules
from streamtui.session.recording import Recording, heard
from streamtui.session.set_since import set_since
from streamtui.session.tool_round import ToolRunner
from streamtui.session.turn import turn


class LiveSession:
    """core.ports.session.Conversing with one provider; the model is the endpoint's at each request."""

    def __init__(
        self,
        provider: ChatProvider,
        endpoint: Endpoint,
        clock: Clock,
        *,
        new_id: Callable[[], str],
        toolbox: Toolbox | None = None,
        rules: Rules | None = None,
        recorder: Recorder | None = None,
        ratios: TokenRatios | None = None,
        kept: KeptEvents | None = None,
        keeper: Keeper | None = None,
        before: KeptConversation | None = None,
        telling: Telling | None = None,
    ) -> None:
        """`before` is what happened in it already, as its keeper knows; `telling` hears what happens from now on."""
        self._ratios = TokenRatios() if ratios is None else ratios
        self.state = ChatState(self._ratios)
        self.approver: Approver | None = None
        self.listener: Take | None = None
        self._provider = provider
        self._endpoint = endpoint
        self._clock = clock
        self._new_id = new_id
        self._rules: Rules = rules or ToolRules()
        self._hear = heard(self._take, telling)
        self._runner = ToolRunner(toolbox, clock, self._rules, self._hear)
        self._recording = Recording(recorder, self._say, telling)
        self._kept = kept
        self._told = {""}
        """What is said once."""
        self._growing = GrowingTree(new_id, keeper, before)
        self._aside: Sequence[KeptAside] = ()
        self.whole = self._growing.whole
        for event in self.tree.events:
            self._fold(event)
            self._recording.take(event)

    @property
    def tree(self) -> ConversationTree:
        return self._growing.tree

    @property
    def toolbox(self) -> Toolbox | None:
        return self._runner.toolbox

    @property
    def kept(self) -> Sequence[ev.StreamEvent]:
        return self._kept.events if self._kept is not None else ()

    async def recall(self, most_mb: int | None = None) -> None:
        if (kept := self._kept) is not None and (keeper := self._growing.keeper) is not None:
            await kept.recall(keeper.recalled, most_mb)

    @property
    def kept_as(self) -> str:
        keeper = self._growing.keeper
        return keeper.id if keeper is not None and not keeper.failure else ""

    def record(self, recorder: Recorder | None) -> None:
        self._recording.begin(recorder, self.kept)

    def set_system(self, text: str) -> None:
        self._take(ev.SystemPromptChanged(self._clock.now(), join_surrogates(text)))

    def set_parameters(self, parameters: Mapping[str, Any]) -> None:
        self._take(ev.ParametersChanged(self._clock.now(), parameters))

    def set_persona(self, name: str, system: str = "", parameters: Mapping[str, Any] | None = None) -> None:
        self._take(ev.PersonaTaken(self._clock.now(), name, join_surrogates(system), parameters or {}))

    def move(self, provider: ChatProvider, endpoint: Endpoint) -> None:
        self._provider, self._endpoint = provider, endpoint

    async def read_whole(self) -> None:
        if self.whole:
            return
        await self._growing.read(self.tree.head)
        self.state, self.whole = await self._growing.folded(None, self._ratios), True
        if self._kept is not None:
            self._kept.begin_with(self.tree.events)
        anew = ev.BranchTaken(self._clock.now(), self.tree.head)
        for event in (anew, *self.tree.events):
            self._recording.take(event)
        if self.listener is not None:
            self.listener(anew)

    async def turn(self, prompt: str, parts: Sequence[Attachment] = ()) -> None:
        await self._ask(join_surrogates(prompt), self._new_id(), parts)

    async def edit(self, message: str, prompt: str, parts: Sequence[Attachment] = ()) -> None:
        await self._go_before(message)
        await self.turn(prompt, parts)

    async def continue_turn(self) -> None:
        reply = self.state.reply
        asked = ev.ContinuationAsked(self._clock.now(), reply.id if reply is not None else "", self._new_id())
        await self._run(asked, self._rounds)

    async def ask_again(self, message: str = "") -> None:
        if (asked := self.state.conversation.asked(message)) is not None:
            await self._go_before(asked.id)
            await self._ask(asked.text, asked.id, asked.parts)

    async def take_branch(self, turn: str) -> None:
        head = self.tree.end_of(turn)
        await self._growing.read(head)
        self._show(head, await self._growing.folded(head, self._ratios))

    def leave_out(self, message: str, left_out: bool) -> None:
        self._take(ev.MessageLeftOut(self._clock.now(), message, left_out))

    async def run_again(self, call: ToolCall, arguments: str) -> None:
        await self._run(ev.ToolCallRepeated(self._clock.now(), call.id, arguments), self._last_call)

    def aside(self, count: int, *, again: bool = False) -> Sequence[Recorder]:
        if (keeper := self._growing.keeper) is None:
            return ()
        asked, turn = self._asked() if again else (None, None)
        after = self.tree.head if turn is None else turn.parent
        prompt = self._new_id() if asked is None else asked.id
        messages = self.state.conversation.messages
        before = [one.id for one in messages[: len(messages) if asked is None else messages.index(asked)]]
        adopt = partial(adopted, prompt=prompt, parent=before[-1] if before else "")
        own = [*set_since(self._behind(after), before, self._clock.now())]
        self._aside = [KeptAside(keeper, self._new_id, after, adopt, own) for _ in range(count)]
        return self._aside

    def adopt(self, turns: Sequence[Iterable[ev.StreamEvent]], *, again: bool = False) -> None:
        keeper, aside = self._growing.keeper, [turn for one in self._aside for turn in one.take()]
        self._aside = ()
        with keeper.instead_of(aside) if keeper is not None else nullcontext():
            if turns:
                self._adopt(turns, again=again)
            elif aside:
                self._growing.show(self.tree.head)

    def _adopt(self, turns: Sequence[Iterable[ev.StreamEvent]], *, again: bool) -> None:
        asked, turn = self._asked() if again else (None, None)
        if turn is not None:
            self._branch_off(turn.parent)
        parent, before = self.tree.head, ChatState(self._ratios)
        before.become(self.state)
        prompt = self._new_id() if asked is None else asked.id
        for events in turns:
            if self.tree.head != parent:
                self._show(parent, before)
            for event in adopted(events, prompt=prompt, parent=self.state.conversation.last_id, reply=self._new_id()):
                self._take(event)

    def _asked(self) -> tuple[UserMessage | None, Turn | None]:
        """The last message that was asked, and the turn that it begins."""
        asked = self.state.conversation.asked()
        return asked, self.tree.asking(asked.id) if asked is not None else None

    def fail(self, fault: Fault) -> None:
        self._take(ev.TurnFailed(self._clock.now(), fault))

    def mark(self, text: str) -> None:
        self._take(ev.MarkSet(self._clock.now(), join_surrogates(text)))

    def retry_now(self) -> None:
        self._provider.retry_now()

    async def _ask(self, text: str, identity: str, parts: Sequence[Attachment]) -> None:
        parent = self.state.conversation.last_id
        await self._run(ev.PromptSubmitted(self._clock.now(), text, identity, parent, tuple(parts)), self._rounds)

    async def _go_before(self, message: str) -> None:
        await self.read_whole()
        if (turn := self.tree.asking(message)) is not None:
            self._branch_off(turn.parent, await self._growing.folded(turn.parent, self._ratios))

    def _branch_off(self, head: str, folded: ChatState | None = None) -> None:
        """Show a path on which something else is asked: what the person has set is in force there, too."""
        behind = self._behind(head)
        self._show(head, folded)
        messages = [one.id for one in self.state.conversation.messages]
        for event in set_since(behind, messages, self._clock.now()):
            self._take(event)

    def _behind(self, head: str) -> Sequence[Turn]:
        """The turns of the path that is shown from that one on, which is one of it."""
        return self.tree.shown[len(self.tree.path(head)) :]

    def _show(self, head: str, folded: ChatState | None = None) -> None:
        """Show another path, which was read; a long one was `folded` before."""
        taken = ev.BranchTaken(self._clock.now(), head)
        events = self._growing.show(head)
        self.whole = self._growing.whole
        self.state.become(folded or ChatState(self._ratios).fold(events))
        if self._kept is not None:
            self._kept.show(taken, events)
        for event in (taken, *events):
            self._recording.take(event)
        if self.listener is not None:
            self.listener(taken)

    def _take(self, event: ev.StreamEvent) -> None:
        if type(event) is ev.RequestSent:
            event = self.state.known(event)
        self._fold(event)
        self._recording.take(event)
        if self.listener is not None:
            self.listener(event)
        self._growing.take(event, self.state)
        if (keeper := self._growing.keeper) is not None:  # where it keeps nothing any more the chat goes on without
            for sentence in keeper.take_news():
                self._say_once(sentence)

    def _fold(self, event: ev.StreamEvent) -> None:
        self.state.apply(event)
        if (kept := self._kept) is not None:
            kept.take(event)
            self._say_once(kept.remark)

    def _say(self, sentence: str) -> None:
        self._take(ev.NoticeIssued(self._clock.now(), sentence))

    def _say_once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._say(sentence)

    async def _run(self, opening: ev.StreamEvent, work: Callable[[], Awaitable[None]]) -> None:
        await turn(opening, work, self._clock, self._hear)

    async def _rounds(self) -> None:
        await self.read_whole()
        self._runner.permission.begin_turn()
        for rounds_left in range(self._rules.rounds, -1, -1):
            if self.toolbox is not None and self._endpoint.takes_tools:
                for sentence in await self.toolbox.ready():
                    self._say(sentence)
            if self._growing.keeper is not None:
                await self._growing.keeper.written()
            await self._provider.ask(self._request(with_tools=rounds_left > 0), self._hear)
            if (reply := self.state.reply) is None:
                return
            if names := {server_call_name(call): None for call in reply.server_calls if call.for_client}:
                self._say(not_run_words([*names]))
            if not self._runner.has_work(reply):
                return
            if not rounds_left:
                too_often = f"at most {self._rules.rounds} rounds of tool calls are run in one turn."
                self._runner.leave_out(reply, too_often)
                self._say(f"The model's last calls were not run: {too_often}")
                return
            await self._runner.run_all(reply, self.approver)

    async def _last_call(self) -> None:
        if (reply := self.state.reply) is not None and reply.tool_calls:
            await self._runner.run(reply.tool_calls[-1:], self.approver)

    def _request(self, *, with_tools: bool) -> ChatRequest:
        endpoint, toolbox, conversation = self._endpoint, self.toolbox, self.state.conversation
        tools = toolbox.definitions() if toolbox is not None and with_tools and endpoint.takes_tools else ()
        options = in_force(endpoint.options, conversation.parameters)
        messages = conversation.request_messages(with_output=True)
        return ChatRequest(endpoint.model, messages, tools, options, self._new_id())
