"""`streamtui check`: the report on a server, a line for each behaviour as it is found; or as one object."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import TextIO

from rich.table import Table
from rich.text import Text

from streamtui.core.ports.provider import Progress
from streamtui.core.words.check_changes import EarlierReport
from streamtui.core.words.check_report import Checked, CheckReport, RuleResult, Status, status_counts, status_words
from streamtui.frontends.headless.check_changes import show_changes
from streamtui.frontends.headless.live_view import console_on
from streamtui.frontends.headless.progress_bar import ProgressBar

_STYLES: dict[Status, str] = {"pass": "green", "warn": "yellow", "fail": "bold red", "not_supported": "dim"}
_MUST = "•"
_LEGEND = f"{_MUST} clients rely on it · – not supported"
_STATUS_WIDTH, _MUST_WIDTH = 6, 1


async def show_check(
    results: AsyncGenerator[RuleResult, None],
    count: int,
    checked: Checked,
    *,
    earlier: EarlierReport | None = None,
    as_json: bool,
    out: TextIO,
    err: TextIO,
) -> CheckReport:
    """Show the `count` results as they come, then what changed since `earlier`."""
    found: list[RuleResult] = []
    lines = None if as_json else _Lines(out, checked.place)
    async with aclosing(results):
        while len(found) < count:
            with ProgressBar(err) as bar:
                bar(Progress(f"rule {len(found) + 1} of {count}"))
                found.append(await anext(results))
            if lines is not None:
                lines.show(found[-1])
    report = CheckReport(checked, found)
    changes = None if earlier is None else earlier.changes(found, checked)
    if lines is None:
        out.write(report.to_json(**({} if changes is None else {"against": changes.as_json()})) + "\n")
        return report
    lines.end(report)
    if earlier is not None and changes is not None:
        show_changes(changes, earlier.name, out)
    return report


class _Lines:
    """The report for people: columns on a terminal, one line for each behaviour elsewhere."""

    def __init__(self, out: TextIO, place: str) -> None:
        self._out = out
        self._console = console_on(out) if out.isatty() else None
        self._group: list[RuleResult] = []
        self._told: dict[str, str] = {}
        """Which rule had that evidence first, of those that are not passed: a cause is told once."""
        self._head(f"streamtui check · {place}")
        self._aside(_LEGEND)

    def show(self, result: RuleResult) -> None:
        """The next result."""
        if not self._group or result.group != self._group[0].group:
            self._end_group()
            self._head(f"\n{result.group}")
        self._group.append(result)
        if result.status != "pass" and (first := self._told.setdefault(result.evidence, result.id)) != result.id:
            result = replace(result, evidence=f"as {first}")
        if self._console is None:
            self._out.write(_line(result) + "\n")
        else:
            self._console.print(_row(result))
        self._out.flush()

    def end(self, report: CheckReport) -> None:
        """What it comes to."""
        self._end_group()
        self._head(f"\n{report.summary}")

    def _end_group(self) -> None:
        if self._group:
            self._aside(f"  {status_counts(self._group)}")
        self._group = []

    def _aside(self, text: str) -> None:
        if self._console is None:
            self._out.write(f"{text}\n")
        else:
            self._console.print(Text(text, "dim"))

    def _head(self, text: str) -> None:
        if self._console is None:
            self._out.write(f"{text}\n")
        else:
            self._console.print(Text(text, "bold"))


def _line(result: RuleResult) -> str:
    must = _MUST if result.must else ""
    state = f"{status_words(result.status):<{_STATUS_WIDTH}} {must:<{_MUST_WIDTH}}"
    line = f"{state} {result.title} ({result.id}): {result.evidence}"
    return line if result.status == "pass" else f"{line} · breaks: {result.breaks}"


def _row(result: RuleResult) -> Table:
    row = Table.grid(padding=(0, 1), expand=True)
    row.add_column(width=_STATUS_WIDTH)
    row.add_column(width=_MUST_WIDTH)
    row.add_column(ratio=2)
    row.add_column(ratio=3)
    evidence = Text(result.evidence)
    if result.status != "pass":
        evidence.append(f"\n{result.breaks}", "dim")
    must = Text(_MUST if result.must else "", "dim")
    row.add_row(Text(status_words(result.status), _STYLES[result.status]), must, Text(result.title), evidence)
    return row
