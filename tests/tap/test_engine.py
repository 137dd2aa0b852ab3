"""The engine in the way of real connections: bytes, ends and instants are as they are without it."""

from __future__ import annotations

import asyncio
import json
import re
import resource
import socket
import struct
import sys
import time
from contextlib import suppress
from unittest.mock import Mock

import psutil
import pytest

from streamtui.core.faults.faults import ConfigurationError
from streamtui.tap.link import start
from streamtui.tap.orders import Orders
from streamtui.tap.seen import Answered, Came, Over, Received, RequestOver, RequestPiece, Taken
from streamtui.tap.server_side import ServerSide, connect
from tests.servers.tls import CERTIFICATE, untrusted_context
from tests.tap.tapping import Handler, Tapping, read_head, serving, tapping

GET = b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = (
    b"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nAuthorization: Bearer sk-secret\r\n"
    b"Content-Length: 12\r\n\r\n" + b'{"a": "b"}\r\n'
)
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nX-Odd:  spaced \r\nTransfer-Encoding: chunked\r\nTrailer: Digest\r\n\r\n",
    b"9;ext=1\r\n: ping\n\n\r\r\n"[:0] + b"8\r\n: ping\n\n\r\n",
    b'10\r\ndata: {"a": 1}\n\n\r\n7\r\ndata: [',
    b"\r\n7\r\nDONE]\n\n\r\n0\r\nDigest: x\r\n\r\n",
)
ANSWERS: dict[str, tuple[bytes, ...]] = {
    "chunked": CHUNKED,
    "length": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", b"llo"),
    "until close": (b"HTTP/1.0 200 OK\r\n\r\nall of", b" it"),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n",),
    "interim": (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    "an error": (b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\n{}",),
    "broken off": (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello",),
    "no answer": (),
    "garbage": (b"\x00\x01 no HTTP at all\r\n\r\n", b"more"),
    "a bad chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",),
}


def saying(*pieces: bytes, asked: list[bytes] | None = None, go_on: asyncio.Semaphore | None = None) -> Handler:
    """Takes a request, says these and closes; `go_on` is waited for before each."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await read_head(reader)
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if asked is not None:
            asked.append(head + body)
        for piece in pieces:
            if go_on is not None:
                await go_on.acquire()
            writer.write(piece)

    return handle


async def exchange(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        return await reader.read()
    finally:
        writer.close()


def contents(tap: Tapping) -> list[bytes]:
    return [seen.data for seen in tap.of(Received)]


@pytest.mark.parametrize("pieces", ANSWERS.values(), ids=ANSWERS.keys())
async def test_what_the_server_says_comes_byte_for_byte(pieces: tuple[bytes, ...]) -> None:
    async with serving(saying(*pieces)) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        assert await exchange(tap.port, POST) == await exchange(port, POST) == b"".join(pieces)
        await tap.until(Over)


async def test_the_request_goes_on_with_another_host_and_nothing_else_changed() -> None:
    asked: list[bytes] = []
    async with serving(saying(*CHUNKED, asked=asked)) as port, tapping(f"http://127.0.0.1:{port}/base/v1") as tap:
        await exchange(tap.port, POST)
    named = b"host: 127.0.0.1:%d\r\n" % port
    assert asked == [POST.replace(b"host: localhost\r\n", named).replace(b"/v1/", b"/base/v1/")]


async def test_what_goes_through_is_told_packet_by_packet_with_its_instants() -> None:
    go_on = asyncio.Semaphore(0)
    async with serving(saying(*CHUNKED, go_on=go_on)) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        reader, writer = await tap.connect()
        writer.write(POST)
        for piece in CHUNKED:
            go_on.release()
            assert await reader.readexactly(len(piece)) == piece
        await tap.until(Over)
        writer.close()
        told = tap.seen
        assert [type(one) for one in told[:4]] == [Came, RequestPiece, RequestOver, Answered]
        came = told[0]
        assert isinstance(came, Came)
        assert (came.url, came.head) == (f"http://127.0.0.1:{port}/v1/chat/completions", POST[:-12])
        assert contents(tap) == [b": ping\n\n", b'data: {"a": 1}\n\n', b"data: [", b"DONE]\n\n"]
        came_at = [one.at for one in tap.of(Received)]
        assert came_at == sorted(came_at)
        for number, received in enumerate(tap.of(Received), 1):
            taken = [one.at for one in tap.of(Taken) if one.reads >= number]
            assert received.at <= (received.taken_at or taken[0])
        (over,) = tap.of(Over)
        assert (over.how, over.left_out) == ("end", 0)


async def test_many_requests_go_over_one_connection_also_before_they_are_answered() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number in range(6):
            await read_head(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d" % number)

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        reader, writer = await tap.connect()
        for number in range(3):
            writer.write(GET)
            assert (await reader.readuntil(b"\r\n\r\n%d" % number)).startswith(b"HTTP/1.1 200")
        writer.write(GET * 3)
        for number in range(3, 6):
            await reader.readuntil(b"\r\n\r\n%d" % number)
        writer.close()
        overs = await tap.until(Over, 6)
    assert [one.how for one in overs] == ["end"] * 6
    assert contents(tap) == [b"%d" % number for number in range(6)]
    assert len({one.connection for one in tap.of(Came)}) == 1


async def test_a_head_has_no_body_and_the_next_response_is_its_own() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        reader, writer = await tap.connect()
        writer.write(GET.replace(b"GET", b"HEAD"))
        assert await read_head(reader)
        writer.write(GET)
        assert (await reader.readuntil(b"hi")).endswith(b"\r\n\r\nhi")
        writer.close()
        await tap.until(Over, 2)
    assert contents(tap) == [b"hi"]


async def test_a_client_that_waits_for_continue_gets_it() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + await reader.readexactly(4))

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        reader, writer = await tap.connect()
        writer.write(POST[:-12].replace(b"12", b"4").replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
        assert await read_head(reader) == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"body")
        assert (await reader.readuntil(b"body")).startswith(b"HTTP/1.1 200 OK")
        writer.close()


async def test_behind_an_upgrade_bytes_pass_blindly_both_ways() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi")
        while data := await reader.read(100):
            writer.write(data[::-1])

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        reader, writer = await tap.connect()
        writer.write(GET.replace(b"\r\n\r\n", b"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"))
        await reader.readuntil(b"\x81\x02hi")
        writer.write(b"GET \r\n\r\n\x00")
        assert await reader.readexactly(9) == b"\x00\n\r\n\r TEG"
        writer.close()
        await tap.until(Over)


async def test_a_client_that_ends_its_side_alone_still_gets_the_answer() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert (await reader.read()).endswith(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        reader, writer = await tap.connect()
        writer.write(GET)
        writer.write_eof()
        assert (await reader.read()).endswith(b"hi")
        writer.close()
        (over,) = await tap.until(Over)
    assert over.how == "end"


@pytest.mark.parametrize("violent", [False, True])
async def test_a_client_that_leaves_closes_the_servers_connection(violent: bool) -> None:
    gone = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\ndata: 1\n\n")
        with suppress(ConnectionError):
            await reader.read()  # and says nothing more, as one that thinks
        gone.set()

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        reader, writer = await tap.connect()
        writer.write(GET)
        await reader.readuntil(b"data: 1\n\n")
        if violent:
            own = writer.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        await gone.wait()
        (over,) = await tap.until(Over)
    assert over.how in ("left", "end")  # a body that ends with the connection may have been whole


async def test_a_client_that_leaves_while_the_server_streams_is_told_of() -> None:
    gone = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while not writer.is_closing():
                writer.write(b"1\r\nx\r\n")
                await writer.drain()
                await asyncio.sleep(0)
        finally:
            gone.set()

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        reader, writer = await tap.connect()
        writer.write(GET)
        await reader.readuntil(b"1\r\nx\r\n")
        writer.transport.abort()
        await gone.wait()
        (over,) = await tap.until(Over)
    assert over.how == "left"


async def test_a_server_that_breaks_off_breaks_the_clients_connection_off() -> None:
    read = asyncio.Semaphore(0)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nhalf")
        await read.acquire()
        own = writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        for place in (port, tap.port):
            reader, writer = await asyncio.open_connection("127.0.0.1", place)
            writer.write(GET)
            assert (await reader.readuntil(b"half")).endswith(b"half")
            read.release()
            with pytest.raises(ConnectionResetError):
                await reader.read()
            writer.close()
        (over,) = await tap.until(Over)
    assert (over.how, over.why) == ("broken", "The server broke off the connection.")


async def test_a_server_that_can_not_be_reached_is_an_error_as_servers_send_it() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        async with tapping(f"http://127.0.0.1:{port}/v1") as tap:
            answer = await exchange(tap.port, POST)
            (over,) = await tap.until(Over)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
    assert json.loads(body)["error"]["message"] == (
        f"streamtui tap can't reach http://127.0.0.1:{port}: nothing listens there; start that server, or check --to."
    )
    assert (over.how, over.status) == ("refused", 502)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (GET.replace(b"127.0.0.1", b"evil.example"), b"403"),
        (GET.replace(b"\r\n\r\n", b"\r\nOrigin: https://evil.example\r\n\r\n"), b"403"),
        (b"\x16\x03\x01\x02\x00\x01\n\n", b"400"),
        (b"CONNECT api.openai.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"405"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"400"),
    ],
)
async def test_what_must_not_go_on_is_answered_here(request_bytes: bytes, status: bytes) -> None:
    asked: list[bytes] = []
    async with serving(saying(*CHUNKED, asked=asked)) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        assert (await exchange(tap.port, request_bytes)).startswith(b"HTTP/1.1 " + status)
    assert asked == []


async def test_without_the_token_nothing_passes_and_with_it_the_server_never_sees_it() -> None:
    asked: list[bytes] = []
    server = serving(saying(*CHUNKED, asked=asked))
    async with server as port, tapping(f"http://127.0.0.1:{port}/v1", token="open-sesame") as tap:
        assert (await exchange(tap.port, POST)).startswith(b"HTTP/1.1 401")
        assert await exchange(tap.port, POST.replace(b"/v1/", b"/open-sesame/v1/")) == b"".join(CHUNKED)
        with_header = POST.replace(b"Auth", b"X-Streamtui-Token: open-sesame\r\nAuth")
        assert await exchange(tap.port, with_header) == b"".join(CHUNKED)
        await tap.until(Over, 3)
    assert len(asked) == 2
    assert all(b"sesame" not in request for request in asked)
    assert all(b"sesame" not in one.head for one in tap.of(Came))


async def test_what_a_server_said_before_it_broke_an_upload_off_is_passed_on() -> None:
    answer, over = b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno", asyncio.Event()
    program = Mock(now=lambda: 0.0, next_exchange=lambda: None, server_lost=lambda _: over.set())
    program.connected = lambda server: server.pause_reading()  # so that writing fails before the answer is read

    async def handle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        own = writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async with serving(handle) as port:
        side = ServerSide(program)
        await connect(side, "127.0.0.1", port, None)
        side.expect("POST")
        assert side.transport is not None
        while not over.is_set():
            side.transport.write(b"more of it")
            await asyncio.sleep(0)
    program.pass_back.assert_called_once_with(answer)
    program.exchange_over.assert_called_once()


async def test_a_big_upload_to_a_slow_server_takes_no_memory() -> None:
    size = 100 << 20
    taken = 0
    go_on = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        await read_head(reader)
        await go_on.wait()
        while taken < size:
            taken += len(await reader.read(1 << 20))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        engine = psutil.Process(tap.link.pid)
        before = engine.memory_info().rss
        reader, writer = await tap.connect()
        writer.write(b"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % size)
        piece = bytes(1 << 20)
        most = before
        for _ in range(size >> 20):
            writer.write(piece)
            if writer.transport.get_write_buffer_size() > 8 * len(piece):  # nobody takes any more of it
                go_on.set()
                await writer.drain()
            most = max(most, engine.memory_info().rss)
        assert (await reader.readuntil(b"ok")).endswith(b"ok")
        writer.close()
        (over,) = await tap.until(RequestOver)
    assert taken == size
    assert most - before < 96 << 20  # 64 MB wait at most to be told, where whoever is told takes nothing for long
    told = sum(len(one.data) for one in tap.of(RequestPiece))
    assert told + over.left_out == size


async def test_a_client_that_does_not_read_holds_the_server_back_and_is_told_apart() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (64 << 20))
        for _ in range(64):
            writer.write(bytes(1 << 20))
            await writer.drain()

    async with serving(handle) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        reader, writer = await tap.connect()
        writer.write(GET)
        await read_head(reader)
        await tap.until_some(Received, lambda received: not received.taken_at)
        began_at = time.monotonic()
        left = 64 << 20
        while left:
            left -= len(await reader.read(1 << 20))
        writer.close()
        await tap.until(Over)
    assert tap.of(Taken)[-1].at >= began_at
    assert sum(map(len, contents(tap))) + tap.of(Over)[0].left_out == 64 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a program has not read")
async def test_a_program_that_does_not_read_what_is_in_its_own_socket_is_told_from_a_slow_server() -> None:
    """A few bytes, which every write takes at once: only the program's own socket knows that nobody read them."""
    go_on = asyncio.Semaphore(2)
    packets = (b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n", b"data", b"more")
    async with serving(saying(*packets, go_on=go_on)) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        with socket.create_connection(("127.0.0.1", tap.port)) as program:
            program.sendall(GET)
            (first,) = await tap.until(Received)
            assert not first.taken_at
            began_at = time.monotonic()
            while not program.recv(1000).endswith(b"data"):
                pass
            (taken,) = await tap.until(Taken)
            assert taken.reads == 1
            assert taken.at >= began_at
            go_on.release()
            assert await asyncio.get_running_loop().run_in_executor(None, program.recv, 1000) == b"more"
            await tap.until_some(Taken, lambda one: one.reads == 2)
            await tap.until(Over)


async def test_a_server_that_speaks_tls_is_reached_where_it_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(saying(*ANSWERS["length"]), untrusted_context()) as port:
        async with tapping(f"https://127.0.0.1:{port}/v1") as tap:
            refused = await exchange(tap.port, GET)
        assert refused.startswith(b"HTTP/1.1 502 ")
        assert b"is not trusted" in refused
        assert b"; name its authority in SSL_CERT_FILE, or check --to." in refused
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        async with tapping(f"https://127.0.0.1:{port}/v1") as tap:
            assert await exchange(tap.port, GET) == b"".join(ANSWERS["length"])


@pytest.mark.skipif("sys.platform == 'win32'")
async def test_what_a_server_said_over_tls_is_read_before_an_upload_goes_on_that_it_broke_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"
    asked, refused, broken = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        asked.set()
        await refused.wait()
        writer.write(answer)
        await writer.drain()
        own = writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()
        broken.set()

    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    async with serving(handle, untrusted_context()) as port, tapping(f"https://127.0.0.1:{port}/v1") as tap:
        engine = psutil.Process(tap.link.pid)
        with socket.create_connection(("127.0.0.1", tap.port)) as program:
            program.sendall(b"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\nbegin")
            await asked.wait()
            engine.suspend()  # so that both lie there when it looks again, the program's first
            while engine.status() != psutil.STATUS_STOPPED:  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0)
            program.sendall(b"more of it")
            refused.set()
            await broken.wait()
            engine.resume()
            await tap.until(Over)
            assert program.recv(1_000) == answer


async def test_a_hundred_connections_at_once() -> None:
    async with serving(saying(*CHUNKED)) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        answers = await asyncio.gather(*(exchange(tap.port, POST) for _ in range(100)))
        await tap.until(Over, 100)
    assert answers == [b"".join(CHUNKED)] * 100


@pytest.mark.skipif("sys.platform == 'win32'")
async def test_as_many_connections_as_the_system_lets_any_program_have() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 200), hard))
    try:
        async with serving(saying(*CHUNKED)) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            waiting = [await tap.connect() for _ in range(150)]  # each takes two files of the engine
            for _, writer in waiting:
                writer.write(POST[:-1])
            assert await exchange(tap.port, POST) == b"".join(CHUNKED)
            for _, writer in waiting:
                writer.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_halves_that_never_go_on_harm_nobody() -> None:
    async with serving(saying(*CHUNKED)) as port, tapping(f"http://127.0.0.1:{port}/v1") as tap:
        halves = [await tap.connect() for _ in range(20)]
        for number, (_, writer) in enumerate(halves):
            writer.write(POST[: 5 * number])
        assert await exchange(tap.port, POST) == b"".join(CHUNKED)
        for _, writer in halves:
            writer.close()


async def test_an_address_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigurationError, match=r"can't listen on 127.0.0.1:.*--listen"):
            await start(Orders("127.0.0.1", taken.getsockname()[1], "http://127.0.0.1:1/v1"))
