"""May more be spent than the budget of today? Asked before what would be sent beyond it."""

from __future__ import annotations

from streamtui.core.ports.budget import Budget, OverBudget
from streamtui.core.words import figures
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.question import Asker, QuestionScreen, asking, scrolling
from streamtui.frontends.tui.kit.row_stack import FixedRows
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM, LABEL
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import wrap

BUDGET_COMMANDS: tuple[Command[BudgetQuestionScreen], ...] = (
    Command("budget.once", "Send it this time", lambda screen: screen.answer("once"), keys=("y",), label="Yes"),
    Command(
        "budget.today",
        "Send it, and do not ask again",
        lambda screen: screen.answer("today"),
        keys=("A",),
        label="All of today",
    ),
    Command(
        "budget.no",
        "Go on without it",
        lambda screen: screen.answer("no"),
        keys=("n", "escape", "ctrl+c"),
        label="No",
    ),
    *scrolling("budget"),
)
"""While it is asked whether more may be spent."""


class BudgetQuestionScreen(QuestionScreen[OverBudget]):
    """Says what is spent, and where that is set."""

    TABLE = BUDGET_COMMANDS

    def __init__(self, budget: Budget, guard: Guard, prompt: PromptInput) -> None:
        super().__init__(guard, prompt, asking("The budget of today is spent. Send it all the same?"))
        self._budget = budget

    def on_mount(self) -> None:
        self.details.show_source(lambda width: FixedRows(budget_rows(self._budget, width)))

    def answer(self, answer: OverBudget) -> None:
        """The person said so."""
        self.dismiss(answer)


class ScreenBudgetAsker:
    """Asks the person in front of the screen."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    async def __call__(self, budget: Budget) -> OverBudget:
        await self._asker.quiet()
        question = BudgetQuestionScreen(budget, self._asker.guard, self._asker.prompt)
        return await self._asker.ask(question) or "no"


def budget_rows(budget: Budget, width: int) -> tuple[Row, ...]:
    """What is spent, and how much may be."""
    lines: tuple[Row, ...] = (
        (Run("today   ", LABEL), Run(figures.money(budget.spent_usd), BRIGHT), Run("  is spent", DIM)),
        (
            Run("budget  ", LABEL),
            Run(figures.money(budget.limit_usd), BRIGHT),
            Run("  a day: cost_usd_per_day in [limits] of config.toml", DIM),
        ),
    )
    return tuple(row for line in lines for row in wrap(line, max(width, 1)))
