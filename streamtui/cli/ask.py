"""The `ask` command, put together: endpoint, session, pipes, signals."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TextIO

from streamtui.cli.compose import compose, recorder_to
from streamtui.cli.pipes import run_on_pipes
from streamtui.cli.signals import cancel_on_signals
from streamtui.cli.tools import Tools
from streamtui.config.profiles import Flags
from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.words.exit_codes import ExitCode
from streamtui.frontends.headless.ask import ask, print_fault
from streamtui.frontends.headless.progress_bar import ProgressBar


def run_ask(
    flags: Flags,
    prompt: str,
    *,
    system: str | None,
    as_json: bool,
    stats: bool,
    tools: Sequence[str],
    tool_files: Sequence[Path],
    yes: bool,
    record: Path | None,
    code: Path | None,
) -> int:
    """Ask once and return the exit code."""

    async def run(out: TextIO, err: TextIO) -> int:
        cancel_on_signals()
        try:
            composition = compose(flags)
        except StreamtuiError as error:
            print_fault(error.fault, out=out, err=err, as_json=as_json)
            return ExitCode.USAGE
        all_tools = Tools(composition.configuration, tool_files)
        try:
            toolbox = await all_tools.toolbox_of(tools)
            with ProgressBar(err) as bar:
                provider = await composition.endpoint.open(bar)
            with recorder_to(record, composition) as recorder:
                session = composition.session(provider, toolbox, recorder, approve="none" if yes else None)
                if system:
                    session.set_system(system)
                return await ask(
                    session, prompt, out=out, err=err, as_json=as_json, with_statistics=stats, code_folder=code
                )
        except StreamtuiError as error:
            print_fault(error.fault, out=out, err=err, as_json=as_json)
            return ExitCode.USAGE if error.fault.kind == "configuration" else ExitCode.INCOMPLETE
        except asyncio.CancelledError:
            print_fault(Fault("cancelled", "Interrupted."), out=out, err=err, as_json=as_json)
            return ExitCode.INTERRUPTED
        finally:
            await all_tools.close()
            await composition.endpoint.close()

    def on_pipes(out: TextIO, err: TextIO) -> int:
        with redirect_stdout(err):  # what a tool prints is no part of the reply
            return asyncio.run(run(out, err))

    return run_on_pipes(on_pipes)
