"""Two recordings side by side: `streamtui recording diff`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.recordings import Lane, ReadRecording
from streamtui.core.text.display_safe import display_safe
from streamtui.core.wire.exchange import Exchange, Part
from streamtui.core.wire.request_change import request_change
from streamtui.core.wire.sent_request import SentRequest, sent_request
from streamtui.core.wire.stream_diff import ChunkRun, aligned_runs, runs_of, same_up_to, slowest_part, words_in_common
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.figures import UNKNOWN, percent, plural, seconds
from streamtui.core.words.race_figures import ENDING, FIRST_TOKEN, LONGEST_GAP, SPEED, TOKENS, TOTAL
from streamtui.frontends.headless.live_view import console_on
from streamtui.frontends.headless.race_tables import reply_table
from streamtui.frontends.headless.replay import ended, reading

_FIGURES = (FIRST_TOKEN, TOTAL, SPEED, TOKENS, LONGEST_GAP, ENDING)
_BARE = (TOKENS, ENDING)
_PARTS: tuple[Part, ...] = ("reasoning", "text", "refusal")
_SEEN = 40
_MOST_LINES = 40
"""Runs of chunks that are shown of one pair of streams."""
_LABEL = 10
_APART_S = 0.001
"""What differs by less is noise."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One reply of one recording."""

    name: str
    reply: Reply
    log: WireLog
    exchange: Exchange | None
    timed: bool

    @property
    def request(self) -> SentRequest | None:
        prepared = self.exchange.prepared if self.exchange is not None else None
        return sent_request(prepared.body) if prepared is not None else None


def diff_recordings(paths: tuple[Path, Path], read: ReadRecording, out: TextIO) -> int:
    """Print what differs, reply by reply: request, figures, texts, calls, chunks, times. Returns the exit code.

    Raises StreamtuiError where one can't be read.
    """
    sides = [_sides(path, name, read) for path, name in zip(paths, ("A", "B"), strict=True)]
    _write(out, (f"{name}  {path}" for path, name in zip(paths, ("A", "B"), strict=True)))
    for number, (one, other) in enumerate(zip_longest(*sides), 1):
        _write(out, ["", f"reply {number}"])
        if one is None or other is None:
            _write(out, [_line("only in", "A" if other is None else "B")])
            continue
        _write(out, _compared(one, other))
        shown = _FIGURES if one.timed and other.timed else _BARE
        console_on(out).print(reply_table(((side.name, side.reply) for side in (one, other)), shown))
        _write(out, _chunks(one, other))
    return ExitCode.DONE


def _sides(path: Path, name: str, read: ReadRecording) -> list[_Side]:
    with reading(path):
        recording = read(path)
        lanes = [list(_of_lane(lane, name, timed=recording.header.timed)) for lane in recording.lanes]
    return [side for lane in lanes for side in lane]


def _of_lane(lane: Lane, name: str, *, timed: bool) -> Iterator[_Side]:
    state, events = ChatState(), list[StreamEvent]()
    for event in ended(lane.events, state):
        state.apply(event)
        events.append(event)
    log = WireLog(events)
    log.take()
    replies = [message for message in state.conversation.messages if isinstance(message, Reply)]
    for place, reply in enumerate(replies):
        label = " ".join(part for part in (name, lane.label) if part)
        yield _Side(label, reply, log, log.exchange_for(reply.id, place), timed)


def _compared(one: _Side, other: _Side) -> Iterator[str]:
    before, now = one.request, other.request
    if before is not None and now is not None:
        change = request_change(before, now)
        yield _line("request", "; ".join(change.differs) or "the same")
        if change.broken:
            same = plural(change.same_tokens, "token", estimated=True)
            yield _line("prefix", f"{same} of ~{change.before_tokens:,} are the same from the beginning")
    for what in _PARTS:
        texts = str(getattr(one.reply, what)), str(getattr(other.reply, what))
        if any(texts):
            yield _line(what, _text_words(texts, one, other, what))
    yield from _calls(one.reply, other.reply)


def _text_words(texts: tuple[str, str], one: _Side, other: _Side, part: Part) -> str:
    if not all(texts):
        return f"only in {'A' if texts[0] else 'B'}, {plural(len(texts[0] or texts[1]), 'character')}"
    at = same_up_to(*texts)
    if at is None:
        return f"the same, {plural(len(texts[0]), 'character')}"
    seen = " / ".join(_excerpt(text[at:]) for text in texts)
    chunks = " / ".join(_chunk_of(side, part, at) for side in (one, other))
    common = percent(words_in_common(*texts))
    return f"the same up to character {at:,}, then {seen} (chunk {chunks}); {common} of the words in common"


def _chunk_of(side: _Side, part: Part, at: int) -> str:
    carried = side.exchange.texts.get((part, 0, 0)) if side.exchange is not None else None
    row = carried.row_at(at) if carried is not None else None
    return UNKNOWN if row is None else f"{side.log.number[row]:,}"


def _calls(one: Reply, other: Reply) -> Iterator[str]:
    for number, (call, twin) in enumerate(zip_longest(one.model_calls, other.model_calls), 1):
        label = f"call {number}"
        if call is None or twin is None:
            yield _line(label, f"only in {'A' if twin is None else 'B'}: {_excerpt((call or twin).name)}")
            continue
        name = _excerpt(call.name) if call.name == twin.name else f"{_excerpt(call.name)} / {_excerpt(twin.name)}"
        arguments = str(call.arguments), str(twin.arguments)
        at = same_up_to(*arguments)
        told = (
            "the same arguments"
            if at is None
            else f"arguments differ at character {at + 1:,}: " + " / ".join(_excerpt(text[at:]) for text in arguments)
        )
        yield _line(label, f"{name}: {told}")


def _chunks(one: _Side, other: _Side) -> Iterator[str]:
    if one.exchange is None or other.exchange is None:
        return
    yield _line("chunks", f"{one.exchange.chunks:,} / {other.exchange.chunks:,}")
    pairs = list(aligned_runs(runs_of(one.log, one.exchange), runs_of(other.log, other.exchange)))
    for left, right in pairs[:_MOST_LINES]:
        sign = "  " if left and right and left.count == right.count else "! "
        yield f"  {sign}{_run(left):<34}{_run(right)}"
    if len(pairs) > _MOST_LINES:
        yield f"    … and {len(pairs) - _MOST_LINES:,} more"
    if one.timed and other.timed:
        yield from _times(one, other, one.exchange, other.exchange)


def _times(one: _Side, other: _Side, exchange: Exchange, twin: Exchange) -> Iterator[str]:
    statistics = one.reply.statistics, other.reply.statistics
    for label, share in (("gap p50", 50.0), ("gap p95", 95.0)):
        yield _line(label, " / ".join(seconds(figures.gap_percentile_s(share)) for figures in statistics))
    texts = exchange.texts.get(("text", 0, 0)), twin.texts.get(("text", 0, 0))
    if texts[0] is None or texts[1] is None:
        return
    whole = str(one.reply.text), str(other.reply.text)
    at = same_up_to(*whole)
    part = slowest_part((one.log, other.log), (texts[0], texts[1]), len(whole[0]) if at is None else at)
    if part is not None and abs(part.took_s[0] - part.took_s[1]) >= _APART_S:
        took = " / ".join(map(seconds, part.took_s))
        yield _line("apart", f"characters {part.start + 1:,} to {part.end:,} took {took}")


def _run(run: ChunkRun | None) -> str:
    if run is None:
        return UNKNOWN
    last = f"–{run.first + run.count - 1:,}" if run.count > 1 else ""
    return f"{run.first:,}{last} {' '.join(run.kinds)}"


def _excerpt(text: str) -> str:
    line = display_safe(" ".join(text[: 4 * _SEEN].split()), keep_newlines=False)
    return f"“{line[: _SEEN - 1]}…”" if len(line) > _SEEN or len(text) > 4 * _SEEN else f"“{line}”"


def _line(label: str, words: str) -> str:
    return f"  {label:<{_LABEL}}  {words}"


def _write(out: TextIO, lines: Sequence[str] | Iterator[str]) -> None:
    out.writelines(display_safe(line, keep_newlines=False) + "\n" for line in lines)
