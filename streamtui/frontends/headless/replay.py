"""`streamtui replay`: recordings, archives and raw server bytes, as the replies they hold.

All go through the fold that a live reply goes through, so the same bytes give the same reply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from streamtui.core.chat.events import StreamEvent, TurnFailed
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError, Fault, StreamtuiError
from streamtui.core.ports.recordings import Lane, ReadRecording
from streamtui.core.text.display_safe import display_safe
from streamtui.core.verdicts.hearing import Hearing
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.reply_line import exit_code, reply_line
from streamtui.core.words.verdict_words import verdict_line
from streamtui.frontends.headless.complaint import complaint
from streamtui.frontends.headless.printer import Printer


def replay(
    paths: Sequence[Path],
    read: ReadRecording,
    *,
    as_json: bool,
    out: TextIO,
    err: TextIO,
    stall_s: float = STALL_WARN_S,
) -> int:
    """Print the replies in the files, in order: a line of JSON for each, or their text. Returns the exit code.

    A silence of `stall_s` is a stall.
    """
    try:
        return max((_replay_file(path, read, stall_s, as_json=as_json, out=out, err=err) for path in paths), default=0)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def _replay_file(path: Path, read: ReadRecording, stall_s: float, *, as_json: bool, out: TextIO, err: TextIO) -> int:
    try:
        with reading(path):
            recording = read(path)
            timed = recording.header.timed
            hearings = [Hearing(stall_s=stall_s, timed=timed) for _ in recording.lanes]
            lanes = [
                (
                    lane.label,
                    _replies(lane, None if as_json else Printer(out, err, as_json=False), err, hearing),
                    hearing,
                )
                for lane, hearing in zip(recording.lanes, hearings, strict=True)
            ]
    except StreamtuiError as error:
        err.write(f"{complaint(error.fault.message)}\n")
        return ExitCode.USAGE
    if as_json:
        for label, replies, hearing in lanes:
            more = {"contestant": label} if label else {}
            out.writelines(
                reply_line(reply, timed=timed, verdicts=hearing.of(reply), **more) + "\n" for reply in replies
            )
        out.flush()
    return exit_code(reply for _, replies, _ in lanes for reply in replies)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Read a file in this. Raises ConfigurationError where that can't be done."""
    try:
        yield
    except OSError as error:
        raise ConfigurationError(f"{path} can't be read: {error.strerror}.") from error


def _replies(lane: Lane, printer: Printer | None, err: TextIO, hearing: Hearing) -> list[Reply]:
    """Fold the events, showing them on the way. Raises StreamtuiError where they can't be read any further."""
    state = ChatState()
    if lane.label and printer is not None:
        err.write(f"{display_safe(lane.label, keep_newlines=False)}:\n")
        err.flush()
    try:
        for event in ended(lane.events, state):
            state.apply(event)
            verdicts = hearing.take(event, state)
            if printer is not None:
                printer.show(event)
                for verdict in verdicts if err.isatty() else ():  # in a script's log they are told as JSON alone
                    printer.say(verdict_line(verdict))
    finally:
        if printer is not None:
            printer.end_lines()
    replies = [message for message in state.conversation.messages if isinstance(message, Reply)]
    if not replies and state.fault is not None:
        return [Reply(state=ReplyState.FAILED, fault=state.fault)]
    return replies


def ended(events: Iterable[StreamEvent], state: ChatState) -> Iterator[StreamEvent]:
    """The events, and a fault behind them where they stop in mid-reply, as a killed recorder leaves them."""
    at = 0.0
    for event in events:
        yield event
        at = event.at
    if (reply := state.reply) is not None and reply.state is ReplyState.OPEN:
        message = "The recording ends before the reply does; what arrived is kept."
        yield TurnFailed(at, Fault("cut", message))
