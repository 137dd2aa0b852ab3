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

from streamtui.core import figures
from streamtui.core.batch import Batch, BatchState, Prompt
from streamtui.core.conversation import Reply, ReplyState
from streamtui.core.display_safe import display_safe
from streamtui.core.ports import Clock
from streamtui.core.reply_line import EXIT_COMPLETE, EXIT_INCOMPLETE
from streamtui.frontends.headless.ask import EXIT_INTERRUPTED
from streamtui.frontends.headless.chat_words import doing, last_words
from streamtui.frontends.headless.live_view import live_view
from streamtui.frontends.headless.tail import Tail

_MOST_SHOWN = 12
_ID_WIDTH = 24


async def show_batch(batch: Batch, clock: Clock, err: TextIO) -> int:
    """Run the batch and return the exit code: 0 only if every prompt, of earlier runs too, has a complete reply."""
    interrupted = False
    try:
        async with live_view(err, clock, partial(progress_view, batch.state)):
            await batch.run()
    except asyncio.CancelledError:
        interrupted = True
    state = batch.state
    err.write(f"{_summary(state, clock.now())}\n")
    if interrupted:
        err.write("Interrupted; the same command goes on from here.\n")
        return EXIT_INTERRUPTED
    if state.failed or state.failed_before:
        err.write("Those that failed are asked again with --retry-failed.\n")
    return EXIT_COMPLETE if state.all_complete else EXIT_INCOMPLETE


def log_to(err: TextIO, state: BatchState) -> Callable[[Prompt, Reply], None]:
    """Tells of each reply that ended: a line, where no terminal shows it; on a terminal only of those that failed."""
    live = err.isatty()

    def tell(prompt: Prompt, reply: Reply) -> None:
        complete = reply.state is ReplyState.COMPLETE
        if live and complete:
            return
        ended = state.total - state.left
        fate = (
            _figures_of(reply) if complete else f"failed: {reply.fault.message if reply.fault else reply.state.value}"
        )
        err.write(display_safe(f"{ended}/{state.total} {prompt.id}: {fate}", keep_newlines=False) + "\n")
        err.flush()

    return tell


def progress_view(state: BatchState, now: float) -> RenderableType:
    """A bar with the figures of all, and below it what runs."""
    ended = state.total - state.left
    head = Table.grid(padding=(0, 2), expand=True)
    head.add_column(ratio=1)
    head.add_column(no_wrap=True)
    parts = [f"{ended:,} of {state.total:,}", *_parts(state, now)]
    if (left_s := state.left_s(now)) is not None:
        parts.append(f"{figures.elapsed(left_s)} left")
    head.add_row(ProgressBar(total=max(1, state.total), completed=ended), Text(" · ".join(parts)))
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
    if state.sums.cost_usd is not None:
        parts.append(figures.money(state.sums.cost_usd))
    return parts


def _figures_of(reply: Reply) -> str:
    statistics = reply.statistics
    tokens = figures.count(statistics.completion_tokens, estimated=statistics.tokens_are_estimated)
    return f"{tokens} tokens in {figures.seconds(statistics.duration_s)}"
