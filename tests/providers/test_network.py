"""The network under the client: packets as they come, ends and errors as the client knows them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpcore2
import pytest

from streamtui.providers import network, sdk
from streamtui.providers.network import Connection, Network, NotHttpError
from tests.servers import replies, tls
from tests.servers.chat_server import ChatServer


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Connection, asyncio.StreamWriter]]:
    """A connection, and what the server writes into it with."""
    accepted: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    server = await asyncio.start_server(lambda _, writer: accepted.put_nowait(writer), "127.0.0.1", 0)
    async with server:
        stream = await Network().connect_tcp("127.0.0.1", server.sockets[0].getsockname()[1])
        assert isinstance(stream, Connection)
        writer = await accepted.get()
        try:
            yield stream, writer
        finally:
            writer.close()
            await stream.aclose()


async def test_replies_come_over_it() -> None:
    async with ChatServer(replies.text("Hi")) as server:
        client = sdk.make_client(server.base_url, "key", 5.0)
        requests: list[Any] = []
        body = {"model": "m", "messages": [], "stream": True}
        async with await sdk.open_stream(client, "/chat/completions", body, requests.append) as stream:
            assert [request.method for request in requests] == ["POST"]
            raw = stream.response.extensions["network_stream"]
            assert isinstance(raw.get_extra_info("server_addr"), tuple)
            pool = client._client._transport._pool  # type: ignore[attr-defined]
            assert isinstance(pool._network_backend, Network)
        await client.close()


async def test_what_came_is_read_in_pieces_of_the_size_that_is_wanted_and_then_the_end() -> None:
    async with connected() as (stream, writer):
        assert not stream.get_extra_info("is_readable")
        writer.write(b"HTTP/1.1")
        read = [await stream.read(5), await stream.read(5)]
        assert b"".join(read) == b"HTTP/1.1"
        writer.close()
        assert await stream.read(4) == b""
        assert stream.get_extra_info("is_readable")


async def test_it_goes_on_in_secret_with_a_server_that_it_trusts() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        writer.close()

    trusted = ssl.create_default_context(cafile=Path(tls.__file__).with_name("untrusted.pem"))
    async with await asyncio.start_server(echo, "127.0.0.1", 0, ssl=tls.untrusted_context()) as server:
        plain = await Network().connect_tcp("127.0.0.1", server.sockets[0].getsockname()[1])
        stream = await plain.start_tls(trusted, server_hostname="127.0.0.1")
        assert stream.get_extra_info("ssl_object").version().startswith("TLS")
        await stream.write(b"HTTP/1.1 secret\n")
        assert await stream.read(100) == b"HTTP/1.1 secret\n"
        assert await stream.read(100) == b""
        await stream.aclose()


async def test_more_than_is_read_makes_the_server_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_MOST_WAITING", 1000)
    sent = b"HTTP/1.1" + bytes(range(256)) * 4000
    async with connected() as (stream, writer):
        writer.write(sent)
        first = await stream.read(100)
        received = bytearray(first)
        while len(received) < len(sent):
            received += await stream.read(5000)
        assert received == sent


async def test_a_read_that_takes_too_long_is_given_up() -> None:
    async with connected() as (stream, _):
        with pytest.raises(httpcore2.ReadTimeout):
            await stream.read(4, timeout=0.001)


async def test_a_connection_that_is_reset_is_an_error_once_all_is_read() -> None:
    async with connected() as (stream, writer):
        writer.write(b"HTTP")
        assert await stream.read(4) == b"HTTP"
        stream.connection_lost(ConnectionResetError("Reset."))
        with pytest.raises(httpcore2.ReadError, match="Reset"):
            await stream.read(4)


async def test_nothing_can_be_written_into_a_closed_connection() -> None:
    async with connected() as (stream, _):
        await stream.aclose()
        with pytest.raises(httpcore2.WriteError):
            await stream.write(b"abc")


@pytest.mark.parametrize("packets", [[b"SSH-2.0-x\r\n"], [b"H", b"T", b"TX/1.1 200 OK"], [b"\x15\x03\x01"]])
async def test_what_does_not_begin_as_http_is_told_at_once(packets: list[bytes]) -> None:
    stream = Connection()
    *before, last = packets
    for packet in before:
        stream.data_received(packet)
        assert await stream.read(4) == packet
    stream.data_received(last)
    with pytest.raises(NotHttpError) as found:
        await stream.read(100)
    assert found.value.said == b"".join(packets)


async def test_an_answer_that_comes_byte_by_byte_is_http() -> None:
    stream = Connection()
    for byte in b"HTTP/1.0 200 OK\r\n":
        stream.data_received(bytes([byte]))
        assert await stream.read(4) == bytes([byte])
