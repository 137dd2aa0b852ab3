"""Who is asked what comes up in a turn: the person in front of the chat's screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App

from streamtui.frontends.tui.calls.approval import ScreenApprover
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.question import Asker
from streamtui.frontends.tui.questions.budget import ScreenBudgetAsker


def ask_here(app: App[Any], desk: Desk, guard: Guard, prompt: PromptInput, say: Callable[[str], object]) -> None:
    """Have calls and budgets asked about on the screen of the prompt, from now on."""
    asker = Asker(app, guard, prompt)
    desk.approver.come(ScreenApprover(asker, desk.stop))
    desk.purse.come(ScreenBudgetAsker(asker), say)
