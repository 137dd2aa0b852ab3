"""`streamtui replay`: files of raw server bytes, or recordings, as the replies they hold.

Both go through the decoder and the fold that a live reply goes through, so the same bytes give the same reply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO, TypeAlias

from streamtui.core.chat.conversation import Reply, ReplyState
from streamtui.core.chat.events import ReplyFailed, RequestSent, ResponseStarted, StreamEvent, TurnFailed
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.reply_line import exit_code, reply_line
from streamtui.frontends.headless.printer import Printer

Recorded: TypeAlias = Callable[[Path], "Sequence[StreamEvent] | None"]
"""Reads a recording; `None` where the file is none. Raises StreamtuiError."""


def replay(paths: Sequence[Path], recorded: Recorded, *, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Print the replies in the files, in order: a line of JSON for each, or their text. Returns the exit code."""
    try:
        return max((_replay_file(path, recorded, as_json=as_json, out=out, err=err) for path in paths), default=0)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def _replay_file(path: Path, recorded: Recorded, *, as_json: bool, out: TextIO, err: TextIO) -> int:
    try:
        recording = recorded(path)
    except (StreamtuiError, OSError) as error:
        reason = str(error) if isinstance(error, StreamtuiError) else f"{path} can't be read: {error.strerror}."
        err.write(f"streamtui: {display_safe(reason, keep_newlines=False)}\n")
        return ExitCode.USAGE
    printer = None if as_json else Printer(out, err, as_json=False)
    replies = _replies(_events_of_body(path) if recording is None else recording, printer)
    if as_json:
        out.writelines(reply_line(reply, timed=recording is not None) + "\n" for reply in replies)
        out.flush()
    return exit_code(replies)


def _replies(events: Iterable[StreamEvent], printer: Printer | None) -> list[Reply]:
    """Fold the events, showing them on the way."""
    state = ChatState()
    for event in _ended(events, state):
        state.apply(event)
        if printer is not None:
            printer.show(event)
    if printer is not None:
        printer.end_lines()
    replies = [message for message in state.conversation.messages if isinstance(message, Reply)]
    if not replies and state.fault is not None:
        return [Reply(state=ReplyState.FAILED, fault=state.fault)]
    return replies


def _ended(events: Iterable[StreamEvent], state: ChatState) -> Iterator[StreamEvent]:
    """The events, and a fault behind them where they stop in mid-reply, as a killed recorder leaves them."""
    at = 0.0
    for event in events:
        yield event
        at = event.at
    if (reply := state.reply) is not None and reply.state is ReplyState.OPEN:
        message = "The recording ends before the reply does; what arrived is kept."
        yield TurnFailed(at, Fault("cut", message))


def _events_of_body(path: Path) -> Iterator[StreamEvent]:
    """The events of a response body. Nobody measured when its bytes came, so all happens at 0."""
    decoder = chat_decoder()
    yield from (RequestSent(0.0, 1, ""), ResponseStarted(0.0))
    events = [*decoder.feed(path.read_bytes(), 0.0), *decoder.close(0.0)]
    yield from events
    if isinstance(failed := events[-1], ReplyFailed):
        yield TurnFailed(0.0, failed.fault)
