"""`streamtui ask`: one turn on stdout, as it arrives; everything else on stderr."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from streamtui.core.chat import events as ev
from streamtui.core.chat.conversation import Reply, ReplyState
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.faults.faults import ConfigurationError, Fault
from streamtui.core.ports.session import Conversing
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.reply_figures import reply_figures
from streamtui.core.words.reply_line import reply_line
from streamtui.frontends.headless.call_words import call_words
from streamtui.frontends.headless.printer import Printer


async def ask(
    session: Conversing,
    prompt: str,
    *,
    out: TextIO,
    err: TextIO,
    as_json: bool = False,
    with_statistics: bool = False,
    save_code: Callable[[str], Sequence[Path]] | None = None,
) -> int:
    """Run one turn and return the exit code. A closed pipe ends it quietly.

    `save_code` saves the code blocks of a text and tells where.
    """
    printer = Printer(out, err, as_json=as_json)

    def show(event: ev.StreamEvent) -> None:
        printer.show(event)
        if isinstance(event, ev.ToolCallFinished | ev.ToolCallRefused):
            call = session.state.conversation.call(event.call_id)
            if call is not None and (call.state is ToolCallState.REFUSED or not as_json):
                printer.say(call_words(call))

    session.listener = show
    try:
        await session.turn(prompt)
        code = ExitCode.DONE if session.state.fault is None else ExitCode.INCOMPLETE
    except BrokenPipeError:
        return ExitCode.DONE
    except asyncio.CancelledError:
        code = ExitCode.INTERRUPTED
    printer.end_lines()
    replies = [message for message in session.state.conversation.messages if isinstance(message, Reply)]
    if as_json:
        out.writelines(reply_line(reply) + "\n" for reply in replies)
        out.flush()
    if with_statistics:
        for reply in replies:
            for label, value in reply_figures(reply.statistics):
                printer.say(f"{label:<16}{value:>20}")
    if save_code is not None:
        try:
            for path in save_code("\n".join(str(reply.text) for reply in replies)):
                printer.say(f"Saved {path}")
        except ConfigurationError as error:
            printer.say(error.fault.message)
            return ExitCode.INCOMPLETE
    return code


def print_fault(fault: Fault, *, out: TextIO, err: TextIO, as_json: bool) -> None:
    """Say why there is no reply at all."""
    err.write(f"streamtui: {display_safe(fault.message, keep_newlines=False)}\n")
    if as_json:
        out.write(reply_line(Reply(state=ReplyState.FAILED, fault=fault)) + "\n")
        out.flush()
