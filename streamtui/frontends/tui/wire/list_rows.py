"""The list of the wire: a row each, its figures in columns, and what it brought."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

from streamtui.core.chat import events as ev
from streamtui.core.chat.events.wire import RAW
from streamtui.core.chat.stalls import NOTED
from streamtui.core.text.display_safe import display_safe
from streamtui.core.wire.row_kinds import CHUNK
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.wire.wire_words import said_by, sent_data, words_of
from streamtui.core.words.figures import UNKNOWN, plural, seconds
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, BRIGHT, DIM, GOOD, LABEL, RULE, STRONG, TITLE, WARN
from streamtui.rows.row import Row, Run, cells, clip, clip_row, spread

_KIND = 10
"""Cells for the word that says what a row carries."""
_BROAD_FROM, _MEDIUM_FROM = 84, 56
"""Columns from which there is room for all figures, and for some."""
_STYLES = {
    "text": BRIGHT,
    "reasoning": "reasoning",
    "refusal": WARN,
    "call": STRONG,
    "arguments": "call.arguments",
    "finish": GOOD,
    "usage": DIM,
    "error": BAD,
    "broken": BAD,
}
_HERE = Run("▎", ACCENT)
_BLANK = Run(" ")
_LATER = Run("┊", RULE)


class _Columns(NamedTuple):
    """Cells for each figure; none for what there is no room for."""

    number: int
    at: int
    gap: int
    size: int

    def fill(self, number: str, at: str, gap: str, size: str) -> tuple[str, str, str]:
        """What stands left of the gap, the gap, and what stands right of it; all at the right ends of their columns."""
        before = f"{number:>{self.number}}" + (f"{at:>{self.at}}" if self.at else "")
        return before, f"{gap:>{self.gap}}", (f"{size:>{self.size}}" if self.size else "") + "  "


def _columns(width: int) -> _Columns:
    if width >= _BROAD_FROM:
        return _Columns(7, 13, 13, 9)
    return _Columns(6, 10, 10, 7) if width >= _MEDIUM_FROM else _Columns(5, 0, 10, 0)


def title_row(width: int, of: str = "") -> Row:
    """What the columns are; in front of them what the list is, in a short word."""
    titles = "  " + "".join(_columns(width).fill("#", "at", "gap", "bytes")) + "carries"
    return clip_row((Run(of + titles[len(of) :], LABEL),), width)


def counted(log: WireLog, width: int) -> str:
    """How many rows there are, and requests, where that has room."""
    rows = plural(len(log), "row")
    both = f"{rows}, {plural(len(log.exchanges), 'request')}"
    return both if len(both) < width else rows


def gap_style(gap_s: float, stall_s: float, usual: str) -> str:
    """How a gap looks: red from where the stream is said to stall."""
    return BAD if gap_s >= stall_s else WARN if gap_s >= NOTED * stall_s else usual


def wire_row(log: WireLog, row: int, width: int, stall_s: float, *, here: bool, later: bool = False) -> Row:
    """One row; `here`: it is looked at; `later`: it has not come yet. Longer gaps than `stall_s` are red."""
    if later:
        return (_LATER, *(Run(run.text, DIM) for run in wire_row(log, row, width, stall_s, here=False)[1:]))
    mark = _HERE if here else _BLANK
    if not log.carries[row] & CHUNK:
        return clip_row((mark, *_no_chunk(log, row, width)), width)
    gap_s, kinds = log.gap_s[row], log.kinds(row)
    gap = "" if isnan(gap_s) else f"! {seconds(gap_s)}" if gap_s >= stall_s else seconds(gap_s)
    number, at = f"{log.number[row]:,}", seconds(log.since_s[row])
    size = f"{log.size[row]:,}" if log.size[row] else UNKNOWN
    before, gap, behind = _columns(width).fill(number, at, gap, size)
    left = (
        mark,
        Run(_border(log, row), RULE),
        Run(before, DIM),
        Run(gap, gap_style(gap_s, stall_s, DIM)),
        Run(behind, DIM),
        Run(f"{clip('+'.join(kinds), _KIND):<{_KIND}} ", _STYLES.get(kinds[0], DIM)),
    )
    return clip_row((*left, *_words(log, row, width - cells(left))), width)


def _words(log: WireLog, row: int, room: int) -> Row:
    runs: list[Run] = []
    for kind, words in said_by(log, row):
        if room <= 0:
            break
        shown = shown_text(words[: room + 1])
        shown = shown if shown.strip(" ") else "␣" * len(shown)
        runs += [Run(" ")] if runs and kind != "text" else []
        runs.append(Run(shown, _STYLES.get(kind, DIM)))
        room -= len(shown) + 1
    sent = log.exchange_of(row).sent
    if not runs and sent is not None and sent.api == RAW:
        data = log.data(row) or b""
        runs.append(Run(shown_text((sent_data(data) or data.decode("utf-8", "replace"))[: room + 1]), DIM))
    return runs


def shown_text(text: str) -> str:
    """A text in one row."""
    return display_safe(text.replace("\t", "␉"), keep_newlines=False)


def _border(log: WireLog, row: int) -> str:
    """Chunks that came in one read are held together at the left."""
    read = log.read[row]
    before = _in_read(log, row - 1, read, log.exchange[row])
    after = _in_read(log, row + 1, read, log.exchange[row])
    return ("│" if after else "╰") if before else ("╭" if after else " ")


def _in_read(log: WireLog, row: int, read: int, exchange: int) -> bool:
    return 0 <= row < len(log) and 0 < read == log.read[row] and log.exchange[row] == exchange


def _no_chunk(log: WireLog, row: int, width: int) -> Row:
    """Requests, responses, retries, ends."""
    exchange, since = log.exchange_of(row), seconds(log.since_s[row])
    match log.events[log.event[row]]:
        case ev.RequestSent() as sent:
            method = exchange.prepared.method if exchange.prepared is not None else "POST"
            left: Row = (
                Run(f"▸ request {exchange.number}  ", TITLE),
                Run(f"{method} ", STRONG),
                Run(shown_text(sent.url[:width]), BRIGHT),
                Run(f"  {shown_text(sent.model[:width])}", DIM),
                Run(f"  attempt {sent.attempt}" if sent.attempt > 1 else "", WARN),
            )
            size = f"{log.size[row]:,} B" if log.size[row] else ""
        case ev.ResponseStarted() as response:
            kind = next((value for name, value in response.headers if name.lower() == "content-type"), "")
            status = Run(f"{response.status} ", BAD if response.refused else GOOD)
            left = (Run("◂ response  ", TITLE), status, Run(shown_text(kind[:width]), DIM))
            size = f"after {since}"
        case ev.BodyEnded() as ended:
            left = (
                Run("■ ", DIM),
                Run(shown_text(words_of(log, row)[:width]), DIM if ended.how in ("end", "left") else BAD),
            )
            size = f"{log.size[row]:,} B  {since}"
        case ev.ReplyKept(reply=reply):
            name = Run(shown_text(reply.model[:width]), BRIGHT)
            left, size = (Run("○ reply  ", TITLE), name, Run("  no stream of it is here", DIM)), ""
        case ev.MarkSet() as mark:
            left, size = (Run("★ mark  ", WARN), Run(shown_text(mark.text[:width]), BRIGHT)), since
        case _:
            left, size = (Run("↻ ", WARN), Run(shown_text(words_of(log, row)[:width]), WARN)), since
    return spread((_BLANK, *left), (Run(size, DIM),), width - 1)
