"""Real programs get through the tap what they get without it, byte for byte."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.ports.tap import Stage
from tests.tap.live import live
from tests.tap.programs import PLACE, PROGRAMS, is_there
from tests.tap.tapping import read_head, serving


def _chunk(**delta: str) -> bytes:
    said = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m-1"}
    return b"data: " + json.dumps({**said, "choices": [{"index": 0, "delta": delta}]}).encode() + b"\n\n"


STREAM = (
    b": a comment\n\n"
    + b"".join(_chunk(content=word) for word in ("Grüße", ", ", "world."))
    + (b'data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\r\n\r\n: ping\n\ndata: [DONE]\n\n')
)
WHOLE = json.dumps(
    {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m-1",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
).encode()
MODELS = b'{"object": "list", "data": [{"id": "m", "object": "model", "created": 1, "owned_by": "x"}]}'
REFUSAL = b'{"error": {"message": "No such model.", "type": "invalid_request_error", "param": null, "code": "x"}}'


def _chunked(body: bytes, *sizes: int) -> bytes:
    """In chunks of odd sizes, one with words beside its size, and a trailer."""
    framed, start = b"", 0
    for size in (*sizes, len(body)):
        if piece := body[start : start + size]:
            framed += b"%X;x=1\r\n" % len(piece) + piece + b"\r\n"
        start += size
    return framed + b"0\r\nX-Digest: abc\r\n\r\n"


def _answer(head: bytes, body: bytes) -> bytes:
    if head.startswith(b"GET "):
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(MODELS) + MODELS
    if b"refused" in body:
        return b"HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
            len(REFUSAL),
            REFUSAL,
        )
    if re.search(rb'"stream": ?true', body) is None:
        packed = gzip.compress(WHOLE, mtime=0)
        kind = b"Content-Type: application/json\r\nContent-Encoding: gzip\r\nx-request-id: r-1\r\n"
        return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (kind, len(packed)) + packed
    kind = b"Content-Type: text/event-stream\r\nX-oDD:  value \r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
    return b"HTTP/1.1 200 Fine\r\n%sTransfer-Encoding: chunked\r\nTrailer: X-Digest\r\n\r\n" % kind + _chunked(
        STREAM, 5, 1, 40, 2, 120
    )


asked: list[bytes] = []
"""What came to the server."""


async def _server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:  # until the client leaves
        head = await read_head(reader)
        asked.append(head)
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if b"chunked" in head.lower():
            body = await reader.readuntil(b"0\r\n\r\n")
        answer = _answer(head, body)
        for start in range(0, len(answer), 97):
            writer.write(answer[start : start + 97])
            await writer.drain()


async def _run(name: str, base_url: str) -> tuple[int | None, bytes, bytes]:
    process = await asyncio.create_subprocess_exec(
        *PROGRAMS[name],
        base_url,
        env={**os.environ, "PYTHONPATH": PLACE, "OPENAI_API_KEY": "sk-of-the-program-0123"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode, out, err


@pytest.mark.parametrize("name", PROGRAMS)
async def test_a_program_gets_byte_for_byte_what_it_gets_without(name: str) -> None:
    if not is_there(name):
        pytest.skip(f"{name} is not here")
    async with serving(_server) as port, live(f"http://127.0.0.1:{port}/v1") as shown:
        asked.clear()
        without = await _run(name, f"http://127.0.0.1:{port}/v1")
        count = len(asked)
        through = await _run(name, shown.tap.base_url)
        assert through == without
        assert without[0] == 0, without
        requests = await shown.over(count)
    replies = [one for one in requests if one.decoded and one.status == 200]
    assert replies
    assert {one.stage for one in requests} <= {Stage.DONE, Stage.FAILED}
    for one in replies:
        body = b"".join(event.data for event in one.events if isinstance(event, ev.BytesReceived))
        assert body in (STREAM, WHOLE)
        assert one.reply is not None
        assert str(one.reply.text) in ("Grüße, world.", "Hello")
