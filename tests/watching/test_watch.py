"""`streamtui.watch`: what is recorded of a program's own client, and that the program notices nothing."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import stat
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, OpenAI

import streamtui
from streamtui.core.chat.events import BodyEnded, BytesReceived, RequestPrepared, ResponseStarted, RetryScheduled
from streamtui.core.chat.events.event import Event
from streamtui.storage.recordings.reader import read_recording
from streamtui.watching.journal import Journal
from tests.commands import run
from tests.paths import REPOSITORY
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.replies import Answer, Cut
from tests.servers.threaded import in_thread

KEY = "sk-secret-of-the-program-1"
HELLO: Any = [{"role": "user", "content": "Hello"}]
PIECES = [b"data: {", b'"a": 1}\n', b"\n", b": ping\n\n", b"data: [DONE]\n\n"]


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with in_thread(ChatServer(replies.text("Hel", "lo", " there"))) as one:
        yield one


def client_of(server: ChatServer, **more: Any) -> OpenAI:
    return OpenAI(base_url=server.base_url, api_key=KEY, **more)


def events_in(path: Path) -> list[Any]:
    recording = read_recording(path)
    assert recording is not None
    (lane,) = recording.lanes
    return list(lane.events)


def replies_in(path: Path) -> list[Any]:
    return [json.loads(line) for line in run("replay", path, "--json").stdout.splitlines()]


def of_kind(path: Path, *kinds: type[Event]) -> list[Any]:
    return [event for event in events_in(path) if isinstance(event, kinds)]


def ask(client: OpenAI, prompt: str = "Hello") -> str:
    messages: Any = [{"role": "user", "content": prompt}]
    said = client.chat.completions.create(model="m", messages=messages, stream=True)
    return "".join(one.choices[0].delta.content or "" for one in said if one.choices)


@pytest.mark.parametrize("api", ["chat", "responses"])
@pytest.mark.parametrize("streams", [True, False])
def test_a_reply_is_recorded_as_it_came(server: ChatServer, tmp_path: Path, api: str, streams: bool) -> None:
    if not streams:
        server.say(_document(api))
    client = client_of(server)
    with streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        if api == "chat":
            said: Any = client.chat.completions.create(model="m", messages=HELLO, stream=streams)
        else:
            said = client.responses.create(model="m", input="Hello", stream=streams)
        for _ in said if streams else ():
            pass
    assert (watch.paths, watch.failure) == ([tmp_path / "a.jsonl"], "")
    (reply,) = replies_in(tmp_path / "a.jsonl")
    assert (reply["content"], reply["api"], reply["complete"], reply["error"]) == ("Hello there", api, True, None)
    assert stat.S_IMODE((tmp_path / "a.jsonl").stat().st_mode) == 0o600


def _document(api: str) -> Answer:
    if api == "chat":
        choice = {"index": 0, "message": {"role": "assistant", "content": "Hello there"}, "finish_reason": "stop"}
        body: Any = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    else:
        part = {"type": "output_text", "text": "Hello there", "annotations": []}
        message = {"type": "message", "id": "i", "status": "completed", "role": "assistant", "content": [part]}
        body = {"id": "r", "object": "response", "status": "completed", "model": "m", "output": [message]}
    return Answer([json.dumps(body, indent=1).encode()], headers={"Content-Type": "application/json"})


async def test_several_at_once_are_kept_apart(server: ChatServer, tmp_path: Path) -> None:
    client = AsyncOpenAI(base_url=server.base_url, api_key=KEY)
    going, gone = 0, asyncio.Event()

    async def one(number: int) -> None:
        nonlocal going
        messages: Any = [{"role": "user", "content": f"Number {number}"}]
        stream = await client.chat.completions.create(model="m", messages=messages, stream=True)
        going += 1
        if going == 3:
            gone.set()
        await gone.wait()
        async for _ in stream:
            pass

    async with client, streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        await asyncio.gather(*map(one, range(3)))
        await one(3)
    assert watch.paths == [tmp_path / "a.jsonl", tmp_path / "a-2.jsonl", tmp_path / "a-3.jsonl"]
    contents = [reply["content"] for path in watch.paths for reply in replies_in(path)]
    assert contents == ["Hello there"] * 4


async def test_a_folder_gets_a_file_for_each(server: ChatServer, tmp_path: Path) -> None:
    client = AsyncOpenAI(base_url=server.base_url, api_key=KEY)
    with streamtui.watch(client, tmp_path / "folder") as watch:
        for _ in range(2):
            async for _ in await client.chat.completions.create(model="m", messages=HELLO, stream=True):
                pass
    await client.close()
    assert sorted((tmp_path / "folder").iterdir()) == sorted(watch.paths)
    assert [len(replies_in(path)) for path in watch.paths] == [1, 1]


def test_threads_that_share_a_client_are_kept_apart(server: ChatServer, tmp_path: Path) -> None:
    client = client_of(server)
    with streamtui.watch(client, tmp_path / "many") as watch, ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda n: ask(client, f"Number {n}"), range(40))) == {"Hello there"}
    asked = [json.loads(of_kind(path, RequestPrepared)[0].body)["messages"][0]["content"] for path in watch.paths]
    assert sorted(asked) == sorted(f"Number {n}" for n in range(40))
    assert {reply["content"] for path in watch.paths for reply in replies_in(path)} == {"Hello there"}


def test_the_attempts_of_the_sdk_are_those_of_one_request(server: ChatServer, tmp_path: Path) -> None:
    busy = Answer([b'{"error": {"message": "Slow down"}}'], 429, {"retry-after-ms": "1"})
    server.say(busy, busy, replies.text("At last"))
    client = client_of(server, max_retries=2)
    with streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        assert ask(client) == "At last"
    (reply,) = replies_in(watch.paths[0])
    assert (reply["attempts"], reply["content"]) == (3, "At last")
    assert [event.attempt for event in of_kind(watch.paths[0], RetryScheduled)] == [2, 3]
    assert [event.status for event in of_kind(watch.paths[0], ResponseStarted)] == [429, 429, 200]

    broken = Answer([b'{"id": "r", ', Cut()], 200, {"Content-Type": "application/json"})
    server.say(broken, replies.document({"choices": [{"index": 0, "message": {"content": "Whole"}}]}))
    with streamtui.watch(client, tmp_path / "b.jsonl") as watch:
        client.chat.completions.create(model="m", messages=HELLO)
    (reply,) = replies_in(watch.paths[0])
    assert (reply["attempts"], reply["content"]) == (2, "Whole")


@pytest.mark.parametrize(("status", "error"), [(400, openai.BadRequestError), (500, openai.InternalServerError)])
def test_a_refusal_reaches_the_program_and_the_recording(
    server: ChatServer, tmp_path: Path, status: int, error: type[Exception]
) -> None:
    server.say(Answer([b'{"error": {"message": "Not so"}}'], status, {"Content-Type": "application/json"}))
    client = client_of(server, max_retries=0)
    with streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        for _ in range(2):
            with pytest.raises(error, match="Not so"):
                ask(client)
        server.say(replies.text("Better"))
        assert ask(client) == "Better"
    assert len(watch.paths) == 1
    first, _, last = replies_in(watch.paths[0])
    assert (first["error"]["status"], last["content"]) == (status, "Better")
    assert "Not so" in first["error"]["message"]


def test_nobody_there_and_a_server_that_cuts(server: ChatServer, tmp_path: Path) -> None:
    server.say(Answer([replies.chunk({"content": "Hel"}), Cut()]))
    gone = OpenAI(base_url="http://127.0.0.1:1/v1", api_key=KEY, max_retries=1)
    client = client_of(server)
    with streamtui.watch(gone, tmp_path / "a.jsonl"), streamtui.watch(client, tmp_path / "b.jsonl"):
        with pytest.raises(openai.APIConnectionError):
            ask(gone)
        with pytest.raises(openai.APIConnectionError):
            ask(client)
    (refused,), (cut,) = replies_in(tmp_path / "a.jsonl"), replies_in(tmp_path / "b.jsonl")
    assert (refused["error"]["kind"], refused["attempts"]) == ("connection", 2)
    assert (cut["content"], cut["error"]["kind"]) == ("Hel", "cut")
    assert "broke off in mid-reply" in cut["error"]["message"]
    assert [event.how for event in of_kind(tmp_path / "b.jsonl", BodyEnded)] == ["broken"]


def test_a_program_that_stops_reading_is_told_from_a_watching_that_ends(server: ChatServer, tmp_path: Path) -> None:
    client, held = client_of(server), asyncio.Event()
    server.say(Answer([replies.chunk({"content": "Hel"}), held]))
    with streamtui.watch(client, tmp_path / "a.jsonl"):
        stream = client.chat.completions.create(model="m", messages=HELLO, stream=True)
        next(iter(stream))
        stream.close()
    (stopped,) = replies_in(tmp_path / "a.jsonl")
    assert (stopped["content"], stopped["error"]["kind"]) == ("Hel", "cancelled")
    assert "program left" in stopped["error"]["message"]

    server.say(replies.text("Hel", "lo", " there"))
    with streamtui.watch(client, tmp_path / "b.jsonl"):
        stream = client.chat.completions.create(model="m", messages=HELLO, stream=True)
    assert "".join(one.choices[0].delta.content or "" for one in stream if one.choices) == "Hello there"
    (left,) = replies_in(tmp_path / "b.jsonl")
    assert "watched no longer" in left["error"]["message"]


def test_other_paths_are_recorded_as_exchanges(server: ChatServer, tmp_path: Path) -> None:
    client = client_of(server)
    with streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        assert [model.id for model in client.models.list()] == ["test-model"]
    assert replies_in(watch.paths[0]) == []
    assert b"test-model" in b"".join(event.data for event in of_kind(watch.paths[0], BytesReceived))


def test_azure_and_copies_of_a_client_are_watched(server: ChatServer, tmp_path: Path) -> None:
    azure = AzureOpenAI(azure_endpoint=server.root_url, api_key=KEY, api_version="2024-10-21")
    with streamtui.watch(azure, tmp_path / "a.jsonl") as watch:
        assert ask(azure.with_options(timeout=20)) == "Hello there"
    (prepared,) = of_kind(watch.paths[0], RequestPrepared)
    assert prepared.url.endswith("/openai/deployments/m/chat/completions?api-version=2024-10-21")
    assert dict(prepared.headers)["api-key"] == "***"


async def test_azure_is_watched_asynchronously_too(server: ChatServer, tmp_path: Path) -> None:
    client = AsyncAzureOpenAI(azure_endpoint=server.root_url, api_key=KEY, api_version="2024-10-21")
    async with client, streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        async for _ in await client.chat.completions.create(model="m", messages=HELLO, stream=True):
            pass
    assert [reply["content"] for reply in replies_in(watch.paths[0])] == ["Hello there"]


def test_no_key_is_recorded(server: ChatServer, tmp_path: Path) -> None:
    other = "another-secret-2"
    server.say(replies.text(f"{KEY} ", KEY[:9], KEY[9:], f" {other}"))
    client = client_of(server, default_headers={"x-api-key": "key-of-a-header-3"})
    with streamtui.watch(client, tmp_path / "a.jsonl", secrets=[other]) as watch:
        assert ask(client, f"{KEY} key-of-a-header-3").count(KEY) == 2
    text = watch.paths[0].read_text()
    assert not [key for key in (KEY, KEY[6:], other, "key-of-a-header-3") if key in text]


def test_what_lies_there_is_left_alone_or_replaced_on_a_word(server: ChatServer, tmp_path: Path) -> None:
    client = client_of(server)
    (tmp_path / "a.jsonl").write_text("something\n")
    with streamtui.watch(client, tmp_path / "a.jsonl") as beside:
        ask(client)
    assert beside.paths == [tmp_path / "a-2.jsonl"]
    assert (tmp_path / "a.jsonl").read_text() == "something\n"
    with streamtui.watch(client, tmp_path / "a-2.jsonl", replace=True) as again:
        ask(client)
    assert again.paths == [tmp_path / "a-2.jsonl"]
    assert len(replies_in(tmp_path / "a-2.jsonl")) == 1


def test_a_failing_disk_costs_the_recording_alone(
    server: ChatServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    client = client_of(server)
    with caplog.at_level(logging.WARNING), streamtui.watch(client, tmp_path / "file" / "a.jsonl") as watch:
        assert ask(client) == "Hello there"
    assert watch.paths == []
    assert str(tmp_path / "file") in watch.failure
    assert watch.failure in caplog.text


class FakeThread:
    """Of a journal that has so many turns of work before it, each as long as somebody is patient."""

    def __init__(self, journal: Journal, turns: int, *, hangs: bool) -> None:
        self._journal, self._turns, self._hangs = journal, turns, hangs

    def is_alive(self) -> bool:
        return self._turns > 0

    def join(self, timeout: float) -> None:
        if not self._hangs:
            self._turns -= 1
            self._journal._done += 1


@pytest.mark.parametrize("hangs", [False, True])
def test_what_takes_long_to_record_is_waited_for_and_what_hangs_is_not(tmp_path: Path, hangs: bool) -> None:
    client = OpenAI(base_url="http://h/v1", api_key=KEY)
    with streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        journal = watch._journal
        assert journal is not None
        thread = journal._thread
        journal._thread = FakeThread(journal, 5, hangs=hangs)  # type: ignore[assignment]
    thread.join()
    assert watch.failure == ("The disk takes nothing; the recording ends where it stopped." if hangs else "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device on this system")
def test_a_full_disk_costs_the_recording_alone(server: ChatServer) -> None:
    client = client_of(server)
    with streamtui.watch(client, "/dev/full") as watch:
        assert [ask(client) for _ in range(3)] == ["Hello there"] * 3
    assert "the disk is full" in watch.failure


@pytest.mark.parametrize("other", [object(), "client", None, httpx2.Client()])
def test_another_client_is_refused_in_a_sentence(other: object, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="takes a client of openai"):
        streamtui.watch(other, tmp_path / "a.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_blocks_may_lie_in_each_other_and_end_in_any_order(server: ChatServer, tmp_path: Path) -> None:
    client = client_of(server)
    before = dict(vars(client._client._transport))
    outer, inner = streamtui.watch(client, tmp_path / "outer.jsonl"), streamtui.watch(client, tmp_path / "inner.jsonl")
    outer.__enter__()
    ask(client)
    inner.__enter__()
    ask(client)
    outer.__exit__(None, None, None)
    ask(client)
    inner.__exit__(None, None, None)
    ask(client)
    assert len(replies_in(tmp_path / "outer.jsonl")) == len(replies_in(tmp_path / "inner.jsonl")) == 2
    assert vars(client._client._transport) == before
    with pytest.raises(RuntimeError, match="already"):
        inner.__enter__()


def test_a_block_is_left_by_the_programs_own_error_and_the_client_is_as_it_was(tmp_path: Path) -> None:
    with in_thread(ChatServer(replies.text("Hi"))) as server:
        client = client_of(server)
        http = client._client
        ask(client)
        before = (http, dict(vars(http)), dict(vars(http._transport)), dict(http._mounts))
        watch = streamtui.watch(client, tmp_path / "a.jsonl")
        with pytest.raises(ZeroDivisionError), watch:
            raise ZeroDivisionError(ask(client))
        assert (client._client, dict(vars(http)), dict(vars(http._transport)), dict(http._mounts)) == before
    assert [reply["content"] for reply in replies_in(tmp_path / "a.jsonl")] == ["Hi"]
    assert not [thread for thread in threading.enumerate() if thread.name in ("streamtui.watch", "recording")]


class Broken(httpx2.ReadError):
    """Of the network."""


class PiecesStream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """Gives the pieces, then breaks, and remembers how it was closed."""

    def __init__(self, pieces: Sequence[bytes], error: Exception | None) -> None:
        self._pieces, self._error = pieces, error
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
        if self._error is not None:
            raise self._error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


class PiecesTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers anything with such a stream."""

    def __init__(self, error: Exception | None = None) -> None:
        self.stream = PiecesStream(PIECES, error)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, stream=self.stream)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.handle_request(request)


def test_a_program_that_waits_no_longer_is_told_from_a_server_that_cuts(tmp_path: Path) -> None:
    transport = PiecesTransport()
    transport.stream = PiecesStream([replies.chunk({"content": "Hel"})], httpx2.ReadTimeout("timed out"))
    client = OpenAI(base_url="http://h/v1", api_key=KEY, http_client=httpx2.Client(transport=transport))
    with streamtui.watch(client, tmp_path / "a.jsonl"), pytest.raises(openai.APITimeoutError):
        ask(client)
    (reply,) = replies_in(tmp_path / "a.jsonl")
    assert (reply["content"], reply["error"]["kind"]) == ("Hel", "stalled")
    assert "fell silent in mid-reply for longer than the program waits" in reply["error"]["message"]


@pytest.mark.parametrize("error", [None, Broken("gone")])
def test_bytes_borders_errors_and_closing_are_those_of_the_transport(tmp_path: Path, error: Exception | None) -> None:
    transport = PiecesTransport(error)
    client = OpenAI(base_url="http://h/v1", api_key=KEY, http_client=httpx2.Client(transport=transport))
    got: list[bytes] = []
    raised: Exception | None = None
    with streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        try:
            with client.chat.completions.with_streaming_response.create(
                model="m", messages=HELLO, stream=True
            ) as response:
                got.extend(response.http_response.iter_raw())
        except Broken as broken:
            raised = broken
    assert (got, raised, transport.stream.closed) == (PIECES, error, 1)
    assert [event.data for event in of_kind(watch.paths[0], BytesReceived)] == PIECES
    assert [event.how for event in of_kind(watch.paths[0], BodyEnded)] == ["broken" if error else "end"]
    assert vars(transport) == {"stream": transport.stream}


@pytest.mark.parametrize("error", [None, Broken("gone")])
async def test_the_same_asynchronously(tmp_path: Path, error: Exception | None) -> None:
    transport = PiecesTransport(error)
    http = httpx2.AsyncClient(transport=transport)
    client = AsyncOpenAI(base_url="http://h/v1", api_key=KEY, http_client=http)
    got: list[bytes] = []
    raised: Exception | None = None
    async with streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        try:
            async with client.chat.completions.with_streaming_response.create(
                model="m", messages=HELLO, stream=True
            ) as response:
                async for data in response.http_response.aiter_raw():
                    got.append(data)  # noqa: PERF401 - what came before the error stays
        except Broken as broken:
            raised = broken
    assert (got, raised, transport.stream.closed) == (PIECES, error, 1)
    assert [event.data for event in of_kind(watch.paths[0], BytesReceived)] == PIECES


async def test_a_task_that_is_cancelled_in_mid_stream_is_cancelled(server: ChatServer, tmp_path: Path) -> None:
    server.say(Answer([replies.chunk({"content": "Hel"}), asyncio.Event()]))
    client = AsyncOpenAI(base_url=server.base_url, api_key=KEY)
    began = asyncio.Event()

    async def read() -> None:
        async for _ in await client.chat.completions.create(model="m", messages=HELLO, stream=True):
            began.set()

    async with client, streamtui.watch(client, tmp_path / "a.jsonl"):
        reading = asyncio.create_task(read())
        await began.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    (reply,) = replies_in(tmp_path / "a.jsonl")
    assert (reply["content"], reply["error"]["kind"]) == ("Hel", "cancelled")


def test_an_answer_that_is_there_as_a_whole_is_recorded_too(tmp_path: Path) -> None:
    """As programs' own tests make them."""
    body = b"".join([replies.chunk({"content": "Hi"}), replies.chunk(finish="stop"), replies.DONE])
    kind = {"Content-Type": "text/event-stream"}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, headers=kind, content=body))
    client = OpenAI(base_url="http://h/v1", api_key=KEY, http_client=httpx2.Client(transport=transport))
    with streamtui.watch(client, tmp_path / "a.jsonl") as watch:
        assert ask(client) == "Hi"
    assert [reply["content"] for reply in replies_in(watch.paths[0])] == ["Hi"]


def test_the_readmes_example_does_what_it_says(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```python\n(import streamtui\n.*?)```", (REPOSITORY / "README.md").read_text(), re.DOTALL)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    exec(example, {})
    assert capsys.readouterr().out.startswith("Hello there[")
    assert [reply["content"] for reply in replies_in(Path("run.jsonl"))] == ["Hello there"]


def test_without_a_path_the_file_is_named_after_the_time_of_day(server: ChatServer) -> None:
    client = client_of(server)
    with streamtui.watch(client) as watch:
        ask(client)
    (path,) = watch.paths
    assert path.name.startswith("streamtui-2")
    assert (Path.cwd() / path).is_file()
