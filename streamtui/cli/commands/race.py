"""The `race` command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import click

from streamtui.cli.completions import MODELS, PROFILES
from streamtui.cli.options import (
    api_option,
    attach_option,
    flags_of,
    keep_option,
    prompt_and_pipe,
    set_option,
    slo_option,
    trust_option,
)
from streamtui.cli.usage import WholeNumber
from streamtui.config.flags import Flags


@click.command()
@click.argument("prompt", required=False)
@click.option(
    "--profile",
    "-p",
    "profiles",
    multiple=True,
    metavar="NAME",
    help="One that takes part; repeatable.",
    shell_complete=PROFILES,
)
@click.option(
    "--model",
    "-m",
    "models",
    multiple=True,
    metavar="NAME",
    help="A model that takes part; repeatable.",
    shell_complete=MODELS,
)
@click.option("--base-url", metavar="URL", help="An OpenAI-compatible server, like http://127.0.0.1:8080/v1.")
@api_option
@trust_option
@click.option("--system", metavar="TEXT", help="The system prompt.")
@set_option
@attach_option
@click.option("--repeat", type=WholeNumber(1, 1000), default=1, metavar="N", help="Run N times; gives percentiles.")
@slo_option
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per reply (streamtui.reply.v1).")
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep all of it in FILE; each line has its contestant's number.",
)
@click.option("--force", is_flag=True, help="Let --record replace what the file holds.")
@keep_option
@click.option("--text", "with_text", is_flag=True, help="Print the answers before the table.")
@click.pass_context
def race(
    context: click.Context,
    /,
    prompt: str | None,
    profiles: tuple[str, ...],
    models: tuple[str, ...],
    base_url: str | None,
    **options: Any,
) -> None:
    """Ask several models or servers at once and compare them.

    Every model is asked at every profile: `-m A -m B` are two models at the chosen one, `-p X -p Y` two profiles with
    the models they name, and both together four contestants.
    """
    flags = flags_of(context, None, None, base_url)
    entries = [
        replace(flags, profile=profile, model=model)
        for profile in profiles or (flags.profile,)
        for model in models or (flags.model,)
    ]
    context.exit(_run_race(entries, prompt_and_pipe(prompt), **options))


def _run_race(
    entries: Sequence[Flags],
    prompt: str,
    *,
    system: str | None,
    sets: Sequence[str],
    attach: Sequence[str],
    repeat: int,
    slo: str | None,
    as_json: bool,
    record: Path | None,
    force: bool,
    with_text: bool,
    store: bool,
) -> int:
    from streamtui.cli.compose.attached import attached_files
    from streamtui.cli.compose.budgets import require_budget, within_budget
    from streamtui.cli.compose.kept_replies import KeptReplies
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.compose.races import endpoints_of
    from streamtui.cli.compose.recorders import RaceRecording
    from streamtui.cli.running import run_in_loop
    from streamtui.core.chat.objectives import objectives_of
    from streamtui.core.chat.parameters import assigned
    from streamtui.core.chat.request_messages import user_message
    from streamtui.frontends.headless.complaint import complaining, kept
    from streamtui.frontends.headless.race import show_race
    from streamtui.session.race import Race

    objectives = objectives_of(slo) if slo is not None else None
    places = read_places()
    messages = [{"role": "system", "content": system}] if system else []
    messages.append(user_message(prompt, attached_files(attach)))
    parameters = dict(map(assigned, sets))

    async def run(out: TextIO, err: TextIO) -> int:
        replies = KeptReplies(places, complaining(err), wanted=store)
        recording = RaceRecording(record, places, replace=force)
        try:
            places.otel.begin(places.secrets)
            with within_budget(places, replies.store, complaining(err)) as budget:
                endpoints = endpoints_of(places, entries)
                await require_budget(budget, endpoints.values())
                recorders = (
                    recording.of(list(endpoints)),
                    replies.of_race(messages, len(endpoints)),
                    [*filter(None, (places.otel.recorder(recording=record) for _ in endpoints))],
                )
                code = await show_race(
                    Race(
                        endpoints,
                        messages,
                        places.clock,
                        parameters=parameters,
                        runs=repeat,
                        ratios=places.ratios,
                        recorders=zip(*filter(None, recorders), strict=True),
                    ),
                    places.clock,
                    runs=repeat,
                    as_json=as_json,
                    with_text=with_text,
                    out=out,
                    err=err,
                    objectives=objectives,
                )
        finally:
            untold = recording.close(), replies.close()
            await places.otel.close()
        return kept(code, " ".join(filter(None, untold)), err)

    return run_in_loop(run)
