"""What a recording is, in words: `streamtui recording show`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from streamtui.core.chat import events as ev
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.recordings import Lane, ReadRecording, Recording
from streamtui.core.text.display_safe import display_safe
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.words import figures
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.race_figures import ENDING, FIRST_TOKEN, LONGEST_GAP, SPEED, TOKENS, TOTAL
from streamtui.core.words.request_words import change_in, change_lines, usage_in
from streamtui.frontends.headless.live_view import console_on
from streamtui.frontends.headless.race_tables import reply_table
from streamtui.frontends.headless.replay import ended, reading

_FIGURES = (FIRST_TOKEN, TOTAL, SPEED, TOKENS, LONGEST_GAP, ENDING)
_BARE = (TOKENS, ENDING)
"""Where no instant was measured."""


def show_recording(path: Path, read: ReadRecording, out: TextIO) -> int:
    """Print what is in the file: when and where it was made, what it counts, and a line for each reply.

    Returns the exit code; raises StreamtuiError where it can't be read.
    """
    with reading(path):
        recording = read(path)
        lanes = [(lane.label, *_counted(lane)) for lane in recording.lanes]
    rows = [("file", str(path)), *_of_header(recording)]
    for label, counts, _, _ in lanes:
        rows.append((label or "holds", _told(counts)))
    width = max(len(name) for name, _ in rows)
    out.writelines(display_safe(f"{name:<{width}}  {words}", keep_newlines=False) + "\n" for name, words in rows)
    for label, _, _, log in lanes:
        _write_changes(label, log, out)
    replies = [(label, reply) for label, _, found, _ in lanes for reply in found]
    if replies:
        shown = _FIGURES if recording.header.timed else _BARE
        console_on(out).print(reply_table(((_name(label, reply), reply) for label, reply in replies), shown))
    return ExitCode.DONE


def _of_header(recording: Recording) -> Iterator[tuple[str, str]]:
    header = recording.header
    if header.started:
        yield "recorded", " by ".join(part for part in (header.started, header.program) if part)
    if place := " · ".join(part for part in (header.profile, header.model, header.url) if part):
        yield "place", place
    if not header.timed:
        yield "times", "none: nobody measured when its bytes came"


def _counted(lane: Lane) -> tuple[Counter[str], list[Reply], WireLog]:
    state, counts, events = ChatState(), Counter[str](), list[ev.StreamEvent]()
    for event in ended(lane.events, state):
        state.apply(event)
        events.append(event)
        match event:
            case ev.PromptSubmitted() | ev.ContinuationAsked() | ev.TurnRepeated() | ev.ToolCallRepeated():
                counts["turn"] += 1
            case ev.RequestSent():
                counts["request"] += 1
            case ev.ResponseStarted() if event.refused:
                counts["refusal"] += 1
            case ev.ChunkReceived():
                counts["chunk"] += 1
            case ev.BytesReceived():
                counts["read"] += 1
                counts["byte"] += len(event.data)
            case ev.ToolCallFinished():
                counts["tool result"] += 1
            case _:
                pass
    log = WireLog(events)
    log.take()
    return counts, [message for message in state.conversation.messages if isinstance(message, Reply)], log


def _write_changes(label: str, log: WireLog, out: TextIO) -> None:
    """What each request changed of the one before, and what that did to the server's cache."""
    for exchange in log.exchanges:
        change = change_in(log, exchange)
        if change is not None:
            name = " · ".join(part for part in (label, f"request {exchange.number}") if part)
            lines = change_lines(change, usage_in(log, exchange))
            out.writelines(display_safe(f"{name}  {line}", keep_newlines=False) + "\n" for line in lines)


def _told(counts: Counter[str]) -> str:
    names = ("turn", "request", "refusal", "chunk", "read", "byte", "tool result")
    return ", ".join(figures.plural(counts[name], name) for name in names if counts[name]) or "nothing"


def _name(label: str, reply: Reply) -> str:
    return " · ".join(part for part in (label, reply.served_model or reply.model) if part) or "reply"
