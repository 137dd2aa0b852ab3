"""May a key go to a server that it was not given for? Asked before the chat begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from streamtui.core.ports.clock import Clock
from streamtui.core.ports.key_question import KeyQuestion
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.guard import Guard, GuardedScreen
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM, LABEL, STRONG, WARN
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import wrap

KEY_COMMANDS: tuple[Command[KeyQuestionScreen], ...] = (
    Command("key.yes", "Send it, and remember that", lambda screen: screen.dismiss(True), keys=("y",), label="Yes"),
    Command("key.no", "Go on without it", lambda screen: screen.dismiss(False), keys=("n",), label="No, without a key"),
    Command("key.quit", "Talk to nobody", lambda screen: screen.dismiss(None), keys=("escape",), label="Quit"),
)
"""While it is asked whether a key may go along."""
_NO_ANSWER_YET = "No key answers yet: what you type goes to the prompt"


class KeyQuestionScreen(GuardedScreen, Commanded, ModalScreen["bool | None"]):
    """Names both; gives yes, no, or nothing where the person wants neither."""

    CSS_PATH = "key_question.tcss"
    AUTO_FOCUS = ""
    TABLE = KEY_COMMANDS

    def __init__(self, question: KeyQuestion, clock: Clock, write: Callable[[str], object]) -> None:
        """`write` takes what was typed and is no answer."""
        super().__init__()
        self.guard = Guard(clock)
        self._question, self._write = question, write

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Lines(fits=True, id="asked-key")
            yield KeyBar()

    def on_resize(self) -> None:
        self.call_after_refresh(self.guard_changed)

    def guard_changed(self) -> None:
        lines, keys = self.query_one("#asked-key", Lines), self.query_one(KeyBar)
        lines.show(*key_question_rows(self._question, lines.size.width))
        if self.guard.left_s:
            keys.show((Run(_NO_ANSWER_YET, DIM),))
        else:
            keys.show_keys(self.TABLE)

    def withheld(self, event: events.Event) -> None:
        if self.guard.is_spent(event):
            return
        if isinstance(event, events.Paste):
            self._write(event.text)
        elif isinstance(event, events.Key) and event.character is not None and event.is_printable:
            self._write(event.character)


def key_question_rows(question: KeyQuestion, width: int) -> tuple[Row, ...]:
    """Which key, which server, who named them, and why that is asked."""
    return tuple(row for line in _lines(question) for row in wrap(line, max(width, 1)))


def _lines(question: KeyQuestion) -> Iterator[Row]:
    remembered = "A yes is remembered for just these"
    if question.folder:
        remembered += f", in {question.folder}"
    yield (Run("? ", WARN), Run("Send a key to a server that it was not given for?", STRONG))
    yield ()
    yield (Run("key     ", LABEL), Run(question.key, BRIGHT), Run(f"  from {question.key_from}", DIM))
    yield (Run("server  ", LABEL), Run(question.url, BRIGHT), Run(f"  from {question.url_from}", DIM))
    yield ()
    yield (Run(f"{question.reason[:1].upper()}{question.reason[1:]}.", WARN),)
    yield (Run(f"{remembered}.", DIM),)
