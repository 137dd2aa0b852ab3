"""The `usage` command: what the kept replies took."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

import click

from streamtui.core.chat.used import BY, By


@click.command()
@click.option("--by", type=click.Choice(BY), default="day", help="What each row is of (day).")
@click.option("--since", "beginning", metavar="WHEN", help="2026-11-03, 2026-11, 3d, 2w, 1m, 12h, today, yesterday.")
@click.option("--json", "as_json", is_flag=True, help="One object of JSON (streamtui.usage.v1).")
@click.pass_context
def usage(context: click.Context, by: By, beginning: str | None, as_json: bool) -> None:
    """Sum up what replies took: tokens, cost, time.

    Of all that are kept, with those of conversations that were deleted since. p50: half of the replies had no more.
    """
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.compose.stores import open_store
    from streamtui.cli.running import run_on_pipes
    from streamtui.core.words.since import since
    from streamtui.frontends.headless.usage import print_usage

    began = since(beginning, datetime.now().astimezone()) if beginning is not None else None
    with closing(open_store(read_places())) as store:
        replies = store.usage(began.timestamp() if began is not None else 0.0).result()
        context.exit(run_on_pipes(lambda out, _: print_usage(replies, by, began, out, as_json=as_json)))
