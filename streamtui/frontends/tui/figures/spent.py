"""What today and this month took, with the replies that come just now."""

from __future__ import annotations

from collections.abc import Callable

from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.budget import WARNED_FROM, Budget
from streamtui.core.ports.spending import Spending, Spent
from streamtui.core.words import figures
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.kit.rows import BAD, BRIGHT, DIM, LABEL, WARN
from streamtui.rows.row import Row, Run

_NAME, _COST, _TOKENS = 10, 12, 12
"""Columns of what stands below each other."""


class SpentFigures:
    """What is kept is read when a turn is over; what comes meanwhile is added to it."""

    def __init__(self, spending: Spending, is_kept: Callable[[], bool]) -> None:
        """`is_kept`: what is said in the conversation comes into the store."""
        self._spending, self._is_kept = spending, is_kept
        self._kept: tuple[Spent, Spent] | None = None
        self._counted: set[str] = set()
        """The replies of the conversation that are in what is kept, by their ids."""
        self._seen = ("", 0)
        """The last reply of the conversation and their number, when it was read last."""
        self._busy = False
        """Replies came when it was looked at last."""

    def follow(self, replies: Replies, *, busy: bool) -> bool:
        """Whether what is kept is to be read now: a turn is over, or another conversation or branch is there."""
        was_busy, self._busy = self._busy, busy
        seen = (replies.all[-1].id, len(replies.all)) if replies.all else ("", 0)
        if busy or seen == self._seen:
            return False
        if not was_busy:  # they are shown again
            self._counted = {reply.id for reply in replies.all}
        self._seen = seen
        return bool(replies.all)

    async def read(self, replies: Replies) -> None:
        """Have it read; where that can't be, it stays as it is. What is said in a conversation that can be kept no more
        is in no store."""
        ids = {reply.id for reply in replies.all}
        try:
            self._kept = await self._spending.read()
        except StreamtuiError:
            return
        if self._is_kept():
            self._counted = ids

    def rows(self, replies: Replies) -> tuple[Row, ...]:
        """A heading, and a row for each; nothing while nothing is known."""
        named = zip(("today", "month"), self._kept or (), strict=False)
        now, budget = self._of_now(replies), self._spending.budget
        rows = (
            *(_row(name, kept + now) for name, kept in named),
            *(_budget_rows(budget) if budget is not None else ()),
        )
        titles = f"{'cost':>{_COST}}{'tok':>{_TOKENS}}" if self._kept is not None else ""
        return ((Run(f"{'SPENT':<{_NAME}}", LABEL), Run(titles, DIM)), *rows) if rows else ()

    def _of_now(self, replies: Replies) -> Spent:
        """What the replies took that are not in what is kept yet."""
        spent = Spent()
        for reply in reversed(replies.all):
            if reply.id in self._counted:
                break
            spent += _spent(reply.statistics)
        return spent


def spent_figures(desk: Desk, services: Services) -> SpentFigures | None:
    """Those of a desk, where what is spent is kept."""
    if (spending := services.spending) is None:
        return None
    return SpentFigures(spending, lambda: desk.session is not None and bool(desk.session.kept_as))


def _spent(reply: ReplyStatistics) -> Spent:
    before = (reply.usage.prompt_tokens if reply.usage is not None else None) or 0
    return Spent(before + reply.completion_tokens, reply.makes_sums_estimates, reply.cost_usd)


def _row(name: str, spent: Spent) -> Row:
    tokens = figures.rounded(spent.tokens, estimated=spent.estimated)
    return (Run(f"{name:<{_NAME}}", DIM), Run(f"{figures.money(spent.cost_usd):>{_COST}}{tokens:>{_TOKENS}}", BRIGHT))


def _budget_rows(budget: Budget) -> tuple[Row, ...]:
    share = budget.spent_usd / budget.limit_usd
    style = BAD if share >= 1 else WARN if share >= WARNED_FROM else BRIGHT
    sign = " !" if share >= WARNED_FROM else ""
    value = f"{figures.percent(share)}{sign}"
    return (
        (
            Run(f"{'budget':<{_NAME}}", DIM),
            Run(f"{value:>{_COST}}", style),
            Run(f"  of {figures.money(budget.limit_usd)}", DIM),
        ),
    )
