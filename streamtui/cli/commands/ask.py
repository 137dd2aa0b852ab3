"""The `ask` command: one turn on the pipes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click

from streamtui.cli.completions import TOOLS
from streamtui.cli.options import (
    CHOSEN,
    attach_option,
    flags_of,
    persona_option,
    place_options,
    prompt_and_pipe,
    set_option,
    store_options,
    tool_files_option,
)
from streamtui.config.flags import Flags
from streamtui.core.faults.bugs import fault_of, survived
from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.ports.provider import Endpoint
from streamtui.core.words.exit_codes import ExitCode, failure_code


@click.command()
@click.argument("prompt", required=False)
@place_options
@store_options
@click.option("--system", metavar="TEXT", help="The system prompt.")
@persona_option
@set_option
@click.option("--schema", metavar="FILE", help="Ask for JSON that fits this JSON Schema; `json`: for any object.")
@attach_option
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per reply (streamtui.reply.v1).")
@click.option("--stats", is_flag=True, help="Print the statistics to stderr.")
@click.option(
    "--tool",
    "tools",
    multiple=True,
    metavar="NAME",
    help="A tool the model may call; repeatable.",
    shell_complete=TOOLS,
)
@tool_files_option
@click.option("--yes", is_flag=True, help="Run also tools that may change something, without asking.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Keep every event in this file.")
@click.option("--force", is_flag=True, help="Let --record replace what the file holds.")
@click.option(
    "--code",
    is_flag=False,
    flag_value=".",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="[DIR]",
    help="Save the code blocks as code-1.py, ... there, or here; behind PROMPT.",
)
@click.pass_context
def ask(
    context: click.Context,
    /,
    prompt: str | None,
    profile: str | None,
    model: str | None,
    base_url: str | None,
    **options: Any,
) -> None:
    """Ask once; the reply goes to stdout as it arrives. What comes through a pipe stands below PROMPT."""
    if options["resume"] == CHOSEN:
        raise click.UsageError(
            "Which conversation? Give --resume an ID, as `streamtui history list` names them, or say --continue."
        )
    context.exit(_run_ask(flags_of(context, profile, model, base_url), prompt_and_pipe(prompt), **options))


def _run_ask(
    flags: Flags,
    prompt: str,
    *,
    system: str | None,
    persona: str | None,
    sets: Sequence[str],
    schema: str | None,
    attach: Sequence[str],
    as_json: bool,
    stats: bool,
    tools: Sequence[str],
    tool_files: Sequence[Path],
    yes: bool,
    record: Path | None,
    force: bool,
    code: Path | None,
    resume: str | None,
    no_store: bool,
) -> int:
    from streamtui.cli.compose.answered_last import gone_on_with
    from streamtui.cli.compose.attached import attached_files, schema_at
    from streamtui.cli.compose.budgets import require_budget, within_budget
    from streamtui.cli.compose.personas import ConfiguredPersonas, flags_with
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.compose.recorders import recorder_to
    from streamtui.cli.compose.sessions import compose
    from streamtui.cli.compose.stores import close_store, store_to_keep
    from streamtui.cli.compose.toolboxes import Toolboxes
    from streamtui.cli.running import run_in_loop
    from streamtui.core.chat.parameters import assigned
    from streamtui.core.chat.response_format import JSON_OBJECT, RESPONSE_FORMAT
    from streamtui.frontends.headless.ask import ask as ask_and_show
    from streamtui.frontends.headless.ask import print_fault
    from streamtui.frontends.headless.complaint import complaining, kept
    from streamtui.frontends.headless.progress_bar import ProgressBar
    from streamtui.storage.code_files import add_code_files

    async def run(out: TextIO, err: TextIO) -> int:
        try:
            parameters, parts = dict(map(assigned, sets)), attached_files(attach)
            if schema is not None:
                parameters[RESPONSE_FORMAT] = JSON_OBJECT if schema == "json" else schema_at(schema)
            places = read_places(no_store=no_store)
            who = ConfiguredPersonas(places).persona(persona) if persona else None
            store = store_to_keep(places, no_store=no_store, resume=resume)
        except StreamtuiError as error:
            print_fault(error.fault, out=out, err=err, as_json=as_json)
            return failure_code(error.fault)
        toolboxes = Toolboxes(places, tool_files)
        endpoints: list[Endpoint] = []
        try:
            left = None
            if store is not None and resume is not None:
                left = await asyncio.wrap_future(store.load(resume))
            before = left.events if left is not None else []
            composition = compose(gone_on_with(flags_with(flags, who), before, places).flags, places)
            endpoints.append(composition.endpoint)
            places.otel.begin(places.secrets)
            with within_budget(places, store, complaining(err)) as budget:
                await require_budget(budget, [composition.endpoint])
                toolbox = await toolboxes.toolbox_of(tools)
                with ProgressBar(err) as bar:
                    provider = await composition.endpoint.open(bar)
                with recorder_to(record, composition, left, replace=force) as recorder:
                    session = composition.session(
                        provider,
                        toolbox,
                        recorder,
                        approve="none" if yes else None,
                        keeper=store.keeper(left) if store is not None else None,
                        before=left,
                        recording=record,
                    )
                    if who is not None:
                        session.set_persona(who.name, who.system, who.parameters)
                        parameters = {**who.parameters, **parameters}
                    if said := system or (who.system if who is not None else ""):
                        session.set_system(said)
                    if parameters:
                        session.set_parameters(parameters)
                    ending = await ask_and_show(
                        session,
                        prompt,
                        parts,
                        out=out,
                        err=err,
                        as_json=as_json,
                        with_statistics=stats,
                        save_code=None if code is None else partial(add_code_files, folder=code),
                        to_the_end=recorder is not None or code is not None,
                        stall_s=places.configuration.settings.timeouts.stall_warn_s,
                    )
                if recorder is None or recorder.failure is None:
                    return ending
                return kept(ending or ExitCode.INCOMPLETE, recorder.untold, err)
        except OSError:
            raise  # of stdout
        except Exception as error:
            fault = fault_of(error, "ask")
            print_fault(fault, out=out, err=err, as_json=as_json)
            return failure_code(fault)
        except asyncio.CancelledError:
            print_fault(Fault("cancelled", "Interrupted."), out=out, err=err, as_json=as_json)
            return ExitCode.INTERRUPTED
        finally:
            for close in (toolboxes.close, *(endpoint.close for endpoint in endpoints), places.otel.close):
                with survived("the end of ask"):
                    await close()
            if store is not None:
                close_store(store, complaining(err))

    return run_in_loop(run)
