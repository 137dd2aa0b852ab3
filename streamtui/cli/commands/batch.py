"""The `batch` command: a file of prompts, a folder of replies, and one endpoint for each model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from streamtui.cli.options import attach_option, flags_of, keep_option, place_options, slo_option
from streamtui.cli.texts import has_pipe, piped
from streamtui.cli.usage import WholeNumber
from streamtui.config.flags import Flags
from streamtui.core.faults.faults import ConfigurationError

if TYPE_CHECKING:
    from streamtui.config.settings import Limits
    from streamtui.core.ports.batch import Prompt
    from streamtui.core.ports.provider import Endpoint
    from streamtui.core.ports.session import Recorder
    from streamtui.storage.batch.piped_prompts import PipedPrompts

_PIPE = Path("-")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@place_options
@click.option("--system", metavar="TEXT", default="", help="The system prompt.")
@click.option("--template", metavar="TEXT", help="Makes a prompt of a table's row: 'Write about {topic}'.")
@click.option("--concurrency", type=WholeNumber(1, 1000), metavar="N", help="Streams at once; 5 where not set.")
@click.option("--rpm", type=WholeNumber(1, 100_000), metavar="N", help="Requests a minute.")
@slo_option
@attach_option
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Default: NAME-replies.")
@click.option("--retry-failed", is_flag=True, help="Ask those again that failed in earlier runs.")
@click.option(
    "--record",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep all of each reply's stream in ID.jsonl there.",
)
@keep_option
@click.option("--code", "with_code", is_flag=True, help="Save the code blocks of each reply in ID.code/.")
@click.pass_context
def batch(
    context: click.Context,
    /,
    file: Path,
    profile: str | None,
    model: str | None,
    base_url: str | None,
    **options: Any,
) -> None:
    """Ask every prompt of FILE and save the replies.

    FILE is text (a prompt a line), JSON lines ({"id", "prompt" or "messages", "model", "options"}) or a table (.csv,
    .tsv); `-` is the pipe: JSON lines, a table where there is a --template, else text.

    The same command again goes on where it stopped.
    """
    context.exit(_run_batch(flags_of(context, profile, model, base_url), file, **options))


def _run_batch(
    flags: Flags,
    file: Path,
    *,
    system: str,
    template: str | None,
    concurrency: int | None,
    rpm: int | None,
    slo: str | None,
    attach: Sequence[str],
    out: Path | None,
    retry_failed: bool,
    record: Path | None,
    with_code: bool,
    store: bool,
) -> int:
    from dataclasses import replace as with_attached

    from msgspec.structs import replace

    from streamtui.cli.compose.attached import attached_files
    from streamtui.cli.compose.budgets import require_budget, within_budget
    from streamtui.cli.compose.kept_replies import KeptReplies
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.compose.recorders import BatchRecordings
    from streamtui.cli.running import run_in_loop
    from streamtui.core.chat.objectives import objectives_of
    from streamtui.core.chat.request_messages import with_parts
    from streamtui.core.ports.batch import BatchState, survey
    from streamtui.frontends.headless.batch import show_batch
    from streamtui.frontends.headless.complaint import complaining, kept
    from streamtui.frontends.headless.progress_bar import ProgressBar
    from streamtui.session.batch import Batch
    from streamtui.storage.batch.folder import BatchFolder
    from streamtui.storage.batch.prompt_files import read_prompts

    objectives = objectives_of(slo) if slo is not None else None
    source = _source(file, with_template=template is not None)
    places = read_places(partial(_changed, concurrency, rpm))
    profile = places.profile(flags)
    folder = BatchFolder(out or Path(f"{source.stem}-replies"), with_code=with_code)

    parts = attached_files(attach)

    def prompts() -> Iterator[Prompt]:
        for prompt in read_prompts(source, template, system):
            yield with_attached(prompt, messages=with_parts(prompt.messages, parts))

    async def run(_: TextIO, err: TextIO) -> int:
        replies = KeptReplies(places, complaining(err), wanted=store)
        answered = folder.answered(retry_failed=retry_failed)
        found = survey(prompts(), answered)
        state = BatchState(found.total, found.done, found.failed, objectives=objectives)
        default = places.endpoint(profile)
        recordings = BatchRecordings(record, places, found.crowded)
        recordings.require()

        def endpoint_of(model: str) -> Endpoint:
            return places.endpoint(replace(profile, model=model)) if model else default

        @contextmanager
        def recording(prompt: Prompt) -> Iterator[Sequence[Recorder]]:
            with recordings.of(prompt) as recorders:
                telling = places.otel.recorder(recording=getattr(recorders[0], "path", "") if recorders else "")
                yield (*recorders, *replies.of_prompt(prompt), *filter(None, [telling]))

        work = Batch(
            (prompt for prompt in prompts() if prompt.id not in answered),
            state,
            places.clock,
            endpoint_of=endpoint_of,
            save=partial(folder.save, crowded=found.crowded),
            concurrency=places.limits_of(profile).most_streams,
            ratios=places.ratios,
            recording=recording,
        )
        try:
            places.otel.begin(places.secrets)
            with within_budget(places, replies.store, complaining(err)) as budget:
                await require_budget(budget, [default])
                if found.without_model:
                    with ProgressBar(err) as bar:
                        await default.open(bar)
                code = await show_batch(work, places.clock, err)
        finally:
            untold = replies.close()
            await default.close()
            await places.otel.close()
        return kept(code, recordings.failure or untold, err)

    with folder.alone():
        return run_in_loop(run)


def _source(file: Path, *, with_template: bool) -> Path | PipedPrompts:
    """What to read the prompts of, which happens twice. Raises UsageError, ConfigurationError."""
    from streamtui.storage.batch.piped_prompts import PipedPrompts

    if file != _PIPE:
        if not file.is_file():
            raise ConfigurationError(f"{file} is read twice, so it must be a file; what comes through a pipe is `-`.")
        return file
    if not has_pipe():
        raise click.UsageError("Nothing comes through a pipe: `-` is for `... | streamtui batch -`.")
    return PipedPrompts(piped(), is_table=with_template)


def _changed(concurrency: int | None, rpm: int | None, limits: Limits) -> Limits:
    """The command's own options win."""
    from msgspec.structs import replace

    return replace(
        limits,
        concurrent_streams=concurrency or limits.concurrent_streams,
        requests_per_minute=rpm or limits.requests_per_minute,
    )
