"""Who is to race, and what is to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.race_entries import Entry, Races
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.guard import Guard, GuardedScreen
from streamtui.frontends.tui.kit.key_row import fitting_row
from streamtui.frontends.tui.kit.keymap import key_of
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.question import write_into
from streamtui.frontends.tui.kit.rows import DIM, heading
from streamtui.frontends.tui.kit.search_field import SearchField
from streamtui.frontends.tui.race.choices import FEWEST, Choices, choice_rows
from streamtui.frontends.tui.race.plan import RacePlan
from streamtui.rows.row import Run

PICKER_COMMANDS: tuple[Command[RacePicker], ...] = (
    Command("race_picker.start", "Begin the race", lambda picker: picker.start(), keys=("enter",), label="Race"),
    Command(
        "race_picker.switch",
        "Choose it, or not",
        lambda picker: picker.switch(),
        lambda picker: picker.in_list,
        keys=("space",),
        label="Choose",
    ),
    Command(
        "race_picker.previous",
        "The one before, after",
        lambda picker: picker.move(-1),
        lambda picker: picker.in_list,
        keys=("up",),
    ),
    Command(
        "race_picker.next",
        "The one before, after",
        lambda picker: picker.move(1),
        lambda picker: picker.in_list,
        keys=("down",),
    ),
    Command(
        "race_picker.field",
        "To the question, to the list",
        lambda picker: picker.change_field(),
        keys=("tab",),
        label="Question, list",
    ),
    Command(
        "race_picker.cancel",
        "Back to the chat",
        lambda picker: picker.dismiss(None),
        keys=("escape", "ctrl+c"),
        label="Back",
    ),
)
"""While it is chosen who races."""

_PARTS = ("title", "who", "list", "keys")


class RacePicker(Commanded, ModalScreen[RacePlan | None]):
    """Shown over the chat. Its list has a field above it, in which typing narrows the list down."""

    AUTO_FOCUS = ""
    CSS_PATH = "race.tcss"
    TABLE = PICKER_COMMANDS
    FIRST = True
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (9, "-low"), (18, "-high")]  # noqa: RUF012

    def __init__(self, races: Races, chosen: Sequence[Entry], prompt: str, last_prompt: str) -> None:
        """`last_prompt` is what is asked again, unless there is a `prompt` or another one is written."""
        super().__init__()
        self._races = races
        self._prompt = prompt or last_prompt
        self._last_prompt = last_prompt
        self._choices = Choices(races.profile, chosen=chosen)
        self._note = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="picker"):
            yield Lines(id="picker-title")
            yield PromptInput()
            yield Lines(id="picker-who")
            yield SearchField("Type to search or to name a model", ("space",))
            yield Lines(id="picker-list")
            yield Lines(id="picker-keys")

    def on_mount(self) -> None:
        self.query_one(PromptInput).write(self._prompt)
        self.set_focus(self.query_one(SearchField if self._prompt else PromptInput))
        self._choices.add(self._races.others())
        self._ask_for_models()

    @work(group="models", exit_on_error=True)
    async def _ask_for_models(self) -> None:
        self._say(f"asking {self._races.profile} for its models …")
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
        """Take what is chosen now into the rows, once they are there and as long as they are."""
        if len(self.query(Lines)) < len(_PARTS):
            return
        chosen = len(self._choices.chosen)
        title, who, listed, keys = (self.query_one(f"#picker-{part}", Lines) for part in _PARTS)
        title.show(heading("RACE", (Run("the same to several models, at the same time", DIM),), title.size.width))
        who.show(heading("WHO", (Run(f"{chosen} chosen", DIM),), who.size.width))
        listed.show(*choice_rows(self._choices, self._note, listed.size.width, listed.size.height))
        keys.show(fitting_row(self.possible(), keys.size.width))

    @property
    def in_list(self) -> bool:
        """The person is at the list, not at the question."""
        return self.query_one(SearchField).has_focus

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._choices.narrow(event.value)
        self.draw()

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        self.draw()

    def change_field(self) -> None:
        """Go from the question to the list, or back."""
        self.set_focus(self.query_one(PromptInput if self.in_list else SearchField))

    def move(self, by: int) -> None:
        """Go up or down the list."""
        self._choices.move(by)
        self.draw()

    def switch(self) -> None:
        """Choose the one under the cursor, or choose it no longer."""
        self._choices.switch()
        self.query_one(SearchField).clear()
        self.draw()

    def action_switch(self, index: int) -> None:
        """One was clicked."""
        self._choices.cursor = index
        self.switch()

    def start(self) -> None:
        """Begin the race, if all that it needs is there."""
        prompt = self.query_one(PromptInput).text
        if not prompt.strip():
            self._say("What is asked? Write it above.")
            self.set_focus(self.query_one(PromptInput))
        elif len(self._choices.chosen) < FEWEST:
            self._say(f"A race needs two or more: choose them with {key_of('race_picker.switch', 'space')}.")
        else:
            repeated = bool(self._last_prompt) and prompt == self._last_prompt
            self.dismiss(RacePlan(self._choices.chosen, prompt, repeated))


class LateRacePicker(GuardedScreen, RacePicker):
    """The same for a race that waited until its place was ready: what is typed as it comes up goes into the prompt."""

    def __init__(self, guard: Guard, beneath: PromptInput, *what: Any) -> None:
        super().__init__(*what)
        self.guard, self._beneath = guard, beneath

    def withheld(self, event: events.Event) -> None:
        write_into(self._beneath, event)
