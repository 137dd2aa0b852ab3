"""Bodies of responses: unpacked as they say, and never more of them than the bounds allow."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from streamtui.core.faults.faults import ProviderError
from streamtui.core.wire import bounds
from tests.core.wire.streams import chunk, sse, stream
from tests.providers.talk import Talk, make_provider, talk_to

HI = sse(chunk({"content": "Hi"}))
RAW_DEFLATE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
MEGABYTE = 1 << 20


@asynccontextmanager
async def serving(body: bytes, *, encoding: str = "", status: int = 200) -> AsyncIterator[str]:
    """A server that answers everything with these bytes, whatever they are."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b"content-length: " in head:
            await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r")[0]))
        said = f"content-encoding: {encoding}\r\n" if encoding else ""
        writer.write(f"HTTP/1.1 {status} X\r\nconnection: close\r\n{said}\r\n".encode() + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


async def asked(body: bytes, *, encoding: str = "", status: int = 200) -> Talk:
    async with serving(body, encoding=encoding, status=status) as url:
        return await talk_to(url)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("identity", stream(chunk({"content": "Hi"}))),
        ("utf-8", stream(chunk({"content": "Hi"}))),
        ("GZIP", gzip.compress(stream(chunk({"content": "Hi"})))),
        ("deflate", zlib.compress(stream(chunk({"content": "Hi"})))),
        ("deflate", RAW_DEFLATE.compress(stream(chunk({"content": "Hi"}))) + RAW_DEFLATE.flush()),
        ("gzip", gzip.compress(HI) + gzip.compress(stream())),
        ("gzip", gzip.compress(stream(chunk({"content": "Hi"}))) + b"padding"),
        ("deflate, gzip", gzip.compress(zlib.compress(stream(chunk({"content": "Hi"}))))),
    ],
    ids=["identity", "utf-8", "gzip", "deflate", "bare deflate", "one behind the other", "padding", "two"],
)
async def test_a_reply_is_unpacked(encoding: str, body: bytes) -> None:
    talk = await asked(body, encoding=encoding)
    assert (talk.text, talk.fault) == ("Hi", None)


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
async def test_a_body_that_cannot_be_unpacked_is_said_to_be_so_and_a_status_is_told_anyway(encoding: str) -> None:
    talk = await asked(HI, encoding=encoding)
    assert talk.fault is not None
    assert "in a compression that can't be read" in talk.fault.message
    refused = await asked(HI, encoding=encoding, status=403)
    assert refused.fault is not None
    assert refused.fault.status == 403


async def test_what_can_be_read_of_a_packet_that_breaks_is_kept() -> None:
    packed = zlib.compressobj(wbits=31)
    talk = await asked(packed.compress(HI) + packed.flush(zlib.Z_SYNC_FLUSH) + b"\xff" * 50, encoding="gzip")
    assert talk.text == "Hi"
    assert talk.fault is not None
    assert "in a compression that can't be read" in talk.fault.message
    assert talk.fault.message.endswith("what arrived is kept.")


@pytest.mark.parametrize("times", [1, 2])
async def test_a_little_that_would_be_gigabytes_is_not_unpacked(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    monkeypatch.setattr(bounds, "UNPACKED", MEGABYTE)
    packed = zlib.compressobj(wbits=31)
    body = packed.compress(HI) + b"".join(packed.compress(bytes(MEGABYTE)) for _ in range(64)) + packed.flush()
    if times == 2:
        body = gzip.compress(body)
    tracemalloc.start()
    talk = await asked(body, encoding=", ".join(["gzip"] * times))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert talk.text == "Hi"
    assert talk.fault is not None
    assert "bytes that unpack to more than 1 MiB" in talk.fault.message
    assert peak < 40 * MEGABYTE


async def test_layer_upon_layer_is_not_unpacked() -> None:
    talk = await asked(gzip.compress(gzip.compress(gzip.compress(HI))), encoding="gzip, gzip, gzip")
    assert talk.fault is not None
    assert "a body that is packed 3 times" in talk.fault.message


async def test_of_a_failure_no_more_is_read_than_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "ERROR_BODY", 1000)
    talk = await asked(gzip.compress(b"no such thing " + bytes(64 * MEGABYTE)), encoding="gzip", status=400)
    assert talk.fault is not None
    assert talk.fault.status == 400
    assert "no such thing" in talk.fault.message


@pytest.mark.parametrize("encoding", ["", "gzip"])
async def test_a_list_of_models_has_an_end(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(bounds, "LIST", MEGABYTE)
    body = b"[" + b" " * (2 * MEGABYTE)
    async with serving(gzip.compress(body) if encoding else body, encoding=encoding) as url:
        provider = make_provider(url)
        with pytest.raises(ProviderError, match="a body of more than 1 MiB"):
            await provider.models()
        await provider.close()


async def test_a_reply_without_an_end_has_one_and_what_came_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "BODY", 10_000)
    talk = await asked(HI + b":\n" * 10_000)
    assert talk.text == "Hi"
    assert talk.fault is not None
    assert "a body of more than 10,000 bytes, which no answer needs" in talk.fault.message
    assert "what arrived is kept" in talk.fault.message
