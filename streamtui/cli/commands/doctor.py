"""The `doctor` command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TextIO

import click

from streamtui.cli.options import flags_of, place_options
from streamtui.core.ports.findings import Finding


@click.command()
@place_options
@click.option("--offline", is_flag=True, help="Ask no server.")
@click.option("--json", "as_json", is_flag=True, help="One object of JSON (streamtui.doctor.v1).")
@click.pass_context
def doctor(
    context: click.Context,
    profile: str | None,
    model: str | None,
    base_url: str | None,
    offline: bool,
    as_json: bool,
) -> None:
    """Look at this machine, for a bug report.

    At versions, terminal, settings, keys by their names, servers, store and disk. No key and nothing that was said is
    in it. Nothing is changed.
    """
    from streamtui.cli.running import run_in_loop

    flags = flags_of(context, profile, model, base_url)

    async def run(out: TextIO, _: TextIO) -> int:
        from streamtui.cli.compose import findings
        from streamtui.doctor.program import program_findings
        from streamtui.doctor.terminal import terminal_findings
        from streamtui.frontends.headless.doctor import print_findings

        environ = dict(os.environ)
        found = [
            *_looked("program", program_findings),
            *_looked("terminal", lambda: terminal_findings(environ)),
            *_looked("configuration", lambda: findings.configuration_findings(environ)),
        ]
        places, more = findings.places_read()
        found += more
        if places is not None:
            found += _looked("servers", lambda: findings.key_findings(places))
            found += [each async for each in findings.server_findings(places, flags, asks=not offline)]
        found += _looked("disk", lambda: findings.disk_findings(environ))
        secrets = findings.known_secrets_of(places, environ)
        hidden = [replace(each, text=secrets.redact(each.text), advice=secrets.redact(each.advice)) for each in found]
        return print_findings(hidden, out, as_json=as_json)

    context.exit(run_in_loop(run))


def _looked(group: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What it finds; where it can't look that is what is found."""
    try:
        yield from look()
    except Exception as error:
        yield Finding(group, "not looked at", "fail", f"{type(error).__name__}: {error}")
