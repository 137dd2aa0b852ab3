"""Answers over HTTP have bounds."""

from __future__ import annotations

import httpx2
import pytest

from streamtui.tools.mcp import connection


async def body(content: bytes, **headers: str) -> bytes:
    """What a client gets of an answer with that body."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=httpx2.ByteStream(content), headers=headers))
    async with httpx2.AsyncClient(transport=transport, event_hooks={"response": [connection._bound]}) as client:
        return (await client.get("http://server/")).content


async def test_an_answer_that_is_too_long_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LONGEST_ANSWER", 5)
    assert await body(b"short") == b"short"
    with pytest.raises(httpx2.RemoteProtocolError, match="longer than 5 bytes"):
        await body(b"longer")


async def test_an_answer_that_is_packed_is_not_unpacked() -> None:
    with pytest.raises(httpx2.RemoteProtocolError, match="it packs its answers"):
        await body(b"", **{"Content-Encoding": "gzip"})
