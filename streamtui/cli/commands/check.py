"""The `check` command: a report on a server."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from streamtui.cli.options import BOTH, flags_of, place_options, speaks_both
from streamtui.cli.usage import Number, WholeNumber
from streamtui.config.flags import APIS, Flags
from streamtui.core.faults.faults import ConfigurationError, DiskError, StreamtuiError
from streamtui.core.words.check_report import Checked, CheckReport
from streamtui.core.words.exit_codes import ExitCode
from streamtui.version import __version__

if TYPE_CHECKING:
    from streamtui.core.ports.provider import Endpoint
    from streamtui.core.words.check_changes import EarlierReport
    from streamtui.frontends.headless.progress_bar import ProgressBar


@click.command()
@partial(place_options, apis=(*APIS, BOTH))
@click.option("--runs", type=WholeNumber(1, 100), default=3, metavar="N", help="Replies to time; 3 by default.")
@click.option(
    "--timeout",
    "timeout_s",
    type=Number(1, 3600),
    default=60,
    metavar="SECONDS",
    help="The longest that one reply may take; 60 by default.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as one object (streamtui.check.v1).")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="OLD.json",
    help="Say what became better or worse since this report, which --json wrote.",
)
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to this file, too.")
@click.option("--force", is_flag=True, help="Let --markdown replace what the file holds.")
@click.pass_context
def check(
    context: click.Context,
    profile: str | None,
    model: str | None,
    base_url: str | None,
    runs: int,
    timeout_s: float,
    as_json: bool,
    against: Path | None,
    markdown: Path | None,
    force: bool,
) -> None:
    """Report what a server does right in streaming, and what not.

    It sends some 45 small requests, some 20 with --api responses. Exit code 1: a behaviour fails that clients rely on;
    with --against: something got worse than it was. 2: nothing could be asked.
    """
    from streamtui.cli.earlier_report import read_earlier
    from streamtui.cli.running import run_in_loop

    earlier = None if against is None else read_earlier(against)
    if markdown is not None:
        _require_place(markdown, replace=force)
    flags = flags_of(context, profile, model, base_url)

    async def run(out: TextIO, err: TextIO) -> int:
        both = speaks_both(context)
        report = await _report(flags, runs, timeout_s, earlier, both=both, as_json=as_json, out=out, err=err)
        if markdown is not None:
            _write_page(markdown, report, replace=force)
        fine = report.keeps_every_must if earlier is None else not earlier.changes(report.results).worse
        return ExitCode.DONE if fine else ExitCode.INCOMPLETE

    context.exit(run_in_loop(run))


async def _report(
    flags: Flags,
    runs: int,
    timeout_s: float,
    earlier: EarlierReport | None,
    *,
    both: bool,
    as_json: bool,
    out: TextIO,
    err: TextIO,
) -> CheckReport:
    """Check the place that the flags choose, in `both` APIs or its own, showing what is found as `show_check` does."""
    from streamtui.checks.catalogue import APIS
    from streamtui.checks.preflight import require_answers
    from streamtui.checks.runner import run
    from streamtui.checks.wire import Target, Wire
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.compose.sessions import compose
    from streamtui.core.faults.server_words import address
    from streamtui.core.ports.provider import Progress
    from streamtui.core.text.display_safe import display_safe
    from streamtui.frontends.headless.check import show_check
    from streamtui.frontends.headless.progress_bar import ProgressBar

    composition = compose(flags, places := read_places())
    own = "responses" if composition.profile.api == "responses" else "chat"
    asked = [APIS[name] for name in APIS if both or name == own]
    ids = [rule.id for _, rules in asked for group in rules.values() for rule in group]
    if earlier is not None and not earlier.has_any(ids):
        raise ConfigurationError(
            f"{earlier.name} can't be compared, as it has none of the rules that are asked here: choose another "
            "report, or by --api the API that it is on."
        )
    endpoint = composition.endpoint
    try:
        with ProgressBar(err) as bar:
            await _opened(endpoint, bar)
        access = await endpoint.access()
        target = Target(
            access.base_url,
            access.api_key,
            endpoint.model,
            endpoint.options,
            access.headers,
            access.extra_body,
            places.secrets,
        )
        async with Wire(target, composition.clock, timeout_s) as wire:
            checks = [(probe(target, wire, runs), rules) for probe, rules in asked]
            with ProgressBar(err) as bar:
                bar(Progress("a plain request"))
                await require_answers([probe for probe, _ in checks])
            results = run(*checks)
            model, base_url = (places.secrets.redact(said) for said in (target.model, address(target.base_url)))
            checked = Checked(
                display_safe(model, keep_newlines=False),
                display_safe(base_url, keep_newlines=False),
                BOTH if both else own,
                __version__,
            )
            return await show_check(results, len(ids), checked, earlier=earlier, as_json=as_json, out=out, err=err)
    finally:
        await endpoint.close()


async def _opened(endpoint: Endpoint, bar: ProgressBar) -> None:
    """Find a model to ask, where none is named. Raises ConfigurationError: nothing can be checked without."""
    try:
        await endpoint.open(bar)
    except StreamtuiError as error:
        raise ConfigurationError(f"Nothing was checked: {error.fault.message}") from error


def _require_place(path: Path, *, replace: bool) -> None:
    """Make its folders, before anything is asked in vain. Raises ConfigurationError."""
    from streamtui.core.faults.beginnings import beginning
    from streamtui.files.judged import require_replaceable
    from streamtui.files.whole import make_folder

    with beginning(f"The page {path}"):
        make_folder(path.parent)
        require_replaceable(path, replace=replace)


def _write_page(path: Path, report: CheckReport, *, replace: bool) -> None:
    from streamtui.files.whole import write_named
    from streamtui.frontends.headless.check_page import markdown_page

    try:
        write_named(path, [markdown_page(report).encode("utf-8", "replace")], replace=replace)
    except OSError as error:
        raise DiskError(f"The page {path} can't be written: {error.strerror}; the report stands above.") from error
