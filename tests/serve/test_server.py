"""The server as clients find it: what is said, how it ends, and what it bears."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from openai import APIStatusError, OpenAI, RateLimitError
from openai.types.chat import ChatCompletion

from streamtui.core.http.heads import values
from streamtui.testing import StreamServer, stream_server
from tests.recorded import RECORDINGS
from tests.serve.raw_client import RawClient

MODEL = "qwen2.5-coder-0.5b"
WORDS = ("One", " two", " three", " four")


def chunk(**fields: Any) -> str:
    return f"data: {json.dumps({'id': 'c-1', 'created': 7, 'model': 'counter', **fields})}\n\n"


def said(text: str) -> str:
    return chunk(choices=[{"index": 0, "delta": {"content": text}, "finish_reason": None}])


END = chunk(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
STREAM = "".join([*map(said, WORDS), END, "data: [DONE]\n\n"]).encode()


def client(server: StreamServer, **options: Any) -> OpenAI:
    return OpenAI(base_url=server.base_url, api_key="any", max_retries=0, **options)


@pytest.fixture
def server() -> Iterator[StreamServer]:
    with stream_server(STREAM) as served:
        yield served


def asked(server: StreamServer, **body: Any) -> tuple[int, bytes, bool]:
    """Status, body, and whether it came to its end."""
    with RawClient(server.port) as raw:
        raw.ask(**{"model": "counter", "stream": True, "messages": [], **body})
        head, answer, whole = raw.answer()
        return head.status, answer, whole


def test_what_is_served_is_what_was_recorded(server: StreamServer) -> None:
    assert asked(server) == (200, STREAM, True)


def test_each_packet_is_a_chunk_of_http(server: StreamServer) -> None:
    with RawClient(server.port) as raw:
        raw.ask(model="counter", stream=True)
        read = raw.read()
        while not read.endswith(b"0\r\n\r\n"):
            read += raw.read()
    events = [*map(said, WORDS), END, "data: [DONE]\n\n"]
    assert read.partition(b"\r\n\r\n")[2] == b"".join(
        b"%x\r\n%b\r\n" % (len(event), event.encode()) for event in [*events, ""]
    )


@pytest.mark.parametrize("chunks", [0, 1, 3])
def test_a_stream_is_cut_behind_so_many_chunks(server: StreamServer, chunks: int) -> None:
    wanted = "".join(map(said, WORDS[:chunks])).encode()
    assert asked(server, model=f"counter+cut@{chunks}") == (200, wanted, False)


def test_a_cut_behind_more_chunks_than_there_are_is_one_at_the_end(server: StreamServer) -> None:
    assert asked(server, model="counter+cut@99") == (200, STREAM, False)


def test_a_stall_lasts_until_the_client_leaves(server: StreamServer) -> None:
    with RawClient(server.port) as raw:
        raw.ask(model="counter+stall@2", stream=True)
        read = raw.read()
        while said(WORDS[1]).encode() not in read:
            read += raw.read()
        raw._socket.settimeout(0.05)
        with pytest.raises(TimeoutError):
            raw.read()
    assert asked(server) == (200, STREAM, True)


@pytest.mark.parametrize("packets", ["random", "whole", "byte"])
def test_packets_are_cut_otherwise_and_no_byte_is_lost(server: StreamServer, packets: str) -> None:
    assert asked(server, model=f"counter+packets@{packets}") == (200, STREAM, True)


def test_a_header_chooses_the_fault_over_the_name_and_both_over_the_option() -> None:
    with stream_server(STREAM, status=503) as server:
        assert asked(server)[0] == 503
        assert asked(server, model="counter+status@418")[0] == 418
        ask = client(server).chat.completions.create
        with pytest.raises(RateLimitError) as refused:
            ask(
                model="counter+status@500",
                messages=[],
                extra_headers={"X-Streamtui-Fault": "status@429, retry-after@7"},
            )
    assert refused.value.response.headers["retry-after"] == "7"
    assert server.requests[-1].faults == "status@429+retry-after@7"


def test_a_fault_of_so_many_times_is_over_then() -> None:
    with stream_server(STREAM, status=429, times=2) as server:
        assert [asked(server)[0] for _ in range(3)] == [429, 429, 200]
        own = [asked(server, model="counter+cut@1+times@1")[2] for _ in range(2)]
    assert own == [False, True]


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (b"", 400, "The body of the request is no JSON object."),
        (b"\xff\xfe", 400, "The body of the request is no JSON object."),
        (b'{"model": "counter+cut@x"}', 400, "cut@x can't be meant: a number of chunks is wanted."),
    ],
)
def test_what_can_not_be_answered_is_told_as_openai_tells_it(
    server: StreamServer, body: bytes, status: int, why: str
) -> None:
    with RawClient(server.port) as raw:
        raw.send(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body))
        raw.send(body)
        head, said, _ = raw.answer()
    assert head.status == status
    assert json.loads(said)["error"]["message"] == why


def test_other_paths_are_told_what_there_is(server: StreamServer) -> None:
    with pytest.raises(APIStatusError) as refused:
        client(server).embeddings.create(model="m", input="x")
    assert refused.value.status_code == 404
    assert refused.value.body == {
        "message": "Nothing is recorded for POST embeddings: there is POST chat/completions, GET models.",
        "type": "invalid_request_error",
        "param": None,
        "code": "not_recorded",
    }
    with RawClient(server.port) as raw:
        raw.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"Nothing is recorded for GET /:" in raw.answer()[1]


def test_who_asks_without_a_stream_gets_the_whole_of_it() -> None:
    with stream_server(RECORDINGS / "calls.jsonl", speed="max") as server:
        first, second = (client(server).chat.completions.create(model=MODEL, messages=[]) for _ in range(2))
    assert isinstance(first, ChatCompletion)
    assert [call.function.name for call in first.choices[0].message.tool_calls or [] if call.type == "function"] != []
    assert first.choices[0].finish_reason == "tool_calls"
    assert second.choices[0].message.content
    assert second.usage is not None


def test_the_whole_of_a_cut_stream_is_cut_too() -> None:
    with stream_server(STREAM[: STREAM.index(b"three")]) as server:
        status, body, whole = asked(server, stream=False)
    assert (status, whole) == (200, False)
    assert body.startswith(b'{"id": "c-1"')


def test_the_whole_of_a_stream_with_an_error_is_the_error() -> None:
    with stream_server(said("One").encode() + b'data: {"error": {"message": "no more"}}\n\n') as server:
        status, body, whole = asked(server, stream=False)
    assert (status, json.loads(body), whole) == (500, {"error": {"message": "no more"}}, True)


def test_the_models_are_those_of_the_recordings() -> None:
    with stream_server(STREAM, RECORDINGS / "quicksort.jsonl") as server:
        assert [model.id for model in client(server).models.list()] == ["counter", MODEL]
        assert client(server).models.retrieve(MODEL).id == MODEL
        with pytest.raises(APIStatusError, match="There is no model 'other': there is counter, "):
            client(server).models.retrieve("other")


def test_a_connection_is_kept_for_the_requests_that_follow(server: StreamServer) -> None:
    with RawClient(server.port) as raw:
        for _ in range(20):
            raw.ask(model="counter", stream=True)  # all of them before the first answer is read
        assert [raw.answer()[1:] for _ in range(20)] == [(STREAM, True)] * 20
        raw.ask("/v1/models", "HEAD")
        assert raw.answer()[1:] == (b"", True)
        raw.ask("/v1/models", "GET")
        head, body, _ = raw.answer()
    assert values(head.headers, b"content-length") == [str(len(body)).encode()]


def test_who_speaks_an_older_http_gets_a_body_that_ends_with_the_connection(server: StreamServer) -> None:
    with RawClient(server.port) as raw:
        raw.send(b"POST /v1/chat/completions HTTP/1.0\r\nContent-Length: 2\r\n\r\n[]")
        assert raw.answer()[0].status == 400
    with RawClient(server.port) as raw:
        raw.send(b'POST /v1/chat/completions HTTP/1.0\r\nContent-Length: 15\r\n\r\n{"stream":true}')
        head, body, whole = raw.answer()
    assert (body, whole) == (STREAM, True)
    assert not values(head.headers, b"transfer-encoding")


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00\n\n", b"GET\r\n\r\n", b"A" * (2 << 20), b": \r\n\r\n"])
def test_garbage_is_refused_and_the_server_goes_on(server: StreamServer, garbage: bytes) -> None:
    with RawClient(server.port) as raw:
        try:
            raw.send(garbage)
            read = raw.read()
        except ConnectionError:  # it left before all of it was sent
            read = b"HTTP/1.1 400"
    assert read.startswith(b"HTTP/1.1 400")
    assert asked(server) == (200, STREAM, True)


def test_a_request_may_be_packed(server: StreamServer) -> None:
    body = gzip.compress(json.dumps({"model": "counter", "stream": True, "messages": []}).encode())
    with RawClient(server.port) as raw:
        raw.send(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        head, answer, whole = raw.answer()
    assert (head.status, answer, whole) == (200, STREAM, True)
    assert [(each.model, each.body) for each in server.requests] == [("counter", body)]


def test_a_body_of_any_size_is_read_to_its_end(server: StreamServer) -> None:
    with RawClient(server.port) as raw:
        raw.send(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            b"Content-Length: 100000000\r\n\r\n"
        )
        assert raw.read() == b"HTTP/1.1 100 Continue\r\n\r\n"
        for _ in range(100):
            raw.send(b" " * 1_000_000)
        assert raw.answer()[0].status == 400  # blanks are no JSON


def test_a_hundred_clients_at_once_each_get_all_of_it() -> None:
    with stream_server(RECORDINGS / "quicksort.jsonl", speed="max") as server, ThreadPoolExecutor(100) as pool:
        bodies = list(pool.map(lambda _: asked(server, model=MODEL)[1], range(100)))
    assert set(map(len, bodies)) == {len(bodies[0])}
    assert bodies[0].endswith(b"data: [DONE]\n\n")


def test_clients_that_leave_are_let_go(server: StreamServer) -> None:
    for _ in range(50):
        with RawClient(server.port) as raw:
            raw.ask(model="counter+packets@byte+stall@3", stream=True)
            raw.read()
    assert asked(server) == (200, STREAM, True)


def test_a_client_that_reads_slowly_gets_all_of_it() -> None:
    body = b"".join(said("x" * 1000).encode() for _ in range(3_000)) + STREAM
    with stream_server(body) as server, RawClient(server.port) as raw:
        raw._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)  # with less, TCP waits for its own timer
        raw.ask(model="counter", stream=True)
        assert raw.answer()[1:] == (body, True)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Host: localhost:4142", 200),
        ("Host: 127.0.0.1", 200),
        ("Host: [::1]:4142", 200),
        ("Host: rebound.example", 403),
        ("Host: localhost\r\nOrigin: http://localhost:3000", 200),
        ("Host: localhost\r\nOrigin: https://page.example", 403),
        ("Host: localhost\r\nOrigin: null", 403),
    ],
)
def test_pages_of_other_places_are_not_answered(server: StreamServer, header: str, status: int) -> None:
    with RawClient(server.port) as raw:
        raw.send(f"GET /v1/models HTTP/1.1\r\n{header}\r\n\r\n".encode())
        assert raw.answer()[0].status == status


def test_a_page_of_this_machine_may_ask_and_read(server: StreamServer) -> None:
    with RawClient(server.port) as raw:
        raw.send(
            b"OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\n"
            b"Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n"
        )
        head, body, whole = raw.answer()
    assert (head.status, body, whole) == (204, b"", True)
    assert dict(head.headers) == {
        b"Allow": b"GET, HEAD, POST, OPTIONS",
        b"Access-Control-Allow-Methods": b"GET, HEAD, POST, OPTIONS",
        b"Access-Control-Allow-Headers": b"authorization",
        b"Access-Control-Allow-Origin": b"http://localhost:3000",
        b"Vary": b"Origin",
    }


def test_a_port_that_is_taken_is_told(server: StreamServer) -> None:
    from streamtui.core.faults.faults import ConfigurationError

    with pytest.raises(
        ConfigurationError, match=f"127.0.0.1:{server.port} can't be listened at: address already in use; "
    ):
        stream_server(STREAM, port=server.port)


def test_nothing_is_left_of_a_server_that_was_closed(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with stream_server(STREAM) as server, RawClient(server.port) as raw:
        raw.ask(model="counter+stall@1", stream=True)
        raw.read()
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))
