"""The application: its screens, the palette, the theme. All else is in the screens and their widgets."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib import import_module
from inspect import isabstract
from traceback import format_exc
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual import constants, events, on, work
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.screen import Screen

from streamtui.core.faults.faults import ConfigurationError, StreamtuiError
from streamtui.core.ports.key_question import KeyQuestionError
from streamtui.core.ports.wanted_key import WantedKeyError
from streamtui.frontends.tui.chat.opening import OpeningScreen
from streamtui.frontends.tui.chat.rewinding import RewindAsked
from streamtui.frontends.tui.chat.settings_taken import SettingsApp
from streamtui.frontends.tui.desk.services import KeyAnswers, LaterServices, Services, Shown
from streamtui.frontends.tui.help_app import HelpApp
from streamtui.frontends.tui.kit.anywhere import AnywhereApp
from streamtui.frontends.tui.kit.clipboard import ClipboardApp
from streamtui.frontends.tui.kit.direct import DirectApp
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.in_order import InOrder
from streamtui.frontends.tui.kit.loading import fair_shares
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.spacing import COMPACT
from streamtui.frontends.tui.terminal.alt_enter import read_alt_enter_as_line_break
from streamtui.frontends.tui.terminal.paste_reader import PASTE_BYTES, PASTE_LINES, PasteRefused
from streamtui.frontends.tui.terminal.raw_terminal import TERMINAL

if TYPE_CHECKING:
    from streamtui.core.ports.key_question import KeyQuestion
    from streamtui.core.ports.wanted_key import TypedKeys
    from streamtui.frontends.tui.chat.screen import ChatScreen
    from streamtui.frontends.tui.desk.desk import Desk
    from streamtui.frontends.tui.kit.command import Command


REMARK_S = 12.0
"""How long what nobody waits for stays, whatever is typed meanwhile."""


class StreamtuiApp(AnywhereApp, HelpApp[object], InOrder, ClipboardApp[object], DirectApp[object], SettingsApp[object]):
    """A full-screen chat that shows the stream."""

    TITLE = "streamtui"
    STYLES: ClassVar[tuple[str, ...]] = ()
    """The sheets to be read, where it begins with neither chat nor prompt."""

    def __init__(self, services: Services | LaterServices | Shown) -> None:
        """Begins with the chat, or where that is to be loaded yet with a prompt."""
        # of a default screen Textual reads no style sheet
        styles = ["look.tcss", "chat/opening.tcss", "chat/chat.tcss"][: 3 if isinstance(services, Services) else 2]
        self.keymap, self.mouse, self.mouse_set = services.keymap, services.mouse, services.mouse
        super().__init__(
            driver_class=_driver(),
            css_path=[*self.STYLES] or styles,
            colours=services.colours,
            slow=services.low_bandwidth,
            copying=services.copying,
            telling=services.telling,
            settings=services.told_settings,
        )
        self.set_class(services.compact, COMPACT)
        read_alt_enter_as_line_break()
        self.choose_theme(services.theme, services.choices.theme if services.choices is not None else None)
        self._services = services
        self._opening = OpeningScreen()
        self._used: list[str] = []
        """Ids of what was taken in the palette, the last first."""
        self._asks = False
        """A question stands before the chat."""
        self._desk: Desk | None = None
        self._chat_screen: ChatScreen | None = None
        if isinstance(services, Services):
            self._desk = _desk(services)
            self._chat_screen = _chat_screen(services, self._desk)

    def get_driver_class(self) -> type[Driver]:
        """Textual's own choice, where the terminal was not taken. Raises ConfigurationError."""
        try:
            found: type[Driver] = super().get_driver_class()
        except Exception as error:  # it imports what the variable says
            why = f"{type(error).__name__}: {error}"
        else:
            if not isabstract(found):
                return found
            why = "it is abstract"
        raise ConfigurationError(f"TEXTUAL_DRIVER is {constants.DRIVER!r}, which is no driver ({why}): unset it.")

    def get_default_screen(self) -> Screen[Any]:
        return self._chat_screen or self._opening

    def on_mount(self) -> None:
        if self._desk is not None:
            self._run_desk(self._desk)
        elif isinstance(self._services, LaterServices):
            self._load_chat(self._services)

    @work(group="desk")
    async def _run_desk(self, desk: Desk) -> None:
        await desk.run()

    @work
    async def _load_chat(self, later: LaterServices) -> None:
        """What the first request needs is loaded first, what its reply is shown on second."""
        await self._opening.painted.wait()
        self._remark(later.remarks)
        services = await self._prepared(later)
        if services is None:
            return
        self._remark((*later.remarks, *services.remarks))
        with fair_shares():
            self._desk = desk = await asyncio.to_thread(_desk, services)
            self._run_desk(desk)
            await self._opening.sit_at(desk)
            await asyncio.to_thread(import_module, "streamtui.frontends.tui.chat.screen")
        async with self.at_rest:
            self._chat_screen = _chat_screen(services, desk)
            with self.batch_update():
                await self.push_screen(self._chat_screen)
                self._chat_screen.prompt.take_over(self._opening.prompt)

    def _remark(self, remarks: Sequence[str]) -> None:
        if remarks:
            self.notify("\n".join(remarks), severity="warning", timeout=REMARK_S)

    async def _prepared(self, later: LaterServices) -> Services | None:
        """Everything else, once the person has answered what is to be asked; nothing where the app ends instead."""
        try:
            with fair_shares():
                return await asyncio.to_thread(later.prepare)
        except (KeyQuestionError, WantedKeyError) as error:
            asked = error
        except StreamtuiError as error:
            self.exit(error)
            return None
        if later.key_answers is None:
            self.exit(asked)
            return None
        if isinstance(asked, KeyQuestionError):
            goes_on = await self._answered(asked.question, later.key_answers)
        else:
            goes_on = await self._typed(asked, later.keys, later.key_answers)
        return await self._prepared(later) if goes_on else None

    async def _answered(self, question: KeyQuestion, answers: KeyAnswers) -> bool:
        """Ask whether a key may go along; where the person wants neither answer, the app ends."""
        from streamtui.frontends.tui.questions.key_question import ask_about_key

        guard = Guard(answers.clock)
        await self._opening.wait_for_quiet(guard, f"May {question.key} go to {question.url}?")
        self._asks = True
        answered = await ask_about_key(self, question, answers, guard, self._opening.prompt)
        self._asks = False
        if not answered:
            self.exit()
        return answered

    async def _typed(self, missing: WantedKeyError, keys: TypedKeys | None, answers: KeyAnswers) -> bool:
        """Have the key typed that is missing; where the person has none, the app ends and says what is."""
        from streamtui.frontends.tui.questions.key_form import ask_for_key

        if keys is None:
            self.exit(missing)
            return False
        guard = Guard(answers.clock)
        await self._opening.wait_for_quiet(guard, f"{missing.wanted.profile} wants a key.")
        self._asks = True
        typed = await ask_for_key(self, missing.wanted, keys, guard, self._opening.prompt)
        self._asks = False
        if typed is None:
            self.exit(missing)
            return False
        self.notify(typed)
        return True

    def takes(self, event: events.Event) -> bool:
        """Keys that mean something to the chat alone wait for it."""
        if self._chat_screen is not None:
            return self._chat_screen.takes_keys
        return self._asks or self._opening.takes(event)

    @on(PromptInput.Ready)
    def _prompt_is_ready(self) -> None:
        self.look_again()

    @on(RewindAsked)
    def _rewind(self) -> None:
        """Show what is kept of the conversation, which goes on behind."""
        if (chat := self._chat_screen) is not None:
            from streamtui.frontends.tui.chat.kept_streams import with_streams

            with_streams(chat, chat.desk, lambda: self._show_replay(chat))

    def _show_replay(self, chat: ChatScreen) -> None:
        from streamtui.frontends.tui.replay.in_chat import replay_of

        if self.screen is chat:
            self.push_screen(replay_of(chat.desk, chat.services))

    @on(PasteRefused)
    def _say_what_was_refused(self, refused: PasteRefused) -> None:
        lines = "line" if refused.lines == 1 else "lines"
        self.notify(
            f"With what was pasted it would be {refused.size / 1e6:,.1f} MB in {refused.lines:,} {lines}; no more than "
            f"{PASTE_BYTES / 1e6:g} MB and {PASTE_LINES:,} lines can be written here, so nothing of it was taken. "
            "Put it into a file, and use `streamtui ask < FILE`.",
            severity="warning",
            timeout=REMARK_S,  # who pasted types on
        )

    def action_command_palette(self) -> None:
        """Open the palette."""
        from streamtui.frontends.tui.chat.palette import palette_offers
        from streamtui.frontends.tui.kit.picker import Picker

        if (chat_screen := self._chat_screen) is not None and not isinstance(self.screen, Picker):
            self.push_screen(Picker("COMMANDS", palette_offers(chat_screen.palette(), self._used)), self._do_again)

    async def action_quit(self) -> None:
        """Quit; the chat may have something against it."""
        if self._chat_screen is None:
            self.exit()
        else:
            self._chat_screen.quit()

    def _do_again(self, command: Command[Any] | None) -> None:
        """Do what was taken in the palette, where it stands higher from now on."""
        if command is not None and self._chat_screen is not None:
            self._used = [command.id, *(name for name in self._used if name != command.id)]
            self._chat_screen.do(command)

    def _handle_exception(self, error: Exception) -> None:
        """What a screen that opens misses when the app ends is missed by nobody: it gets no widgets any more."""
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def panic(self, *renderables: RenderableType) -> None:
        """A program that broke off doesn't end as if all were well, whoever says that it did."""
        self._return_code = self._return_code or 1
        super().panic(*renderables)

    def _fatal_error(self) -> None:
        """A bug shows its traceback, without the values of variables that Textual would add: keys may be among them."""
        from streamtui.core.text.display_safe import display_safe
        from streamtui.core.text.kept_secrets import KEPT

        self.panic(Text(display_safe(KEPT.redact(format_exc()))))

    async def run_async(self, *args: Any, **kwargs: Any) -> object:
        """Run until the person quits, then give back the endpoint."""
        try:
            return await super().run_async(*args, **kwargs)
        finally:
            if self._desk is not None:
                await self._desk.connection.close()


def _driver() -> type[Driver] | None:
    """Textual's own choice, but for a terminal that was taken before."""
    if TERMINAL.found is None:
        return None
    from streamtui.frontends.tui.kit.early_driver import EarlyDriver

    return EarlyDriver


def _desk(services: Services) -> Desk:
    from streamtui.frontends.tui.desk.desk import Desk

    return Desk(services)


def _chat_screen(services: Services, desk: Desk) -> ChatScreen:
    from streamtui.frontends.tui.chat.screen import ChatScreen

    return ChatScreen(services, desk)
