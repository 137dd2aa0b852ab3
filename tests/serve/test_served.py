"""Recordings of all forms and versions as answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamtui.cli.compose.serving import served_of
from streamtui.core.chat.events import ChunkReceived
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import Lane, Recording, RecordingHeader
from streamtui.core.wire.har import har_of
from streamtui.files.whole import write_named
from streamtui.storage.recordings.forms import convert
from streamtui.storage.recordings.packed import packed_blocks, packed_file
from tests.known import known
from tests.paths import FROZEN, FROZEN_2
from tests.reading import events_in
from tests.recorded import RECORDINGS
from tests.serve.exchanges import JSON, SSE, exchange, recorded_file, served

BODY = b'data: {"model": "m", "choices": [{"index": 0, "delta": {"content": "Hi"}}]}\n\ndata: [DONE]\n\n'
READS = ((0.25, BODY[:20]), (0.5, BODY[20:]))


def written(path: Path) -> Path:
    return recorded_file(path, exchange(*READS, messages=[]))


def packed(path: Path) -> Path:
    write_named(
        path, packed_file(RecordingHeader(), packed_blocks(exchange(*READS, messages=[]), 100.0)), replace=False
    )
    return path


@pytest.mark.parametrize("write", [written, packed])
def test_reads_are_served_at_their_instants_in_their_packets(write: object, tmp_path: Path) -> None:
    [one] = served_of([write(tmp_path / "kept.jsonl")])  # type: ignore[operator]
    assert [(round(at, 6), data) for at, data in one.packets] == list(READS)
    assert (one.endpoint, one.models, one.said, one.ending) == ("chat/completions", ("m",), "[]", "end")
    assert (one.status, round(one.head_s, 6), one.streamed, one.source) == (200, 0.1, True, "kept.jsonl #1")


def test_an_archive_and_a_bare_body_are_served_event_by_event(tmp_path: Path) -> None:
    source = written(tmp_path / "kept.jsonl")
    for ending in (".har", ".sse"):
        convert(source, tmp_path / f"kept{ending}")
        [one] = served_of([tmp_path / f"kept{ending}"])
        assert one.body == BODY
        assert [data for _, data in one.packets] == [BODY[: -len(b"data: [DONE]\n\n")], b"data: [DONE]\n\n"]


def test_an_archive_gives_its_whole_answers_too(tmp_path: Path) -> None:
    events = [*exchange(*READS), *exchange((0.2, b'{"id": 1}'), headers=JSON, status=429, messages=["x"])]
    archive = har_of(Recording(RecordingHeader(clock=100.0), [Lane("", events)]))
    (tmp_path / "kept.har").write_text(archive)
    _, whole = served_of([tmp_path / "kept.har"])
    assert (whole.status, whole.body, whole.streamed, whole.ending) == (429, b'{"id": 1}', False, "end")
    assert (whole.said, round(whole.over_s, 6)) == ('["x"]', 0.2)


def test_each_contestant_of_a_race_is_an_answer(tmp_path: Path) -> None:
    recorded_file(tmp_path / "race.jsonl", exchange(*READS), "a", "b")
    assert [one.source for one in served_of([tmp_path / "race.jsonl"])] == ["race.jsonl · a #1", "race.jsonl · b #1"]


@pytest.mark.parametrize("name", ["quicksort", "calls"])
def test_recordings_of_the_first_version_are_served_as_what_they_say(name: str) -> None:
    path = RECORDINGS / f"{name}.jsonl"
    first = served_of([path])[0]
    decoder = any_decoder()
    decoded = [*decoder.feed(first.body, 0.0), *decoder.close(0.0)]
    again = known(ChatState().fold([first.events[0], *decoded]).reply)
    reply = known(first.reply)
    assert str(again.text) == str(reply.text)
    assert [(call.server_id, call.name, str(call.arguments)) for call in again.tool_calls] == [
        (call.server_id, call.name, str(call.arguments)) for call in reply.tool_calls
    ]
    assert (again.finish_reason, again.statistics.usage) == (reply.finish_reason, reply.statistics.usage)
    chunks = [event.at - first.events[0].at for event in first.events if isinstance(event, ChunkReceived)]
    assert [at for at, _ in first.packets[:-1]] == chunks  # the last one is `[DONE]`
    assert '"content":"' in known(first.said)  # what was asked is known by the conversation


@pytest.mark.parametrize("path", [FROZEN, FROZEN_2], ids=["first", "second"])
def test_a_recording_that_holds_every_event_is_served(path: Path) -> None:
    assert served_of([path])


def test_headers_are_said_again_but_for_those_of_the_connection_and_of_secrets() -> None:
    recorded = (
        ("Content-Type", "text/event-stream; charset=utf-8"),
        ("x-request-id", "req_1"),
        ("set-cookie", "***"),
        ("Connection", "keep-alive"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "3"),
        ("Access-Control-Allow-Origin", "*"),
        ("Broken\r\nName", "x"),
        ("x-odd", "one\r\nInjected: two"),
    )
    [one] = served(exchange(*READS, headers=recorded))
    assert one.headers == (*recorded[:2], ("x-odd", "oneInjected: two"))


def test_whole_answers_tell_their_length_and_streams_do_not() -> None:
    whole, stream = served(exchange((0.2, b"{}"), headers=JSON), exchange(*READS, headers=SSE))
    assert (whole.length, stream.length) == (2, None)


def test_attempts_without_an_answer_are_none() -> None:
    assert served(exchange(*READS)[:2], exchange(*READS))[0].source == "kept #2"


def test_a_recording_without_any_answer_is_told() -> None:
    with pytest.raises(ConfigurationError, match=r"There is nothing to serve: no answer .* kept in retry\.jsonl\."):
        served_of([RECORDINGS / "retry.jsonl"])
    assert events_in(RECORDINGS / "retry.jsonl")
