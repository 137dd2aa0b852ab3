"""The `usage` command: what the kept replies took."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TextIO

import click

from streamtui.core.chat.used import BY, By

if TYPE_CHECKING:
    from streamtui.storage.conversations.store import ConversationStore


@click.command()
@click.option("--by", type=click.Choice(BY), default="day", help="What each row is of (day).")
@click.option("--since", "beginning", metavar="WHEN", help="2026-11-03, 2026-11, 3d, 2w, 1m, 12h, today, yesterday.")
@click.option("--json", "as_json", is_flag=True, help="One object of JSON (streamtui.usage.v1).")
@click.pass_context
def usage(context: click.Context, by: By, beginning: str | None, as_json: bool) -> None:
    """Sum up what replies took: tokens, cost, time.

    Of all that are kept, with those of conversations that were deleted since. p50: half of the replies had no more.
    """
    from streamtui.cli.running import run_with_store
    from streamtui.core.words.since import since
    from streamtui.frontends.headless.usage import print_usage

    began = since(beginning, datetime.now().astimezone()) if beginning is not None else None

    def run(store: ConversationStore, out: TextIO, _: TextIO) -> int:
        replies = store.usage(began.timestamp() if began is not None else 0.0).result()
        return print_usage(replies, by, began, out, as_json=as_json)

    context.exit(run_with_store(run))
