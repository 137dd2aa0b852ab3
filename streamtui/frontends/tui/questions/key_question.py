"""May a key go to a server that it was not given for? Asked before the chat begins, or goes to another place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

from textual.app import App

from streamtui.core.ports.key_question import KeyQuestion
from streamtui.frontends.tui.desk.services import KeyAnswers
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.question import QuestionScreen, asking, scrolling
from streamtui.frontends.tui.kit.row_stack import FixedRows
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM, LABEL, WARN
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import wrap

KeyAnswer: TypeAlias = Literal["once", "always", "no", "never"]


def _neither(screen: KeyQuestionScreen) -> None:
    screen.dismiss(None)


KEY_COMMANDS: tuple[Command[KeyQuestionScreen], ...] = (
    Command("key.yes", "Send it this time", lambda screen: screen.dismiss("once"), keys=("y",), label="Yes"),
    Command(
        "key.always",
        "Send it, ask no more",
        lambda screen: screen.dismiss("always"),
        keys=("A",),
        label="Always",
    ),
    Command("key.no", "Go on without it", lambda screen: screen.dismiss("no"), keys=("n",), label="No, without a key"),
    Command(
        "key.never", "Go on without it, ask no more", lambda screen: screen.dismiss("never"), keys=("N",), label="Never"
    ),
    Command("key.neither", "Neither: stay, or quit", _neither, keys=("escape", "ctrl+c"), label="Neither"),
    *scrolling("key"),
)
"""While it is asked whether a key may go along."""


class KeyQuestionScreen(QuestionScreen["KeyAnswer | None"]):
    """Names both; gives nothing where the person wants no answer."""

    TABLE = KEY_COMMANDS

    def __init__(self, question: KeyQuestion, guard: Guard, prompt: PromptInput) -> None:
        super().__init__(guard, prompt, asking("Send a key to a server that it was not given for?"))
        self._question = question

    def on_mount(self) -> None:
        self.details.show_source(lambda width: FixedRows(key_question_rows(self._question, width)))


async def ask_about_key(
    app: App[Any], question: KeyQuestion, answers: KeyAnswers, guard: Guard, prompt: PromptInput
) -> bool:
    """Ask whether a key may go along, and remember what is said; False where the person wants neither answer."""
    answer = await app.push_screen_wait(KeyQuestionScreen(question, guard, prompt))
    if answer is None:
        return False
    try:
        answers.keep(question, answer in ("once", "always"), answer in ("always", "never"))
    except OSError as error:
        app.notify(f"The answer can't be remembered ({error.strerror}): it holds for this time.")
    return True


def key_question_rows(question: KeyQuestion, width: int) -> tuple[Row, ...]:
    """Which key, which server, who named them, and why that is asked."""
    return tuple(row for line in _lines(question) for row in wrap(line, max(width, 1)))


def _lines(question: KeyQuestion) -> Iterator[Row]:
    remembered = "Always and Never are remembered for just these"
    if question.folder:
        remembered += f", in {question.folder}"
    yield (Run("key     ", LABEL), Run(question.key, BRIGHT), Run(f"  from {question.key_from}", DIM))
    yield (Run("server  ", LABEL), Run(question.url, BRIGHT), Run(f"  from {question.url_from}", DIM))
    yield (Run(f"{question.reason[:1].upper()}{question.reason[1:]}.", WARN),)
    yield (Run(f"{remembered}.", DIM),)
