"""Server-sent events out of bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from streamtui.core.wire.sse import ServerSentEvent, SseDecoder


def events_of(*packets: bytes) -> list[ServerSentEvent]:
    decoder = SseDecoder()
    events = [event for packet in packets for event in decoder.feed(packet)]
    return events + decoder.close()


def decode(*packets: bytes) -> list[tuple[str, str]]:
    return [(event.name, event.data) for event in events_of(*packets) if event.data]


def data_of(*packets: bytes) -> list[str]:
    return [data for _, data in decode(*packets)]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_every_newline_ends_a_line(newline: bytes) -> None:
    body = newline.join([b"event: a", b"data: 1", b"", b"data: 2", b"", b""])
    assert decode(body) == [("a", "1"), ("", "2")]


def test_a_crlf_cut_in_two_is_one_newline() -> None:
    assert data_of(b"data: 1\r", b"\ndata: 2\r", b"\n\r", b"\n") == ["1\n2"]


def test_an_event_is_there_as_soon_as_its_carriage_returns_are() -> None:
    assert SseDecoder().feed(b"data: 1\r\r") == [ServerSentEvent("", "1", 0, 7)]


def test_a_byte_order_mark_is_no_part_of_the_first_field() -> None:
    assert data_of(b"\xef", b"\xbb\xbfdata: 1\n\n") == ["1"]


def test_a_character_cut_over_packets_is_whole() -> None:
    body = "data: \N{GRINNING FACE}é\n\n".encode()
    assert data_of(*(body[at : at + 1] for at in range(len(body)))) == ["\N{GRINNING FACE}é"]


def test_an_invalid_byte_becomes_one_replacement_character() -> None:
    assert data_of(b"data: a\xffb\xe2\x82c\n\n") == ["a\ufffdb\ufffdc"]


def test_one_space_after_the_colon_belongs_to_the_field() -> None:
    assert data_of(b"data:1\n\ndata: 2\n\ndata:  3\n\n") == ["1", "2", " 3"]


def test_several_data_lines_are_one_text() -> None:
    assert data_of(b'data: {\ndata: "a": 1\ndata: }\n\n') == ['{\n"a": 1\n}']


def test_comments_ids_retries_and_unknown_fields_are_no_events() -> None:
    assert decode(b": ping\n\n:\n\nid: 7\nretry: 100\nweather: fine\n\n") == []


def test_an_event_without_data_is_none() -> None:
    assert decode(b"event: ping\n\nevent: ping\ndata:\n\ndata\n\ndata: 1\n\n") == [("", "1")]


def test_an_error_line_is_an_event_named_error() -> None:
    assert decode(b'data: {}\n\nerror: {"code": 500}\n\n') == [("", "{}"), ("error", '{"code": 500}')]


def test_an_error_line_right_behind_data_is_an_event_of_its_own() -> None:
    assert decode(b'data: {}\nerror: {"code": 500}\n') == [("", "{}"), ("error", '{"code": 500}')]


def test_a_line_of_json_right_behind_data_is_an_event_of_its_own() -> None:
    assert decode(b'data: {}\n{"error": "x"}\n') == [("", "{}"), ("", '{"error": "x"}')]


def test_one_newline_between_events_keeps_them_apart() -> None:
    assert data_of(b'data: {"a": 1}\ndata: {"a": 2}\ndata: [DONE]\n') == ['{"a": 1}', '{"a": 2}', "[DONE]"]


def test_with_one_newline_between_events_a_name_belongs_to_the_data_behind_it() -> None:
    assert decode(b'data: {"a": 1}\nevent: error\ndata: {"a": 2}\n') == [("", '{"a": 1}'), ("error", '{"a": 2}')]


def test_a_name_behind_the_data_counts() -> None:
    assert decode(b'data: {"a": 1}\nevent: error\n\n') == [("error", '{"a": 1}')]


def test_with_one_newline_between_events_a_broken_one_harms_no_other() -> None:
    assert data_of(b'data: {"a": 1}\ndata: {"a": "cu\ndata: {"a": 2}\ndata: {"a": 3}\n\n') == [
        '{"a": 1}',
        '{"a": "cu',
        '{"a": 2}',
        '{"a": 3}',
    ]


def test_done_needs_no_newline_behind_its_own() -> None:
    assert SseDecoder().feed(b"data: [DONE]\n") == [ServerSentEvent("", "[DONE]", 0, 12)]


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_last_event_without_a_blank_line_counts_when_it_is_whole(end: bytes) -> None:
    assert data_of(b'data: {"a": 1}' + end) == ['{"a": 1}']


def test_a_last_event_that_is_not_whole_was_cut() -> None:
    decoder = SseDecoder()
    decoder.feed(b'data: {"a": 1}\n\ndata: {"a":')
    assert decoder.close() == []
    assert decoder.cut_event == '{"a":'


def test_a_line_that_is_json_without_a_field_name_counts_as_data() -> None:
    assert data_of(b'data: {"a": 1}\n\n{"error": "x"}\n') == ['{"a": 1}', '{"error": "x"}']


def test_a_body_of_indented_json_is_one_event() -> None:
    body = json.dumps({"choices": [{"a": [1]}], "b": {}}, indent=2)
    assert data_of(body.encode()) == [body]


def test_a_web_page_is_no_event_but_kept() -> None:
    decoder = SseDecoder()
    decoder.feed(b"<html>\n<body>busy</body>\n</html>")
    assert decoder.close() == []
    assert decoder.stray == "<html>\n<body>busy</body>\n</html>"


def test_a_long_line_in_small_packets_is_put_together_once() -> None:
    size = 5_000_000
    body = b"data: " + b"x" * size + b"\n\n"
    assert len(data_of(*(body[at : at + 1000] for at in range(0, len(body), 1000)))[0]) == size


FIELDS = [
    b"data: {}",
    b'data:{"a":"\xc3\xa9"}',
    b"data: [DONE]",
    b"data: {",
    b"data: }",
    b"data: \xff",
    b"data",
    b"id: 1",
]
OTHERS = [b"", b"", b": ping", b"event: error", b"error: {}", b'{"error": 1}', b"<html>", b"\xef\xbb\xbfdata: 1"]
LINES = st.sampled_from([*FIELDS, *OTHERS])
NEWLINES = st.sampled_from([b"\n", b"\r\n", b"\r"])


@given(lines=st.lists(st.tuples(LINES, NEWLINES)), cuts=st.lists(st.integers(1, 9)))
@example(lines=[(b"data: {}", b"\r"), (b"", b"\n"), (b"data: {}", b"\r\n")], cuts=[9])
def test_cuts_change_nothing(lines: list[tuple[bytes, bytes]], cuts: list[int]) -> None:
    body = b"".join(line + newline for line, newline in lines)
    packets, at = [], 0
    for size in cuts:
        packets.append(body[at : at + size])
        at += size
    assert events_of(*packets, body[at:]) == events_of(body)


@given(lines=st.lists(st.tuples(LINES, NEWLINES)))
def test_every_event_and_comment_tells_where_it_stood(lines: list[tuple[bytes, bytes]]) -> None:
    body = b"".join(line + newline for line, newline in lines)
    for event in events_of(body):
        span = body[event.start : event.start + event.size]
        assert len(span) == event.size
        last_line = event.data.split("\n")[-1]
        assert last_line in span.decode("utf-8", "replace") if event.data else span == b": ping"


def test_the_lines_of_an_event_are_one_span_and_a_byte_order_mark_none_of_it() -> None:
    body = b"\xef\xbb\xbfdata: [1,\r\ndata: 2]\r\n\r\n:\n"
    assert events_of(body) == [ServerSentEvent("", "[1,\n2]", 3, 19), ServerSentEvent("", "", 26, 1)]
