"""`streamtui replay`: files of raw server bytes, or recordings, as the replies they hold.

Both go through the decoder and the fold that a live reply goes through, so the same bytes give the same reply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeAlias

from streamtui.core.chat.conversation import Reply, ReplyState
from streamtui.core.chat.events import ReplyFailed, RequestSent, ResponseStarted, StreamEvent, TurnFailed
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.faults.faults import ConfigurationError, Fault, StreamtuiError
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.reply_line import exit_code, reply_line
from streamtui.frontends.headless.complaint import complaint
from streamtui.frontends.headless.printer import Printer

Recorded: TypeAlias = Callable[[Path], "Iterable[StreamEvent] | None"]
"""Reads a recording; `None` where the file is none. Raises StreamtuiError, OSError, also while it is read."""
_BLOCK = 1 << 16


def replay(paths: Sequence[Path], recorded: Recorded, *, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Print the replies in the files, in order: a line of JSON for each, or their text. Returns the exit code."""
    try:
        return max((_replay_file(path, recorded, as_json=as_json, out=out, err=err) for path in paths), default=0)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def _replay_file(path: Path, recorded: Recorded, *, as_json: bool, out: TextIO, err: TextIO) -> int:
    printer = None if as_json else Printer(out, err, as_json=False)
    try:
        timed, events = _events(path, recorded)
        replies = _replies(events, printer)
    except StreamtuiError as error:
        err.write(f"{complaint(error.fault.message)}\n")
        return ExitCode.USAGE
    if as_json:
        out.writelines(reply_line(reply, timed=timed) + "\n" for reply in replies)
        out.flush()
    return exit_code(replies)


def _events(path: Path, recorded: Recorded) -> tuple[bool, Iterator[StreamEvent]]:
    """Whether the instants of the file's events mean something, and the events, read as they are taken."""
    with _reading(path):
        recording = recorded(path)
    return recording is not None, _read(path, _events_of_body(path) if recording is None else recording)


def _read(path: Path, events: Iterable[StreamEvent]) -> Iterator[StreamEvent]:
    with _reading(path):
        yield from events


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(f"{path} can't be read: {error.strerror}.") from error


def _replies(events: Iterable[StreamEvent], printer: Printer | None) -> list[Reply]:
    """Fold the events, showing them on the way. Raises StreamtuiError where they can't be read any further."""
    state = ChatState()
    try:
        for event in _ended(events, state):
            state.apply(event)
            if printer is not None:
                printer.show(event)
    finally:
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
    """The events of a response body. Nobody measured when its bytes came, so all happens at 0.

    Raises ConfigurationError where it is no such thing.
    """
    yield from (RequestSent(0.0, 1, ""), ResponseStarted(0.0))
    last: StreamEvent | None = None
    for number, event in enumerate(_decoded(path, chat_decoder())):
        if number == 0 and isinstance(event, ReplyFailed) and event.fault.kind == "malformed":
            raise ConfigurationError(
                f"{path} holds no stream: it is neither a recording nor what a server sends, lines of `data: ...`."
            )
        yield event
        last = event
    if isinstance(last, ReplyFailed):
        yield TurnFailed(0.0, last.fault)


def _decoded(path: Path, decoder: ReplyDecoder) -> Iterator[StreamEvent]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield from decoder.feed(block, 0.0)
    yield from decoder.close(0.0)
