"""`streamtui ask`: one turn on stdout, as it arrives; everything else on stderr."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO

from streamtui.core.chat import events as ev
from streamtui.core.chat.attachments import Attachment
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.server_calls import REFUSED
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.faults.bugs import fault_of
from streamtui.core.faults.faults import ConfigurationError, Fault
from streamtui.core.ports.session import Conversing
from streamtui.core.verdicts.hearing import Hearing
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.reply_figures import figures_of
from streamtui.core.words.reply_line import reply_line
from streamtui.core.words.verdict_words import verdict_line
from streamtui.frontends.headless.call_words import answer_words, call_words
from streamtui.frontends.headless.complaint import complaint
from streamtui.frontends.headless.printer import Printer


async def ask(
    session: Conversing,
    prompt: str,
    parts: Sequence[Attachment] = (),
    *,
    out: TextIO,
    err: TextIO,
    as_json: bool = False,
    with_statistics: bool = False,
    save_code: Callable[[str], Sequence[Path]] | None = None,
    to_the_end: bool = False,
    stall_s: float = STALL_WARN_S,
) -> int:
    """Run one turn and return the exit code.

    `parts` go with the prompt. `save_code` saves the code blocks of a text and tells where. Where `out` takes no more
    its OSError is raised: at once, or where something else wants the reply `to_the_end`, when that has come. A silence
    of `stall_s` is a stall.
    """
    printer = Printer(out, err, as_json=as_json)
    hearing = Hearing(stall_s=stall_s) if as_json or with_statistics else None
    broken: OSError | None = None

    def show(event: ev.StreamEvent) -> None:
        nonlocal broken
        if hearing is not None:
            hearing.take(event, session.state)
        try:
            if broken is None:
                show_new(event)
        except OSError as error:
            broken = error
            if not to_the_end:
                raise

    def show_new(event: ev.StreamEvent) -> None:
        printer.show(event)
        if isinstance(event, ev.ToolCallApproved | ev.ToolCallRefused):
            asked = session.state.conversation.server_call(event.call_id)
            if asked is not None and (asked.answer == REFUSED or not as_json):
                printer.say(answer_words(asked, ReplyState.COMPLETE))
        if isinstance(event, ev.ToolCallFinished | ev.ToolCallRefused):
            call = session.state.conversation.call(event.call_id)
            if call is not None and (call.state is ToolCallState.REFUSED or not as_json):
                printer.say(call_words(call))

    session.listener = show
    try:
        await session.turn(prompt, parts)
        code = ExitCode.DONE if session.state.fault is None else ExitCode.INCOMPLETE
    except asyncio.CancelledError:
        code = ExitCode.INTERRUPTED
    except OSError as error:
        if error is broken:
            raise
        session.fail(fault_of(error, "a turn"))
        code = ExitCode.INCOMPLETE
    replies = [message for message in session.state.conversation.messages if isinstance(message, Reply)]
    try:
        if broken is not None:
            raise broken
        printer.end_lines()
        if as_json:
            out.writelines(
                reply_line(reply, verdicts=hearing.of(reply) if hearing is not None else ()) + "\n" for reply in replies
            )
            out.flush()
        if with_statistics:
            for reply in replies:
                for title, found in figures_of(reply):
                    printer.say(title)
                    for figure in found:
                        printer.say(f"{figure.label:<16}{figure.value:>12} {figure.unit:<6} {figure.note}".rstrip())
                for verdict in hearing.of(reply) if hearing is not None else ():
                    printer.say(verdict_line(verdict))
    finally:
        saved = save_code is None or _saved(save_code, replies, printer)
    return code if saved else ExitCode.INCOMPLETE


def _saved(save_code: Callable[[str], Sequence[Path]], replies: Iterable[Reply], printer: Printer) -> bool:
    try:
        for path in save_code("\n".join(str(reply.text) for reply in replies)):
            printer.say(f"Saved {path}")
    except ConfigurationError as error:
        printer.say(complaint(error.fault.message))
        return False
    return True


def print_fault(fault: Fault, *, out: TextIO, err: TextIO, as_json: bool) -> None:
    """Say why there is no reply at all."""
    err.write(f"{complaint(fault.message)}\n")
    if as_json:
        out.write(reply_line(Reply(state=ReplyState.FAILED, fault=fault), verdicts=()) + "\n")
        out.flush()
