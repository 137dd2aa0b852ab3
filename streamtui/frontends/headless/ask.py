"""`streamtui ask`: one turn on stdout, as it arrives; everything else on stderr."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TextIO

from streamtui.core import events as ev
from streamtui.core.conversation import Reply, ReplyState
from streamtui.core.display_safe import DisplaySafeStream, display_safe
from streamtui.core.faults import Fault
from streamtui.core.ports import Session
from streamtui.core.reply_figures import reply_figures
from streamtui.core.reply_line import EXIT_COMPLETE, EXIT_INCOMPLETE, reply_line

EXIT_INTERRUPTED = 130


class Printer:
    """Writes the events of a turn as they come."""

    def __init__(self, out: TextIO, err: TextIO, *, as_json: bool) -> None:
        self._out = out
        self._err = err
        self._as_json = as_json
        self._answer = DisplaySafeStream() if out.isatty() else None
        """Only a terminal needs the answer made safe; a file or a pipe gets what the server sent."""
        self._thoughts = DisplaySafeStream()
        self._err_open_line = False
        self._out_open_line = False

    def show(self, event: ev.StreamEvent) -> None:
        """Write what is new in this event."""
        match event:
            case ev.TextDelta(text=text, choice=0) if not self._as_json:
                self._end_err_line()
                self._out.write(self._answer.feed(text) if self._answer else text)
                self._out.flush()
                self._out_open_line = not text.endswith("\n")
            case ev.ReasoningDelta(text=text, choice=0) | ev.RefusalDelta(text=text, choice=0):
                self._err.write(self._thoughts.feed(text))
                self._err.flush()
                self._err_open_line = not text.endswith("\n")
            case ev.RetryScheduled():
                wait = f"Try {event.attempt} of {event.attempts} in {event.delay_s:.0f} s."
                self.say(f"{event.fault.message} {wait}")
            case ev.StallNoticed():
                self.say(f"Nothing has come for {event.silent_s:.0f} s; still waiting.")
            case ev.NoticeIssued(text=text):
                self.say(text)
            case ev.TurnFailed(fault=fault):
                self.say(fault.message)

    def say(self, text: str) -> None:
        """One line to the person."""
        self.end_lines()
        self._err.write(display_safe(text, keep_newlines=False) + "\n")
        self._err.flush()

    def end_lines(self) -> None:
        """Leave the cursor at the start of a line."""
        if self._out_open_line:
            self._out.write((self._answer.end() if self._answer else "") + "\n")
            self._out.flush()
            self._out_open_line = False
        self._end_err_line()

    def _end_err_line(self) -> None:
        if self._err_open_line:
            self._err.write(self._thoughts.end() + "\n")
            self._err.flush()
            self._err_open_line = False


async def ask(
    session: Session,
    prompt: str,
    *,
    out: TextIO,
    err: TextIO,
    as_json: bool = False,
    with_statistics: bool = False,
) -> int:
    """Run one turn and return the exit code. A closed pipe ends it quietly."""
    printer = Printer(out, err, as_json=as_json)
    code = EXIT_COMPLETE
    try:
        async with aclosing(session.turn(prompt)) as events:
            async for event in events:
                printer.show(event)
                if isinstance(event, ev.TurnFailed):
                    code = EXIT_INCOMPLETE
    except BrokenPipeError:
        return EXIT_COMPLETE
    except asyncio.CancelledError:
        code = EXIT_INTERRUPTED
    printer.end_lines()
    replies = [message for message in session.state.conversation.messages if isinstance(message, Reply)]
    if as_json:
        out.writelines(reply_line(reply) + "\n" for reply in replies)
        out.flush()
    if with_statistics:
        for reply in replies:
            for label, value in reply_figures(reply.statistics):
                printer.say(f"{label:<14}{value:>16}")
    return code


def print_fault(fault: Fault, *, out: TextIO, err: TextIO, as_json: bool) -> None:
    """Say why there is no reply at all."""
    err.write(f"streamtui: {display_safe(fault.message, keep_newlines=False)}\n")
    if as_json:
        out.write(reply_line(Reply(state=ReplyState.FAILED, fault=fault)) + "\n")
        out.flush()
