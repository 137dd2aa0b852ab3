"""Who is to race, and what is to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.race_entries import Entry, Races
from streamtui.frontends.tui.chat.chrome import key_row
from streamtui.frontends.tui.kit.command import PICKER_COMMANDS
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.rows import DIM, Span, clip_row, heading
from streamtui.frontends.tui.kit.search_field import SearchField
from streamtui.frontends.tui.race.choices import FEWEST, Choices, choice_rows
from streamtui.frontends.tui.race.in_chat import RacePlan

_LIST_KEYS = {
    key: known.action for known in PICKER_COMMANDS for key in known.keys if known.action not in ("field", "cancel")
}


class RacePicker(ModalScreen[RacePlan | None]):
    """Shown over the chat. Its list has a field above it, in which typing narrows the list down."""

    AUTO_FOCUS = ""
    CSS_PATH = "picker.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, known.action, priority=True)
        for known in PICKER_COMMANDS
        for key in known.keys
        if key not in _LIST_KEYS
    ]

    def __init__(self, races: Races, chosen: Sequence[Entry], prompt: str, last_prompt: str) -> None:
        """`last_prompt` is what is asked again, unless there is a `prompt` or another one is written."""
        super().__init__()
        self._races = races
        self._prompt = prompt or last_prompt
        self._last_prompt = last_prompt
        self._choices = Choices(races.place, chosen=chosen)
        self._note = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="picker"):
            yield Lines(id="picker-title")
            yield PromptInput(lambda _: False)
            yield Lines(id="picker-who")
            yield SearchField("Type to search, or to name a model", _LIST_KEYS)
            yield Lines(id="picker-list")
            yield Lines(id="picker-keys")

    def on_mount(self) -> None:
        self.query_one(PromptInput).write(self._prompt)
        self.set_focus(self.query_one(SearchField if self._prompt else PromptInput))
        self._choices.add(self._races.others())
        self._ask_for_models()

    @work(group="models", exit_on_error=True)
    async def _ask_for_models(self) -> None:
        self._say(f"asking {self._races.place} for its models …")
        try:
            self._choices.add(await self._races.models())
        except StreamtuiError as error:
            self._say(error.fault.message)
        else:
            self._say("")

    def _say(self, note: str) -> None:
        self._note = note
        self.draw()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Take what is chosen now into the rows."""
        chosen = len(self._choices.chosen)
        title, who, listed, keys = (
            self.query_one(f"#picker-{part}", Lines) for part in ("title", "who", "list", "keys")
        )
        title.rows = (heading("RACE", (Span("the same to several models, at the same time", DIM),), title.size.width),)
        who.rows = (heading("WHO", (Span(f"{chosen} chosen", DIM),), who.size.width),)
        listed.rows = choice_rows(self._choices, self._note, listed.size.width, listed.size.height)
        keys.rows = (clip_row(key_row(PICKER_COMMANDS, self._is_possible), keys.size.width),)

    def _is_possible(self, action: str) -> bool:
        return action in ("field", "cancel", "start") or self.query_one(SearchField).has_focus

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._choices.narrow(event.value)
        self.draw()

    @on(SearchField.Pressed)
    def _press(self, event: SearchField.Pressed) -> None:
        getattr(self, f"action_{_LIST_KEYS[event.key]}")()

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        self.draw()

    def action_field(self) -> None:
        self.set_focus(self.query_one(PromptInput if self.query_one(SearchField).has_focus else SearchField))

    def action_previous(self) -> None:
        self._choices.move(-1)
        self.draw()

    def action_next(self) -> None:
        self._choices.move(1)
        self.draw()

    def action_switch(self, place: int | None = None) -> None:
        if place is not None:
            self._choices.cursor = place
        self._choices.switch()
        self.query_one(SearchField).clear()
        self.draw()

    @on(PromptInput.Submitted)
    def action_start(self) -> None:
        prompt = self.query_one(PromptInput).text
        if not prompt.strip():
            self._say("What is asked? Write it above.")
            self.set_focus(self.query_one(PromptInput))
        elif len(self._choices.chosen) < FEWEST:
            self._say("A race needs two or more: choose them with Space.")
        else:
            repeated = bool(self._last_prompt) and prompt == self._last_prompt
            self.dismiss(RacePlan(self._choices.chosen, prompt, repeated))

    def action_cancel(self) -> None:
        self.dismiss(None)
