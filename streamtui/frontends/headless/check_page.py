"""The report of a check as a page of Markdown. Whatever the server said is plain text in it."""

from __future__ import annotations

import re
from itertools import groupby

from streamtui.core.words.check_report import CheckReport, RuleResult, status_words

_COLUMNS = ["", "| | Behaviour | Evidence | What it breaks |", "|---|---|---|---|"]
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|&~])")


def markdown_page(report: CheckReport) -> str:
    """Title, summary, and a table for each group of rules."""
    lines = [f"# streamtui check: {_plain(report.checked.place)}", "", _plain(report.summary)]
    for group, results in groupby(report.results, lambda result: result.group):
        lines += ["", f"## {group.capitalize()}", *_COLUMNS, *map(_row, results)]
    return "\n".join(lines) + "\n"


def _row(result: RuleResult) -> str:
    behaviour = f"**{_plain(result.title)}** ({result.id}{', must' if result.must else ''})"
    breaks = "" if result.status == "pass" else _plain(result.breaks)
    return f"| {status_words(result.status)} | {behaviour} | {_plain(result.evidence)} | {breaks} |"


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
