"""The rows of the wire: what they carry, which bytes they are, and which words they brought."""

from __future__ import annotations

import json
from itertools import count, pairwise
from math import isnan
from pathlib import Path

import pytest
from msgspec.structs import replace

from streamtui.core.chat import events as ev
from streamtui.core.chat.kept_reply import KeptFigures, KeptReply
from streamtui.core.chat.live_tokens import SettledTokens
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.faults.faults import Fault
from streamtui.core.text.growing_text import GrowingText
from streamtui.core.wire.exchange import Part
from streamtui.core.wire.gaps import BOUNDS_S, Gaps
from streamtui.core.wire.row_kinds import CHUNK
from streamtui.core.wire.wire_filter import FilterError, parsed
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.wire.wire_words import bytes_of, json_in, said_by, words_of
from streamtui.frontends.tui.kit.phase_words import state_row
from streamtui.rows.row import joined
from tests.core.wire.streams import DONE, chunk, cut_at_random, sse, stream


def call(position: int, arguments: str, name: str = "") -> dict[str, object]:
    function = {"arguments": arguments, **({"name": name} if name else {})}
    return {"index": position, "function": function, **({"id": f"c{position}"} if name else {})}


def wire_events(*packets: bytes, reply: str = "r", gap_s: float = 0.1) -> list[ev.StreamEvent]:
    """A request, its response in those packets, one each `gap_s`, and its end."""
    decoder, clock = any_decoder(url="http://h/v1", model="m"), count(2)
    events: list[ev.StreamEvent] = [
        ev.RequestSent(0.0, 1, "m", "http://h/v1/chat/completions", reply),
        ev.RequestPrepared(0.0, '{"model": "m"}', "POST", "http://h/v1/chat/completions", (("accept", "*/*"),)),
        ev.ResponseStarted(gap_s, 200, None, (("content-type", "text/event-stream"),)),
    ]
    for packet in packets:
        at = next(clock) * gap_s
        events += [ev.BytesReceived(at, packet), *decoder.feed(packet, at)]
    at = next(clock) * gap_s
    return [*events, ev.BodyEnded(at), *decoder.close(at)]


def log_of(events: list[ev.StreamEvent]) -> WireLog:
    log = WireLog(events)
    log.take()
    return log


BODY = stream(
    chunk({"role": "assistant"}),
    chunk({"reasoning_content": "Hm. "}),
    chunk({"content": "Wa"}),
    chunk({"content": "ter "}),
    chunk({"content": "falls."}),
    chunk({"tool_calls": [call(0, "", "look")]}),
    chunk({"tool_calls": [call(0, '{"a": 1}'), call(1, "{}", "see")]}),
)


def test_a_row_says_what_it_carries() -> None:
    log = log_of(wire_events(BODY[:40], BODY[40:], b": ping\n\n"))
    kinds = [log.kinds(row) for row in range(len(log))]
    assert kinds == [
        *(("request",), ("response",), ("role",), ("reasoning",), ("text",), ("text",), ("text",), ("call",)),
        *(("call", "arguments"), ("finish",), ("done",), ("end",)),
    ]
    assert [log.number[row] for row in range(len(log))] == [0, 0, *range(1, 10), 0]
    assert log.calls(7) == {0}
    assert log.calls(8) == {0, 1}


def test_the_bytes_of_a_chunk_are_those_that_came_whatever_the_packets() -> None:
    body = b": hello\n\n" + BODY
    log = log_of(wire_events(*cut_at_random(body, 4)))
    chunks = [row for row in range(len(log)) if log.carries[row] & CHUNK]
    assert [b"".join(log.pieces(row) or ()) for row in chunks] == [line for line in body.split(b"\n\n") if line]
    assert json.loads(json_in(log, chunks[2]) or "") == chunk({"reasoning_content": "Hm. "})
    assert json_in(log, chunks[0]) is None
    assert log.exchanges[0].body(log.events) == body


def test_words_lead_to_their_chunk_and_a_chunk_to_its_words() -> None:
    log = log_of(wire_events(BODY))
    by_words = [log.row_of_words("r", 0, "text", offset) for offset in range(len("Water falls.") + 1)]
    assert by_words == [4, 4, 5, 5, 5, 5, *[6] * 6, None]
    assert list(log.words_of(5)) == [(("text", 0, 0), 2, 6)]
    assert said_by(log, 8) == [("arguments", '{"a": 1}'), ("call", "see"), ("arguments", "{}")]
    assert log.row_of_words("", 0, "arguments", 3) == 8
    assert log.row_of_words("another", 0, "text", 0) is None


def test_reading_on_gives_what_reading_at_once_gives() -> None:
    events = wire_events(*cut_at_random(BODY, 7))
    grown: list[ev.StreamEvent] = []
    log = WireLog(grown)
    for event in events:
        grown.append(event)
        log.take()
    at_once = log_of(events)
    for column in ("at", "event", "carries", "since_s", "number", "start", "size", "read", "call"):
        assert getattr(log, column) == getattr(at_once, column)


def test_attempts_retries_and_refusals_are_rows() -> None:
    fault = Fault("rate_limit", "Too many requests.")
    events = [
        ev.RequestSent(0.0, 1, "m", reply="r"),
        ev.ResponseStarted(0.1, 429, None, (("retry-after", "1"),)),
        ev.BytesReceived(0.2, b'{"error": "slow down"}'),
        ev.BodyEnded(0.2),
        ev.RetryScheduled(0.3, 2, 3, 1.0, fault),
        *wire_events(BODY),
    ]
    log = log_of(events)
    assert [log.kinds(row)[0] for row in range(6)] == ["request", "response", "end", "retry", "request", "response"]
    assert json_in(log, 1) == '{"error": "slow down"}'
    assert "retry-after: 1" in words_of(log, 1)
    assert [exchange.place for exchange in log.exchanges] == [0, 0]
    assert isnan(log.gap_s[0])
    assert isnan(log.gap_s[4])
    assert list(log.rows_of(log.exchanges[0])) == [0, 1, 2, 3]


def test_bytes_that_are_not_kept_any_more_are_said_to_be_gone() -> None:
    events = wire_events(BODY[:200], BODY[200:])
    log = log_of(events)
    events[3] = ev.BytesReceived(events[3].at, b"")
    assert log.data(2) is None
    assert log.exchanges[0].body(events) is None
    assert log.data(len(log) - 2) == DONE.strip()


@pytest.mark.parametrize("seed", range(3))
def test_texts_and_bytes_of_real_streams_are_those_of_their_replies(wire_dir: Path, seed: int) -> None:
    for path in sorted((wire_dir / "chat").glob("*.sse"))[seed::3]:
        body = path.read_bytes()
        events = wire_events(*cut_at_random(body, seed))
        state, log = ChatState().fold(events), log_of(events)
        reply = state.reply
        assert reply is not None
        texts = log.exchanges[0].texts
        parts: list[tuple[Part, GrowingText]] = [("text", reply.text), ("reasoning", reply.reasoning)]
        for part, text in parts:
            carried = texts.get((part, 0, 0))
            assert "".join(carried.pieces if carried else []) == str(text)
        for number, one in enumerate(reply.tool_calls):
            assert "".join(texts["arguments", 0, number].pieces if one.arguments else []) == str(one.arguments)
        assert log.exchanges[0].body(events) == body
        for row in range(len(log)):
            if log.carries[row] & CHUNK:
                assert bytes_of(log, row) in body


def rows_of(log: WireLog, text: str) -> list[int]:
    term = parsed(text)
    assert term is not None
    mask = term.mask(log, 0, len(log))
    assert len(mask) == len(log)
    return [row for row, wanted in enumerate(mask) if wanted]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("water", [4, 5]),
        ("ER  Falls", [5, 6]),
        ('"er f"', [5, 6]),
        ("look", [7]),
        ("~k text", [4, 5, 6]),
        ("~k text|finish", [4, 5, 6, 9]),
        ("~k call", [7, 8]),
        ("~k request", [0]),
        ("~call 2", [8]),
        ("~gap >250ms", [2]),
        ("~gap 0.01s..0.2s", [1, 11]),
        ("~size >=1k", [11]),
        ("~size <20", [0, 1, 10]),
        ("~t ..150ms", None),
        ("~t 0s..150ms", [0, 1]),
        (r"~b reasoning_co(nt)ent", [3]),
        ("water & !~b Wa", [5]),
        ("water ~b ter", [5]),
        ("hm | falls & ~k text", [3, 6]),
        ("(hm | falls) & ~k text", [6]),
        ("event-stream", [1]),
        ("!~k chunk", [0, 1, 11]),
    ],
)
def test_a_filter_finds_its_rows(text: str, rows: list[int] | None) -> None:
    events = wire_events(BODY)
    late = [events[0], *events[1:3], *[replace(event, at=event.at + 0.3) for event in events[3:]]]
    log = log_of(late)
    if rows is None:
        with pytest.raises(FilterError):
            rows_of(log, text)
    else:
        assert rows_of(log, text) == rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(a", "bracket ( is not closed"),
        ("a)", "closes nothing"),
        ("~x 1", "There is no ~x"),
        ("~gap", "missing behind ~gap"),
        ("~gap 3", "is no amount"),
        ("~k foo", "There is no kind foo"),
        ("~b (", "no regular expression"),
        ("a &", "missing behind &"),
        ("| a", "missing before |"),
        ('"a', "is not closed"),
        ("~call x", "number of a call"),
        ("!" * 200 + "a", "more than 50"),
        ("a" * 501, "no longer than 500"),
    ],
)
def test_what_is_wrong_with_a_filter_is_said_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(FilterError, match=r"\.\Z") as error:
        parsed(text)
    assert said in str(error.value)


def test_gaps_are_counted_between_chunks_of_a_body() -> None:
    lines = sse(*[chunk({"content": "a"})] * 5).split(b"\n\n")[:-1]
    events = [*wire_events(*[line + b"\n\n" for line in lines], gap_s=0.05), *wire_events(BODY, gap_s=1.0)]
    log, gaps = log_of(events), Gaps(log_of(events))
    gaps.take()
    gaps.take()
    at_once = len(BODY.split(b"\n\n")) - 2
    assert gaps.number == 4 + at_once
    assert gaps.counts[0] == at_once
    assert sum(gaps.counts[1:]) == 4
    assert {log.number[row] for row in gaps.longest[:4]} == {2, 3, 4, 5}
    assert max(gaps.over_time(10, 3)) == pytest.approx(0.05)
    assert all(after == pytest.approx(2 * before) for before, after in pairwise(BOUNDS_S))


def test_a_mark_of_the_person_s_is_a_row_and_cuts_no_gap_in_two() -> None:
    events = wire_events(sse(chunk({"content": "Wa"})), stream(chunk({"content": "ter"})), gap_s=1.0)
    second = next(n for n, event in enumerate(events) if isinstance(event, ev.BytesReceived) and n > 4)
    plain, marked = log_of(events), log_of([*events[:second], ev.MarkSet(2.5, "slow?"), *events[second:]])
    row = next(row for row in range(len(marked)) if marked.kinds(row) == ("mark",))
    assert (words_of(marked, row), marked.since_s[row]) == ("slow?", 2.5)
    gaps = [[log.gap_s[row] for row in range(len(log)) if log.number[row] > 1] for log in (plain, marked)]
    assert gaps[0] == gaps[1]
    assert [row for row in range(len(marked)) if parsed("~k mark").mask(marked, row, row + 1)[0]] == [row]  # type: ignore[union-attr]


def test_a_mark_before_any_request_is_no_row_and_no_request() -> None:
    log = log_of([ev.MarkSet(0.0, "early"), *wire_events(BODY)])
    assert "mark" not in {kind for row in range(len(log)) for kind in log.kinds(row)}
    assert len(log.exchanges) == 1


def test_what_is_told_again_on_a_branch_has_no_second_row_and_a_reply_without_its_stream_has_one() -> None:
    mark = ev.MarkSet(0.3, "slow?")
    figures = KeptFigures(SettledTokens(TokenRatios().of("m")))
    kept = [ev.ReplyKept(2.0, KeptReply(id=identity, model="m", figures=figures)) for identity in ("r", "old")]
    live: list[ev.StreamEvent] = [*wire_events(BODY), mark, ev.TurnFinished(3.0)]
    log = log_of([*live, ev.BranchTaken(4.0, "t"), kept[0], mark, kept[1], ev.BranchTaken(5.0, "t"), *kept])
    assert len(log) == len(log_of(live)) + 1
    assert log.kinds(len(log) - 1) == ("reply",)
    assert [exchange.reply for exchange in log.exchanges] == ["r", "old"]
    assert "No stream of this reply is here" in words_of(log, len(log) - 1)
    assert log.exchange_for("old", 0) is log.exchanges[1]


def progress(processed: object, total: object = 1000, cache: object = 12) -> dict[str, object]:
    """As llama.cpp's server writes it while it reads the prompt."""
    told = {"total": total, "cache": cache, "processed": processed, "time_ms": 5}
    return chunk({"role": "assistant", "content": None}, prompt_progress=told)


def test_how_much_of_a_prompt_was_read_is_a_row_of_its_own_and_is_told_while_that_is_waited_for() -> None:
    packets = [sse(progress(430)), sse(progress(1000, cache=0)), stream(chunk({"content": "Hi"}))]
    events = wire_events(*packets)
    log = log_of(events)
    rows = [row for row in range(len(log)) if log.kinds(row) == ("progress",)]
    assert [words_of(log, row) for row in rows] == [
        "43 % of the prompt, 430 of 1,000 tokens, 12 of them cached",
        "100 % of the prompt, 1,000 of 1,000 tokens",
    ]
    state, seen = ChatState(), []
    for event in [ev.PromptSubmitted(0.0, "?"), *events]:
        state.apply(event)
        seen.append(joined([state_row(state, event.at)]).partition(" %")[0])
    assert [words for words in dict.fromkeys(seen) if "prompt" in words] == [
        "◌ processing prompt 43",
        "◌ processing prompt 100",
    ]
    assert state.progress is None
    assert str(state.conversation.messages[-1].text) == "Hi"


@pytest.mark.parametrize(
    "told", [progress(-1), progress(2000), progress(1, 0), progress("x"), progress(None), chunk(prompt_progress=[1])]
)
def test_a_progress_that_makes_no_sense_is_left_out_and_costs_nothing(told: dict[str, object]) -> None:
    events = wire_events(sse(told), stream(chunk({"content": "Hi"})))
    assert not [event for event in events if isinstance(event, ev.PromptProgressed)]
    assert any(isinstance(event, ev.ReplyFinished) for event in events)


def test_when_the_program_had_taken_a_chunk_is_known_once_it_is_told() -> None:
    events: list[ev.StreamEvent] = [
        ev.RequestSent(0.0, 1, "m", "http://x/v1"),
        ev.BytesReceived(1.0, b"0123456789"),
        ev.ChunkReceived(1.0, 0, 5),
        ev.ChunkReceived(1.0, 5, 5),
        ev.BytesTaken(1.5, 5),
    ]
    log = WireLog(events)
    log.take()
    (exchange,) = log.exchanges
    assert (exchange.taken_by(5), exchange.taken_by(10)) == (1.5, None)
    events.append(ev.BytesTaken(3.0, 10))
    log.take()
    assert (exchange.taken_by(1), exchange.taken_by(10)) == (1.5, 3.0)
