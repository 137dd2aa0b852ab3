"""`streamtui usage`: what replies took, as a table or as one object of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TextIO

from rich.table import Table

from streamtui.core.chat.used import By, ReplyUse, Total, Used, used_by
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words import figures
from streamtui.core.words.exit_codes import ExitCode
from streamtui.frontends.headless.figure_table import figure_table
from streamtui.frontends.headless.live_view import console_on

USAGE_SCHEMA = "streamtui.usage.v1"
_AT_LEAST = "≥: of some replies it is not known"
_NAME, _PADDING = 24, 3
"""Columns that a name has where it needs them, and those between two figures."""


def print_usage(replies: Iterable[ReplyUse], by: By, since: datetime | None, out: TextIO, *, as_json: bool) -> int:
    """The sums by day, model or profile, and of all replies since then."""
    groups, whole = used_by(replies, by)
    if as_json:
        rows = [{by: name, **_fields(used)} for name, used in groups.items()]
        began = since.isoformat() if since is not None else None
        told = {"schema": USAGE_SCHEMA, "by": by, "since": began, "rows": rows, "sum": _fields(whole)}
        out.write(json.dumps(told, ensure_ascii=False) + "\n")
    elif not whole.replies:
        out.write(f"{_nothing(since)}\n")
    else:
        console = console_on(out)
        console.print(_table(groups, whole, by, console.width))
    return ExitCode.DONE


def _nothing(since: datetime | None) -> str:
    if since is None:
        return "No reply is counted yet: `streamtui` and `streamtui ask` count what they get."
    return f"No reply is counted since {since:%Y-%m-%d %H:%M}."


def _table(groups: Mapping[str, Used], whole: Used, by: By, width: int) -> Table:
    """In that many columns of the terminal: what is wanted least goes where there is no room."""
    names = [display_safe(name, keep_newlines=False) or figures.UNKNOWN for name in groups]
    shown = {head: [write(used) for used in (*groups.values(), whole)] for head, write in _COLUMNS.items()}
    shown = {head: cells for head, cells in shown.items() if head not in _OPTIONAL or cells[-1] != figures.UNKNOWN}
    room = width - min(max(map(len, names), default=0), _NAME)
    for head in _LEAST_WANTED:
        if sum(_broad(head, cells) for head, cells in shown.items()) < room:
            break
        shown.pop(head, None)
    table = figure_table(by, *shown)
    for name, *cells in zip([*names, "sum"], *shown.values(), strict=True):
        if name == "sum":
            table.add_section()
        table.add_row(name, *cells)
    if any(cells[-1].startswith("≥") for cells in shown.values()):
        table.caption, table.caption_justify, table.caption_style = _AT_LEAST, "left", "dim"
    return table


def _broad(head: str, cells: Iterable[str]) -> int:
    return max(len(line) for line in (*head.split(), *cells)) + _PADDING


def _rate(used: Used) -> str:
    return figures.rate(used.rate_p50, estimated=used.estimated).removesuffix(" tok/s")


def _time(used: Used) -> str:
    return figures.elapsed(used.duration_s.known) if used.duration_s.known is not None else figures.UNKNOWN


def _at_least(total: Total, written: str) -> str:
    return f"≥{written}" if total.known is not None and total.unknown else written


def _whole(total: Total) -> int | None:
    return None if total.known is None else int(total.known)


_COLUMNS: Mapping[str, Callable[[Used], str]] = {
    "replies": lambda used: figures.count(used.replies),
    "in": lambda used: _at_least(used.prompt_tokens, figures.count(_whole(used.prompt_tokens))),
    "cached": lambda used: figures.count(_whole(used.cached_tokens)),
    "thought": lambda used: figures.count(_whole(used.reasoning_tokens)),
    "out": lambda used: figures.count(used.completion_tokens, estimated=used.estimated),
    "cost": lambda used: _at_least(used.cost_usd, figures.money(used.cost_usd.known)),
    "time": _time,
    "first token p50": lambda used: figures.seconds(used.ttft_p50_s),
    "tok/s p50": _rate,
}
_OPTIONAL = ("cached", "thought")
"""Few servers tell."""
_LEAST_WANTED = ("thought", "cached", "time", "tok/s p50", "first token p50")


def _fields(used: Used) -> dict[str, Any]:
    return {
        "replies": used.replies,
        "prompt_tokens": _whole(used.prompt_tokens),
        "completion_tokens": used.completion_tokens,
        "completion_tokens_estimated": used.estimated,
        "cached_tokens": _whole(used.cached_tokens),
        "reasoning_tokens": _whole(used.reasoning_tokens),
        "cost_usd": figures.decimal(used.cost_usd.known),
        "replies_without_cost": used.cost_usd.unknown,
        "replies_without_prompt_tokens": used.prompt_tokens.unknown,
        "duration_s": figures.decimal(used.duration_s.known),
        "ttft_p50_s": figures.decimal(used.ttft_p50_s),
        "tokens_per_s_p50": figures.decimal(used.rate_p50),
    }
