"""The one screen: conversation, statistics, calls, prompt.

Text reaches the transcript by `wake`, O(1) per event; all else is drawn by one timer that rests while nothing runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from streamtui.core.chat.conversation import Message
from streamtui.frontends.tui.calls.approval import ScreenApprover
from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.calls.tools import ToolsScreen
from streamtui.frontends.tui.chat.advice import Advice
from streamtui.frontends.tui.chat.prompt_rule import PromptRule
from streamtui.frontends.tui.chat.side_panel import SidePanel
from streamtui.frontends.tui.chat.status_line import StatusLine
from streamtui.frontends.tui.chat.summary_line import SummaryLine
from streamtui.frontends.tui.chat.welcome import Welcome
from streamtui.frontends.tui.desk import answered
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.desk.possible import is_possible
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.help.screen import HelpScreen
from streamtui.frontends.tui.kit.command import CALLS_COMMANDS, COMMANDS, Command, SlashCommand, command, slash_command
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.memory import settle_memory
from streamtui.frontends.tui.race.in_chat import race_in_chat
from streamtui.frontends.tui.theme import theme_name
from streamtui.frontends.tui.transcript.transcript import Transcript

FRAME_S = 0.25
SLOW_FRAME_S = 1.0
"""On a slow line."""
WIDE_FROM = 100
"""Columns from which the statistics stand beside the chat."""


class ChatScreen(Screen[None]):
    """Draws a chat and turns what the person does into calls of it."""

    AUTO_FOCUS = "PromptInput"
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, known.action, priority=True) for known in COMMANDS for key in known.keys
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.chat = Chat(services, wake=self._wake, changed=self._changed)
        self._services = services
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_FROM, "-wide")]
        self._settled = False
        self.takes_keys = False
        """The prompt is there and has been painted once."""
        self._shown: list[Message] | None = None

    def compose(self) -> ComposeResult:
        yield StatusLine(id="status")
        with Horizontal(id="body"):
            yield Transcript(id="transcript")
            yield Welcome(id="welcome")
            yield SidePanel(self.chat, id="side")
        yield Advice(id="advice")
        yield SummaryLine(id="summary")
        yield PromptRule(id="rule")
        with Horizontal(id="prompt-row"):
            yield Static("❯", id="prompt-sign")
            yield PromptInput(self._press_bare)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        slow = self._services.low_bandwidth
        self._prompt = self.query_one(PromptInput)
        self._advice = self.query_one(Advice)
        self._transcript = self.query_one(Transcript)
        self._inspector = self.query_one(Inspector)
        self._opens_calls = self._services.open_inspector
        self.chat.approver = ScreenApprover(self.app, self._services.clock, self._prompt, self.chat.stop)
        self._transcript.low_bandwidth = slow
        self._frames = self.set_interval(SLOW_FRAME_S if slow else FRAME_S, self.draw, pause=True)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.takes_keys = True
        self.post_message(PromptInput.Ready())
        self.app.call_later(self._run_chat)

    @work(group="chat")
    async def _run_chat(self) -> None:
        await self.chat.run()

    def on_resize(self) -> None:
        self.call_after_refresh(self._changed)

    @on(PromptInput.Changed)
    def draw(self) -> None:
        """Take what the chat is now into every widget but the transcript."""
        now = self._services.clock.now()
        self.query_one(StatusLine).show(self.chat, now)
        if self._opens_calls and self.chat.state.turn_calls:
            self._opens_calls = False
            self._open_calls(opened=True)
        self.query_one(SidePanel).show(now)
        self.query_one(SummaryLine).show(self.chat)
        self._advice.show(self.chat, now, typing=bool(self._prompt.text))

    @on(Inspector.Moved)
    def _changed(self) -> None:
        """Something began or ended, or the person looks at something else."""
        if self.chat.open and not self._settled:
            self._settled = True
            settle_memory()
        messages = self.chat.state.conversation.messages
        self.set_class(not messages, "-empty")
        if messages is self._shown:
            self._transcript.wake()
        else:
            self._shown = messages
            self._transcript.show(messages)
        self.query_one(PromptRule).show(self.chat)
        self._show_keys()
        self.query_one(Welcome).show(self.chat)
        self.draw()
        if self.chat.busy:
            self._frames.resume()
        else:
            self._frames.pause()

    def _show_keys(self) -> None:
        keys = self.query_one(KeyBar)
        if self._inspector.has_focus:
            leaving = command("stop" if self.chat.busy else "close_calls")
            keys.show([leaving], self.is_possible)
            keys.add(CALLS_COMMANDS, self._inspector.is_possible, "in_calls('{}')")
        else:
            keys.show(COMMANDS, self.is_possible)

    def _wake(self) -> None:
        self._transcript.wake()

    def is_possible(self, action: str) -> bool:
        """Whether the command does anything now."""
        return self.has_class("-calls") if action == "close_calls" else is_possible(action, self.chat)

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        return self.is_possible(action)

    def runner(self, known: Command) -> Callable[[], object]:
        """Does the command; one that takes something after it is put into the prompt to be completed."""
        if known.argument:
            return lambda: self._prompt.write(f"/{known.words[0]} ")
        action: Callable[[], object] = getattr(self, f"action_{known.action}")
        return action

    def _press_bare(self, key: str) -> bool:
        """Do the command that a key is while the prompt is empty, if it is one now."""
        known = next((known for known in COMMANDS if key in known.bare_keys and self.is_possible(known.action)), None)
        if known is not None:
            self.runner(known)()
        return known is not None

    def on_key(self, event: events.Key) -> None:
        """Whatever has the focus, what is typed goes into the prompt."""
        if event.is_printable and event.character and not self._prompt.has_focus:
            self._prompt.focus()
            self._prompt.insert(event.character)

    @on(PromptInput.Submitted)
    def _take_prompt(self, event: PromptInput.Submitted) -> None:
        if (slash := slash_command(event.text)) is not None:
            self._obey(slash)
        elif self.chat.submit(event.text):
            self._prompt.accept()
            self._say("")
        else:
            self._say("A prompt waits already; this one stays here until that one is sent.")

    def _obey(self, slash: SlashCommand) -> None:
        meant = slash.meant(self.is_possible)
        if isinstance(meant, str):
            self._say(meant)
        else:
            self._prompt.accept()
            self._say("")
            arguments = (slash.argument,) if meant.argument else ()
            getattr(self, f"action_{meant.action}")(*arguments)

    def _say(self, note: str) -> None:
        self._advice.note = note
        self.draw()

    @on(Transcript.CallChosen)
    def _look_at_call(self, event: Transcript.CallChosen) -> None:
        self._open_calls(opened=True)
        self._inspector.look_at(event.call)
        self._inspector.focus()

    def _open_calls(self, *, opened: bool) -> None:
        self.set_class(opened, "-calls")
        self._inspector.open(opened=opened)
        self.call_after_refresh(self._changed)

    def action_calls(self) -> None:
        """Open them, go there, and close them."""
        if self._inspector.has_focus:
            self.action_close_calls()
        else:
            self._open_calls(opened=True)
            self._inspector.focus()

    def action_close_calls(self) -> None:
        self._open_calls(opened=False)
        self._prompt.focus()

    def action_in_calls(self, action: str, *arguments: object) -> None:
        self._inspector.do(action, *arguments)

    def action_tools(self) -> None:
        if (toolbox := self.chat.toolbox) is not None:
            self.app.push_screen(ToolsScreen(toolbox))

    def action_statistics(self) -> None:
        self.toggle_class("-side-shown" if self.has_class("-narrow") else "-side-hidden")
        self.call_after_refresh(self.draw)

    def action_stop(self) -> None:
        self.chat.stop()

    def action_retry_now(self) -> None:
        self.chat.retry_now()

    def action_connect(self) -> None:
        self.chat.connect()

    def action_send_queued(self) -> None:
        self.chat.send_queued()

    def action_take_back(self) -> None:
        if (prompt := self.chat.take_back()) is not None:
            self._prompt.write(prompt)

    def action_continue_reply(self) -> None:
        self.chat.continue_reply()

    def action_ask_again(self) -> None:
        self.chat.ask_again()

    def action_new(self) -> None:
        self.action_take_back()
        self.chat.new_conversation()

    def action_model(self, name: str) -> None:
        self._say(answered.use_model(self.chat, name))

    def action_system(self, text: str) -> None:
        self._say(answered.set_system(self.chat, text))

    @work(group="race")
    async def action_race(self, prompt: str) -> None:
        self._say(await race_in_chat(self.app, self._services, self.chat, prompt))

    def action_code(self, folder: str) -> None:
        self._say(answered.save_code(self.chat, self._services, folder))

    def action_palette(self) -> None:
        self.app.action_command_palette()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen())

    def action_theme(self) -> None:
        other = "light" if self.app.current_theme.dark else "dark"
        self.app.theme = theme_name(other, self.app.available_themes, slow=self._services.low_bandwidth)

    def action_page_up(self) -> None:
        self._scrolled.action_page_up()

    def action_page_down(self) -> None:
        self._scrolled.action_page_down()

    @property
    def _scrolled(self) -> Inspector | Transcript:
        return self._inspector if self._inspector.has_focus else self._transcript

    def action_follow(self) -> None:
        self._transcript.action_scroll_end()

    def action_quit(self) -> None:
        self.app.exit()
