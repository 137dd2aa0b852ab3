"""HTTP/1.1 out of bytes: where messages begin and end, whatever the cuts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from streamtui.core.http.heads import HttpError, RequestHead, ResponseHead, read_request, read_response
from streamtui.core.http.reader import (
    LONGEST_HEAD,
    BodyPiece,
    HttpPiece,
    MessageEnd,
    RequestReader,
    ResponseReader,
    Unframed,
)

POST = b"POST /v1/chat/completions?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'5;name="x;y"\r\nhello\r\n1\r\n!\r\n000\r\nDigest: abc\r\nX: y\r\n\r\n'
)


def merged(pieces: list[HttpPiece], ends: list[MessageEnd]) -> list[HttpPiece]:
    """The pieces with those of one body as one: cuts are all that may differ."""
    found: list[HttpPiece] = []
    for piece in [*pieces, *ends]:
        last = found[-1] if found else None
        if isinstance(piece, BodyPiece):
            piece = BodyPiece(piece.raw, (piece.content,))
        if isinstance(piece, BodyPiece) and isinstance(last, BodyPiece):
            found[-1] = BodyPiece(last.raw + piece.raw, (last.content + piece.content,))
        elif isinstance(piece, Unframed) and isinstance(last, Unframed):
            found[-1] = Unframed(last.raw + piece.raw, last.why)
        else:
            found.append(piece)
    return found


def requests(*packets: bytes) -> list[HttpPiece]:
    reader = RequestReader()
    return merged([piece for packet in packets for piece in reader.feed(packet)], reader.end())


def responses(*packets: bytes, methods: tuple[str, ...] = ("POST",)) -> list[HttpPiece]:
    reader = ResponseReader()
    for method in methods:
        reader.expect(method)
    return merged([piece for packet in packets for piece in reader.feed(packet)], reader.end())


def contents(pieces: list[HttpPiece]) -> list[bytes]:
    return [piece.content for piece in pieces if isinstance(piece, BodyPiece) and piece.content]


def cut(data: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted({at % (len(data) + 1) for at in cuts}), len(data)]
    return [data[start:end] for start, end in pairwise(places)]


def test_a_request_has_a_head_a_body_and_an_end() -> None:
    head, body, end = requests(POST)
    assert isinstance(head, RequestHead)
    assert (head.method, head.target, head.version) == ("POST", "/v1/chat/completions?a=1", "HTTP/1.1")
    assert head.headers == ((b"Host", b"h"), (b"Content-Length", b"5"))
    assert head.raw == POST[:-5]
    assert (body, end) == (BodyPiece(b"hello", (b"hello",)), MessageEnd())


def test_requests_stand_one_behind_the_other_on_a_connection() -> None:
    found = requests(POST + b"\r\nGET /v1/models HTTP/1.1\r\n\r\n" + POST)
    heads = [piece.target for piece in found if isinstance(piece, RequestHead)]
    assert heads == ["/v1/chat/completions?a=1", "/v1/models", "/v1/chat/completions?a=1"]


def test_chunks_are_taken_apart_with_what_stands_beside_their_sizes_and_the_trailers() -> None:
    _, body, end = responses(CHUNKED)
    assert isinstance(body, BodyPiece)
    assert body.content == b"hello!"
    assert body.raw == CHUNKED.partition(b"\r\n\r\n")[2]
    assert end == MessageEnd(True, ((b"Digest", b"abc"), (b"X", b"y")))


def test_of_several_chunks_in_one_read_each_is_told_by_itself() -> None:
    reader = ResponseReader()
    reader.expect("POST")
    head, _, body = CHUNKED.partition(b"\r\n\r\n")
    [_, piece, *_] = reader.feed(head + b"\r\n\r\n" + body)
    assert isinstance(piece, BodyPiece)
    assert piece.contents == (b"hello", b"!")


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    assert responses(b"HTTP/1.1 200 OK\r\n\r\nall that", b" comes")[1:] == [
        BodyPiece(b"all that comes", (b"all that comes",)),
        MessageEnd(),
    ]


@pytest.mark.parametrize("whole", [POST.replace(b"POST", b"PUT"), CHUNKED])
def test_a_body_that_breaks_off_is_not_whole(whole: bytes) -> None:
    found = responses(whole[:-3]) if whole is CHUNKED else requests(whole[:-3])
    assert isinstance(found[-1], MessageEnd)
    assert not found[-1].whole


@pytest.mark.parametrize(
    ("method", "status"), [("HEAD", b"200 OK"), ("GET", b"204 No Content"), ("GET", b"304 Not Modified")]
)
def test_some_responses_have_no_body_whatever_they_say(method: str, status: bytes) -> None:
    said = b"HTTP/1.1 " + status + b"\r\nContent-Length: 5\r\n\r\n"
    found = responses(said + CHUNKED, methods=(method, "GET"))
    assert [type(piece) for piece in found] == [ResponseHead, MessageEnd, ResponseHead, BodyPiece, MessageEnd]


def test_interim_responses_come_before_the_one_that_counts() -> None:
    found = responses(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + CHUNKED)
    assert [piece.status for piece in found if isinstance(piece, ResponseHead)] == [100, 103, 200]
    assert sum(isinstance(piece, MessageEnd) for piece in found) == 1


@given(st.lists(st.integers(0, 1000), max_size=12))
def test_what_may_end_is_known_before_it_is_fed(cuts: list[int]) -> None:
    reader = ResponseReader()
    reader.expect("POST")
    for packet in cut(CHUNKED, cuts):
        may_end = reader.may_end(packet)
        assert may_end or all(isinstance(piece, BodyPiece) for piece in reader.feed(packet))
        if may_end:
            reader.feed(packet)


@pytest.mark.parametrize("chunk", [b"data: {}\n\n\r\n", b"data: {}\r\n\r\n\r\n", b"d: {}\n\n\r\n9\r\ndata: {}\n"])
def test_no_chunk_of_a_stream_looks_like_its_end(chunk: bytes) -> None:
    reader = ResponseReader()
    reader.expect("POST")
    reader.feed(CHUNKED[:50])
    assert not reader.may_end(chunk)


def test_behind_an_upgrade_nothing_is_framed() -> None:
    switched = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
    assert responses(switched + b"\x81\x05HTTP/")[1:] == [Unframed(b"\x81\x05HTTP/")]
    reader = RequestReader()
    reader.feed(b"GE")
    assert reader.let_go() == b"GE"
    assert reader.feed(POST) == [Unframed(POST)]


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * LONGEST_HEAD + b"\r\n\r\n",
    ],
    ids=lambda garbage: ascii(garbage[:30]),
)
def test_what_is_no_http_is_given_back_as_it_is_and_said(garbage: bytes) -> None:
    last = requests(garbage)[-1]
    assert isinstance(last, Unframed)
    assert last.why
    assert last.raw == garbage


@pytest.mark.parametrize("size", [b"-5", b"0x5", b"5_0", b"", b"f" * 16, b"five"])
def test_a_chunk_without_a_size_ends_the_framing(size: bytes) -> None:
    found = responses(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + size + b"\r\nhello\r\n")
    assert isinstance(found[-1], Unframed)


def test_a_length_that_is_said_twice_alike_is_one() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\n"
    assert contents(requests(head + b"hi")) == [b"hi"]


def test_a_header_may_go_on_in_the_next_line_and_lines_may_end_in_a_newline_alone() -> None:
    head = read_response(b"HTTP/1.0 200\nX: a\n  b\n\n")
    assert (head.status, head.reason, head.headers) == (200, "", ((b"X", b"a b"),))
    with pytest.raises(HttpError, match="no request"):
        read_request(b"HTTP/1.1 200 OK\r\n\r\n")


def test_what_goes_behind_the_first_line_of_a_head_is_no_header() -> None:
    with pytest.raises(HttpError, match="a header that is none"):
        read_request(b"GET / HTTP/1.1\r\n x\r\n\r\n")


def test_a_head_that_comes_byte_by_byte_is_looked_at_once() -> None:
    """What is held grows in place: a slow client costs nothing that grows with what it sent."""
    reader = RequestReader()
    reader.feed(b"GET / HTTP/1.1\r\nX: ")
    for _ in range(200_000):
        reader.feed(b"x")
    assert [type(piece) for piece in reader.feed(b"\r\n\r\n")] == [RequestHead, MessageEnd]


STREAM = POST + b"GET /v1/models HTTP/1.1\r\nHost: h\r\n\r\n" + POST
ANSWERS = (
    b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED + b"HTTP/1.1 204 No\r\n\r\n" + CHUNKED + b"HTTP/1.1 200 OK\r\n\r\nrest"
)


@given(st.lists(st.integers(0, 10_000), max_size=30))
@example(list(range(len(STREAM))))
@example(list(range(len(ANSWERS))))
def test_the_cuts_change_nothing(cuts: list[int]) -> None:
    assert requests(*cut(STREAM, cuts)) == requests(STREAM)
    assert responses(*cut(ANSWERS, cuts), methods=("POST",) * 4) == responses(ANSWERS, methods=("POST",) * 4)


@given(st.binary(max_size=200), st.lists(st.integers(0, 10_000), max_size=10))
@example(b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\nzz\r\n", [53])
def test_no_byte_of_garbage_is_lost_and_nothing_is_raised(data: bytes, cuts: list[int]) -> None:
    for found in (requests(*cut(data, cuts)), responses(*cut(data, cuts))):
        raw = b"".join(piece.raw for piece in found if not isinstance(piece, MessageEnd))
        assert raw in data.lstrip(b"\r\n")
    assert contents(requests(*cut(data, cuts))) == contents(requests(data))
