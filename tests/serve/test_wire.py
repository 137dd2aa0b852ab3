"""Every recorded stream of real servers is served as it is, to the real SDK and to our own `ask`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from openai import AsyncOpenAI, OpenAI

from streamtui.testing import stream_server
from tests.commands import run
from tests.core.wire.streams import reply_of
from tests.paths import WIRE

pytestmark = pytest.mark.one_python

CHAT, RESPONSES = (sorted((WIRE / api).glob("*.sse")) for api in ("chat", "responses"))
TURN: dict[str, Any] = {"match": "turn"}


def paths(api: str) -> list[Path]:
    found = CHAT if api == "chat" else RESPONSES
    if not found:
        pytest.skip(f"no recorded streams at {WIRE}; set STREAMTUI_WIRE_DIR")
    return found


def streamed(client: OpenAI, api: str) -> Any:
    """A response of the SDK, to be read raw."""
    if api == "chat":
        return client.chat.completions.with_streaming_response.create(model="m", messages=[], stream=True)
    return client.responses.with_streaming_response.create(model="m", input="x", stream=True)


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_every_stream_comes_as_it_is_through_the_sdk(api: str) -> None:
    streams = paths(api)
    with stream_server(*streams, **TURN) as server, OpenAI(base_url=server.base_url, api_key="any") as client:
        for path in streams:
            with streamed(client, api) as response:
                assert b"".join(response.iter_bytes()) == path.read_bytes(), path
    assert [request.answer for request in server.requests] == [f"{path.name} #1" for path in streams]


async def test_every_response_is_events_of_the_sdk() -> None:
    streams = paths("responses")
    with stream_server(*streams, packets="random", **TURN) as server:
        async with AsyncOpenAI(base_url=server.base_url, api_key="any", max_retries=0) as client:
            for path in streams:
                expected = json.loads(path.with_suffix(".expected.json").read_text())
                text, failed = "", False
                try:
                    async for event in await client.responses.create(model="m", input="x", stream=True):
                        text += event.delta if event.type == "response.output_text.delta" else ""
                        failed = failed or event.type in ("error", "response.failed")
                except Exception:
                    failed = True
                assert failed == (expected["status"] == "failed"), path
                if not failed:
                    assert text.startswith(expected["choices"][0].get("content") or ""), path


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_our_own_ask_gets_the_replies(api: str) -> None:
    streams = [path for path in paths(api) if _is_whole(path)][::12]
    with stream_server(*streams, **TURN) as server:
        for path in streams:
            done = run("ask", "x", "--json", "--base-url", server.base_url, "-m", "m", "--api", api)
            said = json.loads(done.stdout)
            reply = reply_of(path.read_bytes())
            assert said["content"] == str(reply.text), path
            assert [call["arguments"] for call in said["tool_calls"]] == [
                str(call.arguments) for call in reply.model_calls
            ], path


def _is_whole(path: Path) -> bool:
    expected = json.loads(path.with_suffix(".expected.json").read_text())
    return not expected.get("error") and expected.get("status") != "failed"


def test_the_whole_of_every_chat_stream_is_its_reply() -> None:
    """For who asks without `stream`."""
    streams = [path for path in paths("chat") if _is_whole(path)]
    with stream_server(*streams, **TURN) as server, OpenAI(base_url=server.base_url, api_key="any") as client:
        for path in streams:
            completion = client.chat.completions.create(model="m", messages=[])
            message, reply = completion.choices[0].message, reply_of(path.read_bytes())
            assert (message.content or "") == str(reply.text), path
            assert completion.choices[0].finish_reason == reply.finish_reason, path
            assert [call.id for call in message.tool_calls or []] == [c.server_id for c in reply.model_calls], path


def test_ask_retries_what_is_refused_so_many_times() -> None:
    path = paths("chat")[0]
    with stream_server(path, status=429, retry_after=0, times=2) as server:
        done = run("ask", "x", "--json", "--base-url", server.base_url, "-m", "m")
    said = json.loads(done.stdout)
    assert (done.returncode, said["attempts"], said["complete"]) == (0, 3, True)
    assert [request.status for request in server.requests] == [429, 429, 200]


def test_many_at_once_in_one_loop() -> None:
    path = paths("chat")[0]

    async def ask(client: AsyncOpenAI) -> bytes:
        async with client.chat.completions.with_streaming_response.create(
            model="m", messages=[], stream=True
        ) as response:
            return b"".join([data async for data in response.iter_bytes()])

    async def ask_all(base_url: str) -> list[bytes]:
        async with AsyncOpenAI(base_url=base_url, api_key="any") as client:
            return await asyncio.gather(*(ask(client) for _ in range(100)))

    with stream_server(path) as server:
        assert asyncio.run(ask_all(server.base_url)) == [path.read_bytes()] * 100
