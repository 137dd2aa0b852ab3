"""The `history` commands: the conversations that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from streamtui.cli.commands.replay import show, shown
from streamtui.cli.running import run_with_store
from streamtui.cli.texts import Id
from streamtui.cli.usage import CommandGroup, WholeNumber

if TYPE_CHECKING:
    from streamtui.core.ports.recordings import Recording
    from streamtui.storage.conversations.store import ConversationStore

_ID = click.argument("id", type=Id())
_JSON = click.option("--json", "as_json", is_flag=True, help="A line of JSON for each.")
_OBJECT = click.option("--json", "as_json", is_flag=True, help="One object of JSON.")
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_STDOUT = Path("-")
_FORMS = ("md", "html", "json", "jsonl")
_IDLE_S = 10.0
"""Most of a conversation is the time in which nobody asks."""
_LIMIT = click.option("--limit", type=WholeNumber(1, 100_000), default=50, metavar="N", help="So many at most (50).")


@click.group(cls=CommandGroup)
def history() -> None:
    """Look at the conversations that are kept."""


@history.command("list")
@_LIMIT
@_JSON
@click.pass_context
def history_list(context: click.Context, limit: int, as_json: bool) -> None:
    """List the conversations, the newest first."""
    from streamtui.core.words.history_words import NOTHING_KEPT
    from streamtui.frontends.headless.history import print_list

    def run(store: ConversationStore, out: TextIO, err: TextIO) -> int:
        return print_list(store.listed(limit).result(), NOTHING_KEPT, out, err, as_json=as_json)

    context.exit(run_with_store(run))


@history.command("search")
@click.argument("text")
@_LIMIT
@_JSON
@click.pass_context
def history_search(context: click.Context, text: str, limit: int, as_json: bool) -> None:
    """List those in which TEXT stands.

    Each of its words, as it is typed, in a prompt or a reply. Filters among them: model:NAME, before:DATE, after:DATE
    (2026-11-03, 2026-11, 2026, 3d or 2w ago), has:code, has:call, is:cut, is:pinned, is:deleted.
    """
    from streamtui.core.words.asked_words import read_asked, told_filter
    from streamtui.core.words.history_words import none_found
    from streamtui.frontends.headless.history import print_list

    asked = read_asked(text, 0)
    if asked.unfinished:
        raise click.UsageError(told_filter(asked.unfinished))

    def run(store: ConversationStore, out: TextIO, err: TextIO) -> int:
        return print_list(store.search(text, limit).result(), none_found(asked), out, err, as_json=as_json)

    context.exit(run_with_store(run))


@history.command("show")
@_ID
@click.option("--json", "as_json", is_flag=True, help="One object of JSON (streamtui.conversation.v1).")
@click.pass_context
def history_show(context: click.Context, id: str, as_json: bool) -> None:  # noqa: A002 (it is what the person types)
    """Print one, whose id begins with ID, as Markdown."""
    context.exit(_export((id,), "json" if as_json else "md"))


@history.command("replay")
@_ID
@shown
@click.pass_context
def history_replay(context: click.Context, id: str, as_json: bool, as_text: bool, idle_s: float | None) -> None:  # noqa: A002
    """Replay one, whose id begins with ID.

    As `replay` does: each reply as it came where its stream is kept, else as a whole. Silences of more than 10 s are
    skipped.
    """
    found: list[Recording] = []

    def run(store: ConversationStore, *_: TextIO) -> int:
        found.append(store.recording(id).result())
        return 0

    if code := run_with_store(run):
        context.exit(code)
    name = [Path(f"conversation {id}")]
    context.exit(show(name, lambda _: found[0], as_json=as_json, as_text=as_text, idle_s=idle_s or _IDLE_S))


@history.command("export")
@click.argument("ids", nargs=-1, type=Id(), metavar="[ID...]")
@click.option("--format", "form", type=click.Choice(_FORMS), help="How they are written (as PATH ends; md).")
@click.option("--out", "target", type=click.Path(path_type=Path), metavar="PATH", help="Where to; else stdout.")
@click.option("--force", is_flag=True, help="Let PATH lose what it holds.")
@click.pass_context
def history_export(
    context: click.Context, ids: tuple[str, ...], form: str | None, target: Path | None, force: bool
) -> None:
    """Write some in another form, or all.

    md: to be read. html: a page that looks like the screen. json: one object (streamtui.conversation.v1) or a list of
    them. jsonl: an object a line.
    """
    from streamtui.exports.forms import form_of

    form = form or (form_of(target) if target is not None else None) or "md"
    context.exit(_export(ids, form, target if target != _STDOUT else None, force=force))


@history.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=_FILE)
@_OBJECT
@click.pass_context
def history_import(context: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Take in what was exported, also by others.

    Here as json or jsonl, also through a pipe (`-`), ChatGPT's conversations.json or the archive with it, Open WebUI's
    list of chats, logs.db of llm. To a conversation that is here already comes what was said since.
    """
    from streamtui.cli.compose.imports import take_in_files
    from streamtui.frontends.headless.history import print_imported
    from streamtui.frontends.headless.progress_bar import ProgressBar

    def run(store: ConversationStore, out: TextIO, err: TextIO) -> int:
        with ProgressBar(err) as bar:
            done = take_in_files(store, files, bar)
        return print_imported(done, out, err, as_json=as_json)

    context.exit(run_with_store(run))


@history.command("delete")
@click.argument("ids", nargs=-1, required=True, type=Id(), metavar="ID...")
@click.pass_context
def history_delete(context: click.Context, ids: tuple[str, ...]) -> None:
    """Delete those whose ids begin so, for good.

    None of them goes where one is not there.
    """

    def run(store: ConversationStore, out: TextIO, _: TextIO) -> int:
        whole = dict.fromkeys([store.resolve(one).result() for one in ids])
        out.writelines(f"Deleted: {store.delete(one).result()}\n" for one in whole)
        return 0

    context.exit(run_with_store(run))


@history.command("rename")
@_ID
@click.argument("title")
@click.pass_context
def history_rename(context: click.Context, id: str, title: str) -> None:  # noqa: A002
    """Call one, whose id begins with ID, otherwise."""

    def run(store: ConversationStore, *_: TextIO) -> int:
        store.retitle(store.resolve(id).result(), title).result()
        return 0

    context.exit(run_with_store(run))


@history.command("verify")
@_OBJECT
@click.pass_context
def history_verify(context: click.Context, as_json: bool) -> None:
    """Read all, and say what is wrong with it."""
    from streamtui.frontends.headless.history import print_verdict

    def run(store: ConversationStore, out: TextIO, _: TextIO) -> int:
        wrong = store.verify().result()
        return print_verdict([*store.take_news(), *wrong], out, as_json=as_json)

    context.exit(run_with_store(run))


def _export(ids: Sequence[str], form: str, target: Path | None = None, *, force: bool = False) -> int:
    """Write those, or all, to stdout or the target; returns the exit code."""
    from streamtui.core.faults.beginnings import beginning
    from streamtui.exports.forms import WITH_TREES, exported
    from streamtui.files.whole import make_folder, write_named

    def run(store: ConversationStore, out: TextIO, _: TextIO) -> int:
        whole = dict.fromkeys(store.resolve(one).result() for one in ids)
        chosen = whole or [row.id for row in store.listed(1_000_000).result()]
        pieces = exported((store.load_whole(one, tree=form in WITH_TREES).result() for one in chosen), form)
        if target is None:
            out.writelines(pieces)
        else:
            with beginning(f"The file {target}"):
                make_folder(target.parent)
                write_named(target, (piece.encode("utf-8", "replace") for piece in pieces), replace=force)
        return 0

    return run_with_store(run)
