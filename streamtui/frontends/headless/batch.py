"""`streamtui batch`: how far it is, on stderr; the replies are files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TextIO

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.batch import Batch, BatchState, Prompt
from streamtui.core.ports.clock import Clock
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words import figures
from streamtui.core.words.exit_codes import ExitCode
from streamtui.frontends.headless.chat_words import doing, last_words
from streamtui.frontends.headless.complaint import complaint
from streamtui.frontends.headless.live_view import live_view
from streamtui.frontends.headless.tail import Tail

_MOST_SHOWN = 12
_ID_WIDTH = 24


async def show_batch(batch: Batch, clock: Clock, err: TextIO) -> int:
    """Run the batch and return the exit code: 0 only if every prompt, of earlier runs too, has a complete reply.

    Raises StreamtuiError where it can't go on.
    """
    live = err.isatty()
    interrupted = False
    failure: StreamtuiError | None = None
    try:
        async with live_view(err, clock, partial(progress_view, batch.state), live=live) as say:
            await batch.run(partial(_tell, batch.state, say, not live))
    except asyncio.CancelledError:
        interrupted = True
    except StreamtuiError as error:
        failure = error
    state = batch.state
    err.write(f"{_summary(state, clock.now())}\n")
    if failure is not None:
        raise failure
    if interrupted:
        err.write(f"{complaint('Interrupted; the same command goes on from here.')}\n")
        return ExitCode.INTERRUPTED
    if state.failed or state.failed_before:
        err.write("Those that failed are asked again with --retry-failed.\n")
    return ExitCode.DONE if state.all_complete else ExitCode.INCOMPLETE


def progress_view(state: BatchState, now: float) -> RenderableType:
    """A bar with the figures of all, and below it what runs."""
    ended = state.total - state.left
    head = Table.grid(padding=(0, 2), expand=True)
    head.add_column(ratio=1)
    head.add_column(no_wrap=True)
    parts = [f"{ended:,} of {state.total:,}", *_parts(state, now)]
    if (left_s := state.left_s(now)) is not None:
        parts.append(f"{figures.elapsed(left_s)} left")
    head.add_row(
        ProgressBar(total=max(1, state.total), completed=ended, complete_style="cyan"), Text(" · ".join(parts))
    )
    running = Table.grid(padding=(0, 2), expand=True)
    running.add_column(no_wrap=True, max_width=_ID_WIDTH)
    running.add_column(ratio=1)
    for prompt_id, chat in list(state.running.items())[:_MOST_SHOWN]:
        running.add_row(
            Text(display_safe(prompt_id, keep_newlines=False)), Tail(f"{doing(chat, now)}  ", last_words(chat))
        )
    hidden = len(state.running) - _MOST_SHOWN
    more = [Text(f"and {hidden} more", style="dim")] if hidden > 0 else []
    return Group(head, running, *more)


def _tell(state: BatchState, say: Callable[[str], None], tell_all: bool, prompt: Prompt, reply: Reply) -> None:
    """A line for a reply that ended: for each of them, or only where it failed."""
    number = f"{state.total - state.left}/{state.total}"
    if reply.state is not ReplyState.COMPLETE:
        say(complaint(f"{number} {prompt.id}: failed: {reply.fault.message if reply.fault else 'no reply'}"))
    elif tell_all:
        say(f"{number} {prompt.id}: {_figures_of(reply)}")


def _summary(state: BatchState, now: float) -> str:
    before = f" ({state.done_before:,} by earlier runs)" if state.done_before else ""
    done = f"{state.done_before + state.done:,} of {state.total:,} done{before}"
    return " · ".join([done, *_parts(state, now), figures.elapsed(state.elapsed_s(now))])


def _parts(state: BatchState, now: float) -> list[str]:
    parts = []
    if failed := state.failed + state.failed_before:
        parts.append(f"{failed:,} failed")
    if (rate := state.rate(now)) is not None:
        parts.append(figures.rate(rate, estimated=state.sums.tokens_are_estimated))
    if (goodput := state.goodput(now)) is not None:
        parts.append(f"{state.good:,} good, {goodput:.2f} a second")
    if state.sums.cost_usd is not None:
        parts.append(figures.money(state.sums.cost_usd))
    return parts


def _figures_of(reply: Reply) -> str:
    statistics = reply.statistics
    tokens = figures.plural(statistics.completion_tokens, "token", estimated=statistics.tokens_are_estimated)
    return f"{tokens} in {figures.seconds(statistics.duration_s)}"
