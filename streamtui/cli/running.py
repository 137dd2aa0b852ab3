"""How the headless commands run: on the pipes, and in an event loop that Ctrl-C and SIGTERM end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TextIO

from streamtui.cli.pipes import Pipe
from streamtui.core.words.exit_codes import ExitCode
from streamtui.frontends.headless.complaint import complaining, complaint, refusal
from streamtui.frontends.headless.door import Door, behind

if TYPE_CHECKING:
    from streamtui.storage.conversations.store import ConversationStore


def run_on_pipes(command: Callable[[TextIO, TextIO], int]) -> int:
    """Run `command(stdout, stderr)`; returns its exit code.

    A pipe that was closed (`| head`) is no error. Where stdout takes no more for another reason a sentence says so.
    """
    out, err = Pipe(behind(sys.stdout)), Pipe(behind(sys.stderr), forgiving=True)
    out_door, err_door = Door(out.stream, shows=False), Door(err.stream, shows=True)
    try:
        code = command(out_door.stream, err_door.stream)
        out_door.end()
        err_door.end()
        out.flush()
    except OSError as error:
        if error is not out.failure:
            raise
        out.give_up()
        if isinstance(error, BrokenPipeError):
            return ExitCode.DONE
        err.write(f"{refusal(error)}\n")
        return ExitCode.INCOMPLETE
    return code


def run_with_store(command: Callable[[ConversationStore, TextIO, TextIO], int]) -> int:
    """The same with the store before the pipes, whether conversations are kept in it now or not."""
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.compose.stores import close_store, open_store

    store = open_store(read_places())

    def run(out: TextIO, err: TextIO) -> int:
        try:
            return command(store, out, err)
        finally:
            close_store(store, complaining(err))

    return run_on_pipes(run)


def run_in_loop(command: Callable[[TextIO, TextIO], Coroutine[Any, Any, int]]) -> int:
    """The same for a coroutine, which the signals cancel; it may see to that itself and give a code of its own."""
    import asyncio

    async def cancellable(out: TextIO, err: TextIO) -> int:
        task = asyncio.current_task()
        assert task is not None
        if sys.platform != "win32":  # there Ctrl-C interrupts the loop itself
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        return await command(out, err)

    def run(out: TextIO, err: TextIO) -> int:
        try:
            return asyncio.run(cancellable(out, err))
        except (asyncio.CancelledError, KeyboardInterrupt):
            err.write(f"{complaint('Interrupted.')}\n")
            return ExitCode.INTERRUPTED

    return run_on_pipes(run)


async def stopped() -> None:
    """Wait for Ctrl-C, SIGTERM or the end of the terminal, by which a server ends: here they are no interruption."""
    import asyncio

    told = asyncio.Event()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # which nohup wants ignored
                asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
