"""A question that nobody waited for: a sheet above the prompt, whose head and keys are in sight however little room.

What is between them scrolls, and shows its last rows as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.guard import Guard, GuardedScreen
from streamtui.frontends.tui.kit.key_row import key_rows
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.rows import DIM, STRONG, WARN
from streamtui.frontends.tui.kit.scrolled_rows import ScrolledRows
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import wrap

NO_ANSWER_YET = "No key answers yet: what you type goes to the prompt"
LAST_ROWS = 2
"""As many of the last rows are always shown."""
FEW_ROWS = 6
"""Where the details would have less, the sheet lies over the prompt as well, and its head is brief."""
TIGHT_ROWS = 2
"""The details have so many, whatever of the head goes for it but its first row, and of the keys the last ones."""
MANY_ROWS = 20
"""The details take no more, so that what is asked about stays in sight above."""
Answer = TypeVar("Answer")


class Head(Protocol):
    """The question in rows, which are shown whole."""

    def __call__(self, width: int, *, brief: bool) -> Sequence[Row]:
        """`brief`: in no more rows than it needs to be answered."""
        ...


def asking(words: str) -> Head:
    """A question that is those words, and a row apart from what is below."""

    def head(width: int, *, brief: bool) -> Sequence[Row]:
        rows = wrap((Run("? ", WARN), Run(words, STRONG)), width)
        return rows if brief else [*rows, ()]

    return head


class QuestionScreen(GuardedScreen, Commanded, ModalScreen[Answer]):
    """Asks; what it asks is said by its head and its `details`."""

    CSS_PATH = Path(__file__).with_name("question.tcss")
    AUTO_FOCUS = ""

    def __init__(self, guard: Guard, prompt: PromptInput, head: Head) -> None:
        """The sheet leaves the prompt in sight, into which goes what is typed and is no answer.

        What was meant for another field under the question goes there.
        """
        super().__init__()
        self.guard = guard
        self.details = ScrolledRows(fits=True, last=LAST_ROWS, id="details")
        self._prompt, self._head_rows = prompt, head
        self._head, self._keys = Lines(fits=True, id="head"), Lines(fits=True, id="answers")

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet"):
            yield self._head
            yield self.details
            yield from self.below()
        yield self._keys

    def below(self) -> ComposeResult:
        """What stands below the details."""
        return ()

    def on_resize(self) -> None:
        self.call_after_refresh(self.guard_changed)

    def guard_changed(self) -> None:
        """Lay it out anew: keys first, then the head, and what is left is for the details."""
        width, height = self.size.width - 2, self.size.height
        if width <= 0 or not self.is_attached:
            return
        keys = self._answers(width)[: max(1, height // 2)]
        below = sum(1 + widget.styles.margin.top for widget in self.query("#sheet > Input") if widget.display)
        above_prompt = min(self._prompt.region.y - 1, height - len(keys))
        head = self._head_rows(width, brief=False)
        room = above_prompt - len(head) - below - 1
        if room < FEW_ROWS or len(keys) > height - self._prompt.region.bottom:
            above_prompt = height - len(keys)
            head = self._head_rows(width, brief=above_prompt - len(head) - below - 1 < FEW_ROWS)
            room = above_prompt - len(head) - below - 1
        if tight := room < 1:
            head = head[: max(1, above_prompt - below - TIGHT_ROWS)]
            room = above_prompt - len(head) - below
        self.set_class(tight, "-tight")
        self._head.show(*head)
        self._keys.show(*keys)
        self.details.styles.max_height = max(1, min(room, MANY_ROWS))
        self.query_one("#sheet").styles.margin = (0, 0, height - len(keys) - above_prompt, 0)

    def _answers(self, width: int) -> Sequence[Row]:
        if self.guard.left_s:
            return wrap((Run(NO_ANSWER_YET, DIM),), width)
        return key_rows(self.possible(), width)

    def withheld(self, event: events.Event) -> None:
        if self.guard.is_spent(event):
            return
        self.write(event)
        self.call_after_refresh(self.guard_changed)

    def write(self, event: events.Event) -> None:
        """Put what was typed, and is no answer, into the field that is under the question."""
        stack = self.app.screen_stack
        beneath = stack[-2].focused if len(stack) > 1 else None
        write_into(beneath if isinstance(beneath, Input | TextArea) else self._prompt, event)


class Asker:
    """Asks the person in front of the screen, once they don't type."""

    def __init__(self, app: App[Any], guard: Guard, prompt: PromptInput) -> None:
        """What is typed while a question comes up goes into the prompt."""
        self.guard, self.prompt = guard, prompt
        self._app = app

    async def quiet(self) -> None:
        """Return when a question may come up."""
        await self.guard.turn(lambda: bool(self.prompt.text) and self._app.screen is self.prompt.screen)

    async def ask(self, question: QuestionScreen[Answer]) -> Answer | None:
        """What is answered, or nothing. Where whoever waits for it is stopped, the question goes."""
        answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

        def take(said: Answer | None) -> None:
            if not answer.done():
                answer.set_result(said)

        self._app.push_screen(question, take)
        try:
            return await answer
        finally:
            while question in self._app.screen_stack:  # under the palette, say
                self._app.pop_screen()


def write_into(field: Input | TextArea, event: events.Event) -> None:
    """Have a field that lies below take what was typed or pasted above it."""
    if isinstance(event, events.Paste):
        field._forward_event(events.Paste(event.text))  # noqa: SLF001
    elif isinstance(event, events.Key) and event.character is not None and event.is_printable:
        write = field.insert_text_at_cursor if isinstance(field, Input) else field.insert
        write(event.character)


def scrolling(name: str) -> tuple[Command[QuestionScreen[Any]], ...]:
    """The commands that move the details of the question of that name."""

    def move(key: str, do: Callable[[ScrolledRows], None]) -> Command[QuestionScreen[Any]]:
        return Command(f"{name}.{key}", "Scroll", lambda screen: do(screen.details), keys=(key,))

    return (
        move("up", lambda rows: rows.scroll_rows(-1)),
        move("down", lambda rows: rows.scroll_rows(1)),
        move("pageup", lambda rows: rows.scroll_pages(-1)),
        move("pagedown", lambda rows: rows.scroll_pages(1)),
        move("home", lambda rows: rows.scroll_rows(-rows.source_height)),
        move("end", lambda rows: rows.scroll_rows(rows.source_height)),
    )
