"""`streamtui race`: live on stderr while it runs, then a table, or a line of JSON for each reply on stdout."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TextIO

from streamtui.core.chat import events as ev
from streamtui.core.chat.objectives import Objectives
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.race import Contestant, Race
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.reply_line import exit_code, reply_line
from streamtui.frontends.headless.chat_words import told
from streamtui.frontends.headless.complaint import complaint
from streamtui.frontends.headless.live_view import console_on, live_view
from streamtui.frontends.headless.race_tables import percentile_table, result_table, running_table


async def show_race(
    race: Race,
    clock: Clock,
    *,
    runs: int,
    as_json: bool,
    with_text: bool,
    out: TextIO,
    err: TextIO,
    objectives: Objectives | None = None,
) -> int:
    """Run the race and return the exit code: 0 only if every reply is complete."""
    if len(race.contestants) == 1 and runs == 1:
        err.write(f"{complaint('Only one takes part, so nothing is compared: name more by -m or -p.')}\n")
    live = err.isatty() and not (as_json and out.isatty())  # lines and a view would write over each other
    interrupted = False
    try:
        async with live_view(err, clock, partial(running_table, race.contestants, runs), live=live) as say:
            await race.run(_Watch(say, out if as_json else None, objectives, tell_all=not live).see)
    except asyncio.CancelledError:
        interrupted = True
    if with_text and not as_json:
        for contestant in race.contestants:
            _print_text(contestant, out)
    table = (percentile_table if runs > 1 else result_table)(race.contestants, objectives)
    console_on(err if as_json else out).print(table)
    if interrupted:
        return ExitCode.INTERRUPTED
    return exit_code(reply for contestant in race.contestants for reply in contestant.replies)


class _Watch:
    """Tells what happens as it happens: to a log, and each reply as a line of JSON."""

    def __init__(
        self, say: Callable[[str], None], lines: TextIO | None, objectives: Objectives | None, *, tell_all: bool
    ) -> None:
        self._say = say
        self._objectives = objectives
        self._lines = lines
        self._tell_all = tell_all
        """Also what a view shows while it lasts."""

    def see(self, contestant: Contestant, event: ev.StreamEvent) -> None:
        """Take one event of a contestant."""
        wanted = self._tell_all or isinstance(event, ev.TurnFailed)
        if wanted and (sentence := told(event, contestant.state.url)):
            self._say(complaint(f"{contestant.label}: {sentence}"))
        if self._lines is not None and isinstance(event, ev.TurnFinished | ev.TurnFailed):
            self._lines.write(_line(contestant, self._objectives) + "\n")
            self._lines.flush()


def _line(contestant: Contestant, objectives: Objectives | None) -> str:
    """The last reply."""
    reply = contestant.replies[-1]
    statistics = reply.statistics
    judged: dict[str, Any] = (
        {} if objectives is None else {"good": objectives.kept(reply), "missed": objectives.missed(reply)}
    )
    return reply_line(
        reply,
        contestant=contestant.label,
        run=len(contestant.replies),
        cost_usd=statistics.cost_usd,
        gap_p50_s=statistics.gap_percentile_s(50),
        gap_p95_s=statistics.gap_percentile_s(95),
        longest_gap_s=statistics.longest_gap_s,
        **judged,
    )


def _print_text(contestant: Contestant, out: TextIO) -> None:
    for reply in contestant.replies[-1:]:
        text = str(reply.text)
        label = display_safe(contestant.label, keep_newlines=False)
        out.write(f"── {label} ──\n{display_safe(text) if out.isatty() else text}\n\n")
