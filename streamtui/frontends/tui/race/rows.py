"""A race as rows: the line at the top, the tabs, what stands above each answer, the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from streamtui.core.chat.conversation import Reply, ReplyState
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.ports.race import Contestant
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words import figures
from streamtui.core.words.retry_words import retry_words
from streamtui.frontends.tui.kit.phase_words import retry_in_s, state_row
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, GOOD, STRONG, Row, Span, clip, heading, spread
from streamtui.frontends.tui.kit.word_wrap import word_wrapped

HEAD_ROWS = 4
SERIES_STYLES = ("$text-primary", "$text-warning", "$text-success", "$foreground", "$text-error", "$text-secondary")
"""The colours of the contestants; where they begin again, the numbers tell who is who."""
MARK = "±"
_GUTTER = 2
_NOTHING = ReplyStatistics()


def series_style(place: int) -> str:
    """The colour of the contestant at that place, counted from 0."""
    return SERIES_STYLES[place % len(SERIES_STYLES)]


def title_row(prompt: str, contestants: Sequence[Contestant], width: int) -> Row:
    """What all are asked, and how many of them still are."""
    running = sum(not contestant.over for contestant in contestants)
    right = Span(f"● {running} of {len(contestants)} still at it", ACCENT) if running else Span("✓ all over", GOOD)
    return spread((Span("Race", f"bold {ACCENT}"), Span("   "), Span(_safe(prompt), BRIGHT)), (right,), width)


def tab_row(contestants: Sequence[Contestant], focused: int, now: float, width: int) -> Row:
    """All contestants by number, name and state, to be clicked; names are cut so that all are seen."""
    share = width // len(contestants)
    spans: list[Span] = []
    for place, contestant in enumerate(contestants):
        sign = stage_row(contestant, now)[0]
        mark = "❯" if place == focused else " "
        name = clip(_safe(contestant.label), max(0, share - len(f"{mark}{place + 1}  s  ")))
        action = f"choose({place})"
        style = STRONG if place == focused else DIM
        spans += [
            Span(mark, ACCENT, action),
            Span(f"{place + 1} ", series_style(place), action),
            Span(f"{name} ", style, action),
            Span(f"{sign.text[:1]}  ", sign.style, action),
        ]
    return spread(tuple(spans), (), width)


def stage_row(contestant: Contestant, now: float) -> Row:
    """What a contestant is doing, and for how long."""
    if (progress := contestant.progress) is not None:
        size = f" {figures.megabytes(progress.done, progress.total)}" if progress.total else ""
        return (Span(f"◌ {_safe(progress.label)}{size}", ACCENT),)
    if contestant.state.phase is Phase.IDLE:
        return (Span("○ waits for the others", DIM),)
    return state_row(contestant.state, now)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contestant stands on the screen."""

    place: int
    focused: bool
    marked: bool
    """Chosen to be compared."""


def head_rows(contestant: Contestant, standing: Standing, now: float, width: int) -> tuple[Row, ...]:
    """Number, name and state; below them the figures, or why a retry is waited for."""
    name = (
        Span("❯ " if standing.focused else "  ", ACCENT),
        Span(f"{standing.place + 1} ", series_style(standing.place)),
        Span(_safe(contestant.label), STRONG if standing.focused else BRIGHT),
        Span(f" {MARK}" if standing.marked else "", ACCENT),
    )
    title = _with_state(name, stage_row(contestant, now), width)
    state = contestant.state
    if state.phase is Phase.RETRYING and state.retry is not None:
        words = retry_words(state.retry, state.url, retry_in_s(state, now) or 0)
        rows = [(Span(line, "$text-warning"),) for line in word_wrapped(_safe(words), width)[: HEAD_ROWS - 1]]
        return (title, *rows)
    reply = state.reply
    statistics = reply.statistics if reply is not None else _NOTHING
    cells = list(_figures(statistics, empty=statistics.first_payload_at is None))
    half = (width - _GUTTER) // 2
    return (
        title,
        *(
            (*_cell(*left, half), Span(" " * (width - 2 * half)), *_cell(*right, half))
            for left, right in zip(cells[::2], cells[1::2], strict=True)
        ),
    )


def _with_state(name: Row, stage: Row, width: int) -> Row:
    """The state's words give way to the name."""
    room = max(3, width - sum(len(span.text) for span in name) - 1)
    words = "".join(span.text for span in stage)
    return spread(name, stage if len(words) <= room else (Span(clip(words, room), stage[0].style),), width)


def _figures(statistics: ReplyStatistics, *, empty: bool) -> Iterator[tuple[str, str]]:
    estimated = statistics.tokens_are_estimated
    yield "ttft", figures.seconds(statistics.ttft_s)
    yield "tokens", figures.UNKNOWN if empty else figures.count(statistics.completion_tokens, estimated=estimated)
    yield "tok/s", speed(statistics)
    yield "cost", figures.money(statistics.cost_usd)
    yield "gap p95", figures.seconds(statistics.gap_percentile_s(95))
    yield "longest", figures.seconds(statistics.longest_gap_s)


def _cell(label: str, value: str, width: int) -> Row:
    return spread((Span(label, DIM),), (Span(value, DIM if value == figures.UNKNOWN else BRIGHT),), width)


def speed(statistics: ReplyStatistics) -> str:
    """Tokens per second, without the unit."""
    return figures.rate(statistics.decode_rate, estimated=statistics.tokens_are_estimated).removesuffix(" tok/s")


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    write: Callable[[Reply], str]
    measure: Callable[[ReplyStatistics], float | None] | None = None
    """Where one is best: the lower, the better."""


def _tokens(reply: Reply) -> str:
    statistics = reply.statistics
    if statistics.first_payload_at is None:
        return figures.UNKNOWN
    return figures.count(statistics.completion_tokens, estimated=statistics.tokens_are_estimated)


def _ending(reply: Reply) -> str:
    if reply.fault is not None:
        return "stopped" if reply.state is ReplyState.STOPPED else reply.fault.kind.replace("_", " ")
    return _safe(reply.finish_reason or reply.state.value)


_COLUMNS = (
    _Column("first token", lambda reply: figures.seconds(reply.statistics.ttft_s), lambda figure: figure.ttft_s),
    _Column("total", lambda reply: figures.seconds(reply.statistics.duration_s), lambda figure: figure.duration_s),
    _Column("tok/s", lambda reply: speed(reply.statistics), lambda figure: -(figure.decode_rate or 0) or None),
    _Column("tokens", _tokens),
    _Column("cost", lambda reply: figures.money(reply.statistics.cost_usd), lambda figure: figure.cost_usd),
    _Column("words", lambda reply: figures.count(reply.statistics.counts.words)),
    _Column("end", _ending),
)


def result_rows(contestants: Sequence[Contestant], focused: int, width: int) -> tuple[Row, ...]:
    """The table: a row for each reply, the best complete one of a column marked by ‹."""
    replies = [contestant.replies[-1] if contestant.replies else Reply() for contestant in contestants]
    columns = [_cells(column, replies) for column in _COLUMNS]
    widths = [max(map(len, cells)) + 2 for cells in columns]
    room = max(8, width - sum(widths))
    rows: list[Row] = [heading("RESULTS", (Span(_line(columns, widths, 0), DIM),), width)]
    for place, contestant in enumerate(contestants):
        name = (
            Span("❯ " if place == focused else "  ", ACCENT),
            Span(f"{place + 1} ", series_style(place)),
            Span(_safe(contestant.label), STRONG if place == focused else BRIGHT),
        )
        row = (*spread(name, (), room), Span(_line(columns, widths, place + 1), BRIGHT))
        rows.append(tuple(span._replace(action=f"choose({place})") for span in spread(row, (), width)))
    return tuple(rows)


def _cells(column: _Column, replies: Sequence[Reply]) -> list[str]:
    """The column from its title on."""
    best: Reply | None = None
    complete = [reply for reply in replies if reply.state is ReplyState.COMPLETE]
    if (measure := column.measure) is not None and len(complete) > 1:
        known = [(value, reply) for reply in complete if (value := measure(reply.statistics)) is not None]
        best = min(known, key=lambda entry: entry[0])[1] if known else None
    return [f"{column.title} ", *(column.write(reply) + ("‹" if reply is best else " ") for reply in replies)]


def _line(columns: Sequence[Sequence[str]], widths: Sequence[int], row: int) -> str:
    return "".join(f"{cells[row]:>{width}}" for cells, width in zip(columns, widths, strict=True))


def _safe(text: str) -> str:
    return display_safe(text, keep_newlines=False)
