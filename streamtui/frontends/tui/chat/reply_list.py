"""The replies of a conversation as a list: when the first token came, how fast it went on, tokens, and the end."""

from __future__ import annotations

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.words import figures
from streamtui.core.words.reply_figures import ending
from streamtui.frontends.tui.chat.replies import Replies
from streamtui.frontends.tui.chat.reply_sums import ReplySums
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, LABEL
from streamtui.rows.row import Row, Run, clip, clip_row

_CELLS = {"ttft": 6, "tok/s": 7, "tok": 7, "end": 8}
_NAME_CELLS = 6
_WITH_SUMS_FROM = 5
_CENTS = 0.001
"""Less than this is told in fewer digits, as there is no room for more."""


def reply_list_rows(replies: Replies, width: int, height: int) -> tuple[Row, ...]:
    """A heading, at most so many rows with the shown reply among them, and what they come to, if there is room."""
    sums = _sums(replies.sums, width) if height >= _WITH_SUMS_FROM else ()
    rows = max(1, height - 1 - len(sums))
    shown, count = replies.number, len(replies.all)
    first = max(0, min(shown - rows // 2, count - rows))
    listed = range(first, min(count, first + rows))
    titles = "".join(f"{title:>{cells}}" for title, cells in _columns(width))
    return (
        (Run(f"{'REPLIES':<{_NAME_CELLS + 1}}", LABEL), Run(titles[1:], DIM)),
        *(_row(replies.all[number], number, number == shown, width) for number in listed),
        *sums,
    )


def _columns(width: int) -> list[tuple[str, int]]:
    """Those that there is room for, the first ones first."""
    room = width - _NAME_CELLS
    fitting = []
    for title, cells in _CELLS.items():
        if (room := room - cells) >= 0:
            fitting.append((title, cells))
    return fitting


def _row(reply: Reply, number: int, is_shown: bool, width: int) -> Row:
    statistics = reply.statistics
    values = {
        "ttft": _compact(statistics.ttft_s),
        "tok/s": _rate(statistics.decode_rate, estimated=statistics.tokens_are_estimated),
        "tok": figures.count(statistics.completion_tokens or None, estimated=statistics.tokens_are_estimated),
        "end": "…" if reply.state is ReplyState.OPEN else ending(reply),
    }
    style = BRIGHT if is_shown else DIM
    sign = Run("❯ " if is_shown else "  ", ACCENT)
    name = Run(f"{f'#{number + 1}':<{_NAME_CELLS - 2}}", style)
    row = clip_row((sign, name, Run(_aligned(values, width), style)), width)
    return tuple(run._replace(action=f"screen.look_at_reply({number})") for run in row)


def _sums(sums: ReplySums, width: int) -> tuple[Row, ...]:
    rate = _rate(sums.rate, estimated=sums.tokens_are_estimated)
    median = {"ttft": _known(_compact(sums.ttft_s)), "tok/s": _known(rate)}
    total = {
        "tok": figures.count(sums.tokens, estimated=sums.tokens_are_estimated),
        "end": _money(sums.cost_usd) if sums.cost_usd else "",
    }
    return tuple(
        (Run(f"  {name:<{_NAME_CELLS - 2}}{_aligned(values, width)}", DIM),)
        for name, values in (("p50", median), ("all", total))
    )


def _known(value: str) -> str:
    return "" if value == figures.UNKNOWN else value


def _aligned(values: dict[str, str], width: int) -> str:
    return "".join(f" {clip(values.get(title, ''), cells - 1):>{cells - 1}}" for title, cells in _columns(width))


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
