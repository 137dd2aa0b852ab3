"""The chat's screen: its panes, and all that is typed, pressed and chosen there."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual import events, on

from streamtui.frontends.tui.chat.commands import CHAT_COMMANDS, MENU, PALETTE, RACE, THEMES, race
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.completing import completion
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.slash import SlashCommand, slash_command

_TAUGHT = {
    "chat.race": "asks several models at once",
    "chat.calls": "shows function calls live",
    "chat.help": "shows every key and command",
}
"""What the welcome says of commands."""


class ChatScreen(Commanded, ChatPanes):
    """The panes of a chat, which obey keys and slash commands."""

    TABLE = (*MENU, *CHAT_COMMANDS)
    FIRST = True

    def __init__(self, services: Services, desk: Desk) -> None:
        super().__init__(services, desk)
        self._later: deque[str] = deque()
        """A command that wants a place that is ready, typed before there was one, and all that was typed behind it."""
        self._racing = False
        """The first of these is a race that waits for a pause, or runs."""

    @property
    def bare(self) -> bool:
        return self.prompt.has_focus and not self.prompt.text

    def palette(self) -> list[Command[Any]]:
        """The commands that the palette offers; over another screen what has to do with the look alone."""
        if not self.is_current:
            return [THEMES]
        return [command for command in self.possible() if command is not PALETTE and command not in MENU]

    def teaching(self) -> Sequence[tuple[str, str]]:
        possible = {command.id: command for command in self.possible()}
        shown = [(possible[name], does) for name, does in _TAUGHT.items() if name in possible]
        *tries, last = [(command.key or f"/{command.words[0]}", does) for command, does in shown]
        return [*tries, ("paste", "a file, or any amount of text"), last]

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
        """Offer what a slash command that is being typed may become."""
        prompt, menu = self.prompt, self.menu
        command = prompt.document.line_count == 1 and prompt.document.get_line(0).startswith("/")
        at_end = command and prompt.selection.is_empty and prompt.cursor_location == prompt.document.end
        found = completion(prompt.text, CHAT_COMMANDS, self) if at_end and menu.wanted else None
        keys_before = menu.is_open, menu.holds
        menu.offer(found, self.size.height)
        if keys_before != (menu.is_open, menu.holds):
            self.draw_keys()

    def action_take_offer(self, index: int) -> None:
        """One of the menu was clicked."""
        self.menu.take_at(index)

    @on(PromptInput.Submitted)
    def _take_prompt(self, event: PromptInput.Submitted) -> None:
        slash = slash_command(event.text)
        if self._later:
            self._put_off(event.text)
        elif slash is not None:
            self._obey(slash, event.text)
        else:
            self.desk.submit(event.text)
            self.prompt.accept()

    def _obey(self, slash: SlashCommand, text: str) -> None:
        meant = slash.meant(CHAT_COMMANDS, self)
        if not isinstance(meant, str):
            self.prompt.accept()
            self._do_meant(meant, slash.argument)
        elif slash.is_one_of(CHAT_COMMANDS) and self.desk.connection.opening_since is not None:
            self._put_off(text)
        else:
            self.say(meant)

    def _do_meant(self, command: Command[Any], argument: str) -> None:
        if command.do_with is not None:
            command.do_with(self, argument)
        else:
            command.do(self)

    def _put_off(self, text: str) -> None:
        """Do it in its turn, once the place is ready."""
        self._later.append(text)
        self.prompt.accept()
        place = shown_text(self.desk.connection.place)
        self.say("That waits until the race is over." if self._racing else f"That waits until {place} is ready.")

    def _changed(self) -> None:
        super()._changed()
        self.call_later(self._do_next)

    def on_screen_resume(self) -> None:
        self._do_next()

    def _do_next(self) -> None:
        """Do what was put off, one after the other, while nothing else goes on."""
        if not (self._later and self.is_current and self.desk.idle and not self.desk.turns.queued):
            return
        text = self._later[0]
        slash = slash_command(text)
        meant = "" if slash is None else slash.meant(CHAT_COMMANDS, self)
        if slash is not None and meant is RACE:
            self._race_when_quiet(slash.argument)
            return
        self._later.popleft()
        if slash is None:
            self.desk.submit(text)
        elif isinstance(meant, str):
            self.say(meant)
        else:
            self._do_meant(meant, slash.argument)
        self.call_later(self._do_next)

    def _race_when_quiet(self, question: str) -> None:
        """Choose who races once the person doesn't type: what they write then is no part of its question.

        Until it is over, all that is sent waits behind it.
        """

        async def wait_and_race() -> None:
            self.say("The race begins when you pause, or by Tab.")
            await self.guard.turn(lambda: bool(self.prompt.text))
            if self.is_current and self.desk.idle:
                await race(self, question, late=(self.guard, self.prompt))
                self._later.popleft()
            self._racing = False
            self._do_next()

        if not self._racing:
            self._racing = True
            self.run_worker(wait_and_race(), group="race")
