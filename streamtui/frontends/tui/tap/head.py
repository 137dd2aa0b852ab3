"""The line at the top of the window of a tap, and what is said of the request that is opened."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.ports.tap import Tapped
from streamtui.core.wire.sent_tools import tool_labels
from streamtui.core.words.figures import count, plural
from streamtui.core.words.tapped_words import not_decoded, program_slow
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, BRIGHT, DIM, STRONG, WARN
from streamtui.frontends.tui.tap.opened import Opened
from streamtui.frontends.tui.tap.output import program_state
from streamtui.frontends.tui.tap.request_list import RequestList
from streamtui.frontends.tui.tap.rows import stage_cell, took_words
from streamtui.frontends.tui.tap.window import TapWindow
from streamtui.rows.row import Row, Run, cells, clip_row, cut, spread
from streamtui.rows.wrapping import wrapped

_APART = Run("   ")
_LINES, _BESIDE = 2, 70
"""What is said of a request takes so many rows of each kind; cells in them for what stands before names of tools."""
MOST_ROWS, MOST_LOW_ROWS = 5, 3
"""What is said over a reply takes so many rows at most; on a low screen so many."""


def head_row(window: TapWindow, requests: RequestList, failure: str, width: int) -> Row:
    """Where it listens and what is behind it; how many came, and what holds back; the less room, the fewer of them."""
    if failure:
        return spread((Run("tap  ", STRONG), Run(f"✗ {shown_text(failure)}", BAD)), (), width)
    state = program_state(window.program) if window.program is not None else ()
    sign = tuple(Run(run.text[:1], run.style) for run in state[:1])
    name, here = Run("tap  ", STRONG), Run(shown_text(window.address), BRIGHT)
    behind = Run(f" → {shown_text(window.upstream)}", DIM)
    at = Run(shown_text(window.address.removeprefix("http://")), BRIGHT)
    counted, short = _counted(requests), _counted(requests, short=True)
    ends: list[tuple[Row, Row]] = [
        *(((name, *left), _with_state(state, counted)) for left in ((here, behind), (at,), ())),
        *(((), _with_state(shown, of)) for shown, of in ((state, counted), (sign, counted), (sign, short))),
    ]
    left, right = next((end for end in ends if cells(end[0]) + cells(end[1]) + len(_APART.text) <= width), ends[-1])
    return spread(left, right, width) if left else clip_row(right, width)


def _with_state(state: Row, counted: Row) -> Row:
    return (*state, _APART, *counted) if state else counted


def _counted(requests: RequestList, *, short: bool = False) -> Row:
    runs: list[Run] = []
    if requests.fault:
        runs += [Run(f"✗ {shown_text(requests.fault)}", BAD), _APART]
    elif requests.filter.strip():
        runs += [Run(f"{count(len(requests.rows))} of ", BRIGHT)]
    runs.append(Run(count(len(requests.all)) if short else plural(len(requests.all), "request"), BRIGHT))
    if requests.running:
        runs.append(Run(f" · {count(requests.running)} running", ACCENT))
    if requests.failed:
        runs.append(Run(f" · {count(requests.failed)} failed", BAD))
    if requests.paused:
        runs.append(Run(f"  ‖ {'' if short else 'paused, '}{count(requests.waiting)} wait", WARN))
    elif not requests.follows:
        runs.append(Run("  held", DIM))
    return tuple(runs)


def no_rows(window: TapWindow, requests: RequestList, width: int) -> list[Row]:
    """Where no request is listed: why, and where they would come from."""
    if requests.all:
        lines = ["No request is like that."]
    elif requests.came:
        lines = ["What came waits, as it is paused." if requests.waiting else "Nothing was asked since it was cleared."]
    else:
        lines = ["Nothing was asked yet. What asks this is seen here:", window.address]
        lines += ["The program finds it in OPENAI_BASE_URL."] if window.program is not None else []
    return [row for line in lines for row in wrapped(shown_text(f"  {line}"), max(8, width), DIM)]


def raw_row(tapped: Tapped, now: float, width: int, stall_s: float) -> Row:
    """The line over what is not decoded: what was asked, and how far it is."""
    stage, took = stage_cell(tapped, now, stall_s), took_words(tapped, now)
    named = (Run(shown_text(tapped.model), STRONG), Run(" · ", DIM)) if tapped.model else ()
    left = (*named, Run(f"#{tapped.number} {tapped.method[:8]} {shown_text(tapped.path[: 2 * width])}", STRONG))
    return spread(left, (Run(f"{stage.text} {took}", stage.style),), width)


def about_rows(
    tapped: Tapped, opened: Opened, silent: str, changes: Sequence[str], width: int, most: int = MOST_ROWS
) -> tuple[Row, ...]:
    """What is to be known of a request beside its reply: what is odd first. At most so many rows, or none."""
    sent = [plural(number, what) for number, what in ((tapped.messages, "message"), (tapped.tools, "tool")) if number]
    known = [f"goes on with #{tapped.thread}"] if tapped.thread != tapped.number else []
    named = tool_labels(opened.sent, _LINES * width - _BESIDE) if tapped.tools else ""
    known += [f"sent {', '.join(sent)}" + (f": {named}" if named else "")] if sent else []
    odd = [part for part in (not_decoded(tapped), silent, program_slow(tapped)) if part]
    odd += [f"{tapped.left_out:,} bytes not recorded"] if tapped.left_out else []
    odd += [tapped.why] if tapped.why else []
    if opened.is_gone:
        odd.append("read from its recording" if tapped.recording else "not kept any more; --record DIR keeps all")
    lines = [(" · ".join(odd), WARN), (" · ".join(known), DIM), *((line, DIM) for line in changes)]
    parts = [_wrapped(line, style, width) for line, style in lines if line]
    if known and sum(map(len, parts)) > most:  # why a cache broke says more
        del parts[1 if odd else 0]
    rows = [row for part in parts for row in part]
    return tuple(rows[:most]) if len(rows) <= most else (*rows[: most - 1], _cut_off(rows[most - 1], width))


def _wrapped(line: str, style: str, width: int) -> list[Row]:
    rows = wrapped(shown_text(line), max(8, width), style)
    return rows if len(rows) <= _LINES else [*rows[: _LINES - 1], _cut_off(rows[_LINES - 1], width)]


def _cut_off(row: Row, width: int) -> Row:
    """There is more behind it, which is said."""
    return (*cut(row, 0, width - 1), Run("…", DIM))
