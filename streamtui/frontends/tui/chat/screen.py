"""The chat's screen: its panes, and all that is typed, pressed and chosen there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from textual import events, on, work
from textual.events import ScreenResume
from textual.worker import Worker

from streamtui.core.faults.faults import Fault
from streamtui.frontends.tui.calls.approval import ANSWER
from streamtui.frontends.tui.chat import snippets
from streamtui.frontends.tui.chat.commands import CHAT_COMMANDS, MENU, PALETTE, RACE, race
from streamtui.frontends.tui.chat.kept_commands import HISTORY, open_kept
from streamtui.frontends.tui.chat.looks import THEMES
from streamtui.frontends.tui.chat.remembering import RememberingPanes
from streamtui.frontends.tui.chat.settings_news import watch_settings
from streamtui.frontends.tui.chat.wanted_key import AUTHENTICATION, key_of_place
from streamtui.frontends.tui.chat.welcome import Place
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.command_work import begin, under_way
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.completing import completion
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.slash import SlashCommand, slash_command

_TAUGHT = {
    "chat.race": "asks several models at once",
    "chat.calls": "shows function calls live",
    "chat.help": "shows every key and command",
}
"""What the welcome says of commands."""


class ChatScreen(Commanded, RememberingPanes):
    """The panes of a chat, which obey keys and slash commands."""

    TABLE = (*MENU, *CHAT_COMMANDS)
    FIRST = True

    def on_mount(self) -> None:
        self.desk.turns.obeys = self
        self._refused: Fault | None = None
        self.call_after_refresh(self._look_around)
        if self.services.settings is not None:
            watch_settings(self, self.services.settings)
        if self.services.begins_with_history:
            self.do(HISTORY)

    @work(group="around")
    async def _look_around(self) -> None:
        await self.models.look_around()
        self.changed()

    def changed(self) -> None:
        """A key that the server refuses now is asked for; in a conversation that was kept it was refused long ago."""
        super().changed()
        fault, session = self.desk.state.fault, self.desk.session
        if fault is not None and fault is not self._refused and fault.kind == AUTHENTICATION and self.services.keys:
            self._refused = fault
            if session is None or session is self.desk.broke_off:
                begin(self, key_of_place(self, fault.message, again=True))

    @property
    def bare(self) -> bool:
        return self.prompt.has_focus and not self.prompt.text

    def palette(self) -> list[Command[Any]]:
        """The commands that the palette offers; over another screen what has to do with the look alone."""
        if not self._on_top:
            return [THEMES]
        return [command for command in self.possible() if command is not PALETTE and command not in MENU]

    def teaching(self) -> Sequence[tuple[str, str]]:
        possible = {command.id: command for command in self.possible()}
        shown = [(possible[name], does) for name, does in _TAUGHT.items() if name in possible]
        *tries, last = [(command.key or f"/{command.words[0]}", does) for command, does in shown]
        kept = [(HISTORY.key, "opens an earlier conversation")] if self.services.history is not None else []
        return [*tries, ("@", "attaches a file, an image"), last, *kept]

    def asked_place(self) -> Place | None:
        places = self.models.places
        command = next((command for command in self.possible() if command.id == "chat.model"), None)
        if places is None or command is None:
            return None
        return Place(places.where, command.key or f"/{command.words[0]}", command.click(), places.found)

    def draw_keys(self) -> None:
        keys, possible = self.query_one(KeyBar), self.possible()
        help_key = [command for command in possible if command.words == ("help",)]
        if self.inspector.has_focus:
            leaves = [command for command in possible if "escape" in command.keys]
            keys.show_keys((*leaves[:1], *help_key), self.inspector.possible())
        elif self.in_wire:
            leaves = [command for command in possible if "escape" in command.keys]
            keys.show_keys((*leaves[:1], *help_key), self.wire.possible())
        elif self.transcript.has_focus:
            leads = [command for command in possible if "escape" in command.keys and command.label]
            tab = next(replace(command, label="Prompt") for command in reversed(possible) if "tab" in command.keys)
            keys.show_keys((*leads[:1], tab, *help_key), self.transcript.possible())
        else:
            keys.show_keys(possible)

    def on_descendant_focus(self) -> None:
        """The keys are another pane's."""
        self.draw_keys()

    def on_key(self, event: events.Key) -> None:
        """Whatever has the focus, what is typed goes into the prompt, unless it is a command there."""
        if not event.is_printable or event.key.startswith("alt+") or self.prompt.has_focus:
            return
        if event.key not in self.active_bindings:
            self.prompt.focus()
            self.prompt.insert(event.character or "")

    def on_text_selected(self) -> None:
        """The mouse selected something: it can be copied."""
        self.draw_keys()

    async def on_paste(self, event: events.Paste) -> None:
        """What is pasted goes there, too."""
        if not self.prompt.has_focus:
            self.prompt.focus()
            self.prompt.post_message(events.Paste(event.text))

    @on(PromptInput.Changed)
    @on(PromptInput.SelectionChanged)
    def offer(self) -> None:
        """Offer what a slash command that is being typed may become, or the name of a file."""
        prompt, menu = self.prompt, self.menu
        self.desk.attaching.heed(prompt.text)
        command = prompt.document.line_count == 1 and prompt.document.get_line(0).startswith("/")
        at_end = command and prompt.selection.is_empty and prompt.cursor_location == prompt.document.end
        found = completion(prompt.text, CHAT_COMMANDS, self) if at_end and menu.wanted else None
        if found is None and menu.wanted and prompt.selection.is_empty:
            found = self.paths.completion(prompt.text, self.place)
            found = found or snippets.completion(self.services.snippets, prompt.text, self.place)
        keys_before = menu.is_open, menu.holds
        menu.offer(found, self.size.height)
        if keys_before != (menu.is_open, menu.holds):
            self.draw_keys()

    def action_open_kept(self, conversation: str) -> None:
        """One of the last conversations was clicked."""
        begin(self, open_kept(self, conversation))

    def action_take_back(self, number: int) -> None:
        """A prompt that waits was clicked."""
        self.desk.waiting.take_back(number)

    def action_send_now(self, number: int) -> None:
        """Its mark was, which sends it."""
        self._of_waiting(number, self.desk.send_now)

    def action_remove_waiting(self, number: int) -> None:
        """Or that which removes it."""
        self._of_waiting(number, self.desk.waiting.remove)

    def _of_waiting(self, number: int, do: Callable[[str], object]) -> None:
        if number < len(self.desk.waiting.prompts):
            do(self.desk.waiting.prompts[number])

    def action_take_offer(self, index: int) -> None:
        """One of the menu was clicked."""
        self.menu.take_at(index)

    @on(PromptInput.Submitted)
    def _take_prompt(self, event: PromptInput.Submitted) -> None:
        slash = slash_command(event.text)
        if slash is None and self.send_edited(event.text):
            return
        if slash is None or self._waits(slash):
            self.prompt.accept()
            self.desk.submit(event.text)
        elif isinstance(meant := slash.meant(CHAT_COMMANDS, self), str):
            self.say(meant)
        else:
            self.prompt.accept()
            self._do_meant(meant, slash.argument)

    def _waits(self, slash: SlashCommand) -> bool:
        """It is for a place that is not ready yet, or for what was asked for before: it waits in its order."""
        commands = slash.may_be(CHAT_COMMANDS)
        unsettled = self.desk.connection.opening_since is not None or under_way(self)
        if self.desk.branches.reading:
            unsettled |= not any(command.possible(self) for command in commands)
        return unsettled and bool(commands) and not any(command.at_once for command in commands)

    def _do_meant(self, command: Command[Any], argument: str) -> None:
        if command.do_with is not None:
            command.do_with(self, self.desk.folds.whole(argument))
        else:
            command.do(self)

    def holds(self, text: str) -> bool:
        """A command is under way; or it is one, and the person is at another screen."""
        return under_way(self) or (slash_command(text) is not None and not self._on_top)

    @property
    def _on_top(self) -> bool:
        """No other screen is over it, as one may be that leaves it in sight."""
        return self.app.screen is self

    def obey(self, text: str) -> bool:
        """Do it, if it is a slash command, whose turn it is."""
        if (slash := slash_command(text)) is None:
            return False
        if isinstance(meant := slash.meant(CHAT_COMMANDS, self), str):
            self.say(meant)
        elif meant is RACE or (meant.opens and not slash.argument):
            begin(self, self._do_when_quiet(meant, slash.argument))
        else:
            self._do_meant(meant, slash.argument)
        return True

    async def _do_when_quiet(self, command: Command[Any], argument: str) -> None:
        """Have its screen come up once the person does not type: what they write then is not for it."""
        self.say(f"/{command.words[0]} comes up when you pause, or by {ANSWER.key}.")
        await self.guard.turn(lambda: bool(self.prompt.text) or not self._on_top)
        if command is RACE:
            await race(self, self.desk.folds.whole(argument), late=(self.guard, self.prompt))
        else:
            self._do_meant(command, argument)

    @on(ScreenResume)
    @on(Worker.StateChanged)
    def _go_on(self) -> None:
        """What waited may have its turn now."""
        self.call_later(self.desk.send_next)
