"""A full-screen terminal chat that shows the stream; `watch` records those of any program that uses `openai`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamtui.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from streamtui.watching.watch import Watch

__all__ = ["__version__", "watch"]


def watch(
    client: object,
    path: str | os.PathLike[str] | None = None,
    *,
    secrets: Iterable[str] = (),
    replace: bool = False,
) -> Watch:
    """Record what an `openai` client sends and gets while a `with` or `async with` block lasts.

    `client`: `OpenAI`, `AsyncOpenAI`, or one of Azure; copies by `with_options` are watched, too. `path`: a file, in
    which requests follow each other (what happens at the same time goes into `name-2.jsonl` and so on), or a folder, in
    which each request gets a file, if it is one or has no suffix; without it a file named after the time of day. What
    lies there is left alone and the next name taken, unless `replace` is true. `secrets`: texts to hide beside the
    client's own keys, which never are recorded.

    The block gives an object with the `paths` that are written and the `failure`, a sentence, where not all could be.
    Nothing changes for the program: the same bytes, cuts, errors and time-outs. Raises TypeError for another client.
    """
    from streamtui.cli.compose.watched import watch

    return watch(client, path, secrets, replace=replace)
