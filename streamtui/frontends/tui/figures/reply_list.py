"""The replies of a conversation as a list: when the first token came, how fast it went on, tokens, and the end."""

from __future__ import annotations

from typing import TypeAlias

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.words import figures
from streamtui.core.words.reply_figures import ending
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.reply_sums import ReplySums
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, LABEL
from streamtui.rows.row import Row, Run, clip, clip_row

_CELLS = {"ttft": 6, "tok/s": 7, "tok": 7, "end": 8}
_LEAST_CELLS = {**_CELLS, "end": 6}
_HEADING_CELLS = 6
_SIGN_CELLS = 2
_WITH_SUMS_FROM = 5
Columns: TypeAlias = "list[tuple[str, int]]"
"""Titles, and the cells that each takes."""
_CENTS = 0.001
"""Less than this is told in fewer digits, as there is no room for more."""


def reply_list_rows(replies: Replies, width: int, height: int) -> tuple[Row, ...]:
    """A heading, at most so many rows with the shown reply among them, and what they come to, if there is room."""
    shown, count = replies.number, len(replies.all)
    name_cells = max(_HEADING_CELLS, _SIGN_CELLS + len(f"#{count}"))
    columns = _columns(width - name_cells)
    sums = _sums(replies.sums, name_cells, columns) if height >= _WITH_SUMS_FROM else ()
    rows = max(1, height - 1 - len(sums))
    first = max(0, min(shown - rows // 2, count - rows))
    listed = range(first, min(count, first + rows))
    titles = "".join(f"{title:>{cells}}" for title, cells in columns)
    return (
        (Run(f"{'REPLIES':<{name_cells + 1}}", LABEL), Run(titles[1:], DIM)),
        *(
            _row(number, number == shown, name_cells, _aligned(_values(replies.all[number]), columns), width)
            for number in listed
        ),
        *sums,
    )


def _columns(room: int) -> Columns:
    """Those that there is room for, the first ones first."""
    fitting: Columns = []
    for title, cells in _CELLS.items():
        if room >= _LEAST_CELLS[title]:
            fitting.append((title, min(cells, room)))
            room -= fitting[-1][1]
    return fitting


def _values(reply: Reply) -> dict[str, str]:
    statistics = reply.statistics
    return {
        "ttft": _compact(statistics.ttft_s),
        "tok/s": _rate(statistics.decode_rate, estimated=statistics.tokens_are_estimated),
        "tok": figures.count(statistics.completion_tokens or None, estimated=statistics.tokens_are_estimated),
        "end": "…" if reply.state is ReplyState.OPEN else ending(reply),
    }


def _row(number: int, is_shown: bool, name_cells: int, values: str, width: int) -> Row:
    style = BRIGHT if is_shown else DIM
    sign = Run("❯ " if is_shown else "  ", ACCENT)
    name = Run(f"{f'#{number + 1}':<{name_cells - _SIGN_CELLS}}", style)
    row = clip_row((sign, name, Run(values, style)), width)
    return tuple(run._replace(action=f"screen.look_at_reply({number})") for run in row)


def _sums(sums: ReplySums, name_cells: int, columns: Columns) -> tuple[Row, ...]:
    rate = _rate(sums.rate, estimated=sums.tokens_are_estimated)
    median = {"ttft": _known(_compact(sums.ttft_s)), "tok/s": _known(rate)}
    total = {
        "tok": figures.count(sums.tokens, estimated=sums.tokens_are_estimated) if sums.tokens else "",
        "end": _money(sums.cost_usd) if sums.cost_usd else "",
    }
    return tuple(
        (Run(f"  {name:<{name_cells - _SIGN_CELLS}}{_aligned(values, columns)}", DIM),)
        for name, values in (("p50", median), ("all", total))
        if any(values.values())
    )


def _known(value: str) -> str:
    return "" if value == figures.UNKNOWN else value


def _aligned(values: dict[str, str], columns: Columns) -> str:
    return "".join(f" {clip(values.get(title, ''), cells - 1):>{cells - 1}}" for title, cells in columns)


def _compact(value_s: float | None) -> str:
    """In five cells: `2.2ms`, `810ms`, `1.24s`, `12.3s`, `1:05`."""
    if value_s is not None and 0.00995 <= value_s < 0.0995:
        return f"{1000 * value_s:.0f}ms"
    minutes, _, rest = figures.seconds(value_s).partition(" min ")
    return f"{minutes}:{rest.removesuffix(' s')}" if rest else minutes.replace(" ", "")


def _money(usd: float) -> str:
    return figures.money(usd) if usd >= _CENTS else f"${usd:.4f}"


def _rate(per_s: float | None, *, estimated: bool = False) -> str:
    return figures.rate(per_s, estimated=estimated).removesuffix(" tok/s")
