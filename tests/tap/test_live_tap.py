"""What is shown and recorded of the requests that pass: the events of a chat of ours, without keys."""

from __future__ import annotations

import asyncio
import gzip
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.tap import Stage
from streamtui.core.text.secrets import Secrets
from streamtui.frontends.headless.tap import TapPrinter
from streamtui.storage.recordings.forms import convert, read_anew
from streamtui.storage.recordings.reader import read_recording
from tests.disks import largest_file
from tests.servers.fault import FaultServer
from tests.tap.live import live, live_before
from tests.tap.tapping import Handler, read_head, serving
from tests.tap.test_engine import exchange

SSE = (
    b"".join(
        b"data: "
        + json.dumps({"model": "m-1", "choices": [{"index": 0, "delta": {"content": word}}]}).encode()
        + b"\n\n"
        for word in ("Hello", ", ", "world.")
    )
    + b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'
)
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"


def asking(path: str = "/v1/chat/completions", *lines: str, method: str = "POST", **body: Any) -> bytes:
    usual = {} if "input" in body else {"messages": [{"role": "user", "content": "Hi"}]}
    said = json.dumps({"model": "m", "stream": True, **usual, **body})
    head = "".join(f"{line}\r\n" for line in (f"{method} {path} HTTP/1.1", "Host: localhost", *lines))
    return f"{head}Content-Length: {len(said)}\r\n\r\n{said}".encode()


def answering(*packets: bytes, go_on: asyncio.Semaphore | None = None) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await read_head(reader)
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        for packet in packets:
            writer.write(packet)
            await writer.drain()
            if go_on is not None:
                await go_on.acquire()

    return handle


def events_in(path: Path) -> list[ev.StreamEvent]:
    recording = read_recording(path)
    assert recording is not None
    return [event for lane in recording.lanes for event in lane.events]


async def test_a_request_is_shown_when_it_comes_and_while_it_streams() -> None:
    go_on = asyncio.Semaphore(0)
    head = EVENTS + b"Content-Length: %d\r\n\r\n" % len(SSE)
    async with live_before(answering(head, SSE[:60], SSE[60:], go_on=go_on)) as shown:
        answer = asyncio.create_task(exchange(shown.port, asking()))
        await shown.until(lambda: bool(shown.requests) and shown.requests[0].model == "m")
        (one,) = shown.requests
        assert (one.method, one.path, one.api, one.messages) == ("POST", "/v1/chat/completions", "chat", 1)
        for stage in ("waiting", "streaming"):
            await shown.until(lambda stage=stage: (1, stage) in shown.stages)  # type: ignore[misc]
            go_on.release()
        go_on.release()
        await shown.over()
        assert (await answer).endswith(SSE)
    assert one.stage is Stage.DONE
    assert str(one.reply.text if one.reply else "") == "Hello, world."
    assert one.figures.ttft_s is not None
    assert one.status == 200


async def test_a_recording_holds_every_byte_and_both_instants_and_folds_to_what_was_shown(tmp_path: Path) -> None:
    async with live_before(answering(EVENTS + b"\r\n", SSE[:33], SSE[33:]), record=tmp_path) as shown:
        await exchange(shown.port, asking())
        (one,) = await shown.over()
    kept = events_in(tmp_path / "1.jsonl")
    assert kept == one.events
    assert b"".join(event.data for event in kept if isinstance(event, ev.BytesReceived)) == SSE
    taken = [event for event in kept if isinstance(event, ev.BytesTaken)]
    assert taken[-1].size == len(SSE)
    reads = [event for event in kept if isinstance(event, ev.BytesReceived)]
    assert [event.at for event in reads] == sorted(event.at for event in reads)
    assert [type(event) for event in kept[:4]] == [
        ev.SystemPromptChanged,
        ev.PromptSubmitted,
        ev.RequestSent,
        ev.RequestPrepared,
    ]
    state = ChatState().fold(kept)
    assert state.reply is not None
    assert one.reply is not None
    assert str(state.reply.text) == str(one.reply.text) == "Hello, world."
    for form in ("har", "sse"):
        convert(tmp_path / "1.jsonl", tmp_path / f"1.{form}")
    assert (tmp_path / "1.sse").read_bytes() == SSE
    (entry,) = json.loads((tmp_path / "1.har").read_text())["log"]["entries"]
    assert all(message["_takenTime"] >= message["time"] for message in entry["_eventSourceMessages"])
    again = ChatState().fold(event for lane in read_anew(tmp_path / "1.jsonl").lanes for event in lane.events)
    assert again.reply is not None
    assert str(again.reply.text) == "Hello, world."


async def test_what_is_packed_is_unpacked_for_us_alone(tmp_path: Path) -> None:
    packed = gzip.compress(SSE)
    head = EVENTS + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    async with live_before(answering(head, packed[:40], packed[40:]), record=tmp_path) as shown:
        assert (await exchange(shown.port, asking())).endswith(packed)
        (one,) = await shown.over()
    assert str(one.reply.text if one.reply else "") == "Hello, world."
    assert (
        b"".join(event.data for event in events_in(tmp_path / "1.jsonl") if isinstance(event, ev.BytesReceived)) == SSE
    )


async def test_a_packing_that_is_not_known_passes_and_is_said(tmp_path: Path) -> None:
    packed = EVENTS + b"Content-Encoding: compress\r\nContent-Length: 4\r\n\r\n\x1f\x9d!!"
    async with live_before(answering(packed)) as shown:
        assert (await exchange(shown.port, asking())).endswith(b"\x1f\x9d!!")
        (one,) = await shown.over()
    assert any("compress" in event.text for event in one.events if isinstance(event, ev.NoticeIssued))


KEY = "sk-of-the-tests-0123456789"


async def test_keys_are_in_nothing_that_is_kept(tmp_path: Path) -> None:
    echo = b'data: {"choices": [{"index": 0, "delta": {"content": "Your key is sk-of-the-'
    cut = b'tests-0123456789, me: swordfish-swordfish"}}]}\n\n' + SSE
    basic = b64encode(b"me:swordfish-swordfish").decode()
    async with live_before(
        answering(EVENTS + b"\r\n", echo, cut), record=tmp_path, secrets=Secrets("known-to-the-person")
    ) as shown:
        lines = (
            f"Authorization: Bearer {KEY}",
            f"Proxy-Authorization: Basic {basic}",
            "X-Api-Key: another-key-of-it",
        )
        request = asking("/v1/chat/completions?key=queried-key-99", *lines, user="known-to-the-person")
        answer = await exchange(shown.port, request)
        (one,) = await shown.over()
    assert KEY.encode() in answer
    kept = (tmp_path / "1.jsonl").read_text() + repr(one.events) + one.path + one.url + one.why
    for secret in (KEY, "swordfish-swordfish", basic, "another-key-of-it", "queried-key-99", "known-to-the-person"):
        assert secret not in kept
    assert "Your key is ***" in str(one.reply.text if one.reply else "")


@pytest.mark.parametrize(
    ("model", "stage", "status", "why"),
    [
        ("401", Stage.FAILED, 401, "refused the API key"),
        ("429-final", Stage.FAILED, 429, "Rate limited"),
        ("cut-between", Stage.FAILED, 200, "broke off in mid-reply"),
        ("stream-error", Stage.FAILED, 200, ""),
        ("json", Stage.DONE, 200, ""),
        ("tools", Stage.DONE, 200, ""),
    ],
)
async def test_how_a_request_ended_is_told(model: str, stage: Stage, status: int, why: str) -> None:
    async with FaultServer() as server, live(server.base_url) as shown:
        await exchange(shown.port, asking("/v1/chat/completions", "Connection: close", model=model))
        (one,) = await shown.over()
    assert (one.stage, one.status) == (stage, status)
    assert why in one.why
    assert one.figures.calls == (2 if model == "tools" else 0)


@pytest.mark.parametrize(
    ("path", "foreign"),
    [("/v1/messages", "Anthropic's API"), ("/api/chat", "Ollama's own API"), ("/v1/embeddings", "")],
)
async def test_other_apis_pass_as_raw_wire_and_that_is_said(path: str, foreign: str, tmp_path: Path) -> None:
    body = b'{"a": 1}\n{"b": 2}\n' if path == "/api/chat" else b"event: x\ndata: {}\n\nevent: y\ndata: {}\n\n"
    kind = b"application/x-ndjson" if path == "/api/chat" else b"text/event-stream"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, len(body))
    async with live_before(answering(head + body), record=tmp_path) as shown:
        assert (await exchange(shown.port, asking(path))).endswith(body)
        (one,) = await shown.over()
    assert (one.stage, one.decoded, one.foreign) == (Stage.DONE, False, foreign)
    assert one.messages == bool(foreign), "what is embedded is no message"
    kept = events_in(tmp_path / "1.jsonl")
    assert sum(isinstance(event, ev.ChunkReceived) for event in kept) == 2
    assert any("not decoded" in event.text for event in kept if isinstance(event, ev.NoticeIssued)) == bool(foreign)


@pytest.mark.parametrize("path", ["/v1/completions", "/api/generate", "/v1/images/generations", "/v1/chat/completions"])
async def test_a_model_is_named_whatever_is_asked_of_it(path: str) -> None:
    async with live_before(answering(EVENTS + b"\r\n", SSE)) as shown:
        for model in ("m", "sk-proj-0123456789abcdefghij"):
            body = json.dumps({"model": model, "prompt": "Hi"})
            head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
            await exchange(shown.port, (head + body).encode())
        first, second = await shown.over(2)
    assert first.model == "m"
    assert "0123456789" not in second.model


async def test_requests_of_one_conversation_are_a_thread() -> None:
    said = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
    later = [*said, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "More"}]
    other = [said[0], {"role": "user", "content": "Something else"}]
    async with live_before(answering(EVENTS + b"\r\n", SSE)) as shown:
        for messages in (said, other, later, [*later, {"role": "user", "content": "?"}], said):
            await exchange(shown.port, asking(messages=messages))
        requests = await shown.over(5)
    assert [one.thread for one in requests] == [1, 2, 1, 1, 1]


async def test_a_system_prompt_that_is_another_each_time_keeps_nobody_from_a_thread() -> None:
    """But for that of another agent, which is asked the same at first; then what was answered tells them apart."""

    def asked(prompt: str, *words: str) -> bytes:
        said = [{"role": ("user", "assistant")[number % 2], "content": one} for number, one in enumerate(words)]
        return asking(messages=[{"role": "system", "content": prompt}, *said])

    replied = b'data: {"choices":[{"index":0,"delta":{"content":"%d"}}]}\n\ndata: [DONE]\n\n'
    number = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal number
        number += 1
        await answering(EVENTS + b"\r\n", replied % number)(reader, writer)

    async with live_before(handle) as shown:
        for one in (
            *(asked("It is 13:45.", "Hi"), asked("You criticise.", "Hi")),
            *(asked("It is 13:46.", "Hi", "1", "More"), asked("You criticise much.", "Hi", "2", "Why?")),
            *(asked("It is 13:47.", "Hi", "1", "More", "elsewhere", "?"), asked("It is 13:48.", "Hi", "no", "?")),
        ):
            await exchange(shown.port, one)
        requests = await shown.over(6)
    assert [one.thread for one in requests] == [1, 2, 1, 2, 1, 6]


async def test_a_response_goes_on_with_the_one_it_names() -> None:
    def said(kind: str, number: int) -> bytes:
        response = {"id": f"resp_{number}", "object": "response", "status": "completed", "output": []}
        return b"data: " + json.dumps({"type": kind, "response": response}).encode() + b"\n\n"

    number = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal number
        number += 1
        await answering(EVENTS + b"\r\n", said("response.created", number) + said("response.completed", number))(
            reader, writer
        )

    async with live_before(handle) as shown:
        for words, before in (("Hi", None), ("Hello", None), ("More", "resp_1")):
            await exchange(shown.port, asking("/v1/responses", input=words, previous_response_id=before))
        requests = await shown.over(3)
    assert [one.api for one in requests] == ["responses"] * 3
    assert [one.thread for one in requests] == [1, 2, 1]


async def test_a_program_that_leaves_in_mid_reply_is_told_of(tmp_path: Path) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answering(EVENTS + b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n" % 85 + SSE[:85] + b"\r\n")(
            reader, writer
        )
        await reader.read()

    async with live_before(handle, record=tmp_path) as shown:
        reader, writer = await asyncio.open_connection("127.0.0.1", shown.port)
        writer.write(asking())
        await reader.readuntil(SSE[:85])
        writer.transport.abort()
        (one,) = await shown.over()
    assert (one.stage, one.why) == (Stage.LEFT, "The program left before the reply was whole; what arrived is kept.")
    assert str(one.reply.text if one.reply else "").startswith("Hello")
    assert isinstance(events_in(tmp_path / "1.jsonl")[-1], ev.TurnFailed)


@pytest.mark.parametrize("begun", [True, False])
async def test_a_tap_that_is_ended_in_mid_reply_does_not_say_that_the_program_left(begun: bool) -> None:
    never = asyncio.Semaphore(0)
    async with live_before(answering(EVENTS + b"\r\n" + SSE[:85] if begun else b"", go_on=never)) as shown:
        reader, writer = await asyncio.open_connection("127.0.0.1", shown.port)
        writer.write(asking())
        wanted = Stage.STREAMING if begun else Stage.WAITING
        await shown.until(lambda: any(one.stage is wanted for one in shown.requests))
        await shown.tap.stop()
        (one,) = await shown.over()
        assert await reader.read() == (EVENTS + b"\r\n" + SSE[:85] if begun else b"")
        writer.close()
    said = "The tap was ended before the response was whole; what arrived is kept."
    assert (one.stage, one.why) == (Stage.LEFT, said)


async def test_a_program_that_leaves_before_the_server_speaks_tls_closes_its_connection() -> None:
    left = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.set()
        await reader.read()  # the handshake that nobody answers, until the end
        left.set()

    came = asyncio.Event()
    async with serving(handle) as port, live(f"https://127.0.0.1:{port}/v1") as shown:
        _, writer = await asyncio.open_connection("127.0.0.1", shown.port)
        writer.write(asking())
        await came.wait()
        writer.close()
        await left.wait()
        (one,) = await shown.over()
    assert one.stage is Stage.LEFT


async def test_an_upload_is_read_back_exactly_from_its_recording_and_every_form_of_it(tmp_path: Path) -> None:
    key, upload = "key-of-the-program", bytes(range(256)) * 300
    head = "POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    head += f"Authorization: Bearer {key}\r\nContent-Length: {len(upload) + len(key)}\r\n\r\n"
    async with live_before(answering(b"HTTP/1.1 304 Not Modified\r\n\r\n"), record=tmp_path) as shown:
        await exchange(shown.port, head.encode() + upload + key.encode())
        (one,) = await shown.over()
    assert (one.stage, one.status) == (Stage.DONE, 304)
    convert(tmp_path / "1.jsonl", tmp_path / "2.har")
    convert(tmp_path / "2.har", tmp_path / "3.jsonl")
    for number in ("1.jsonl", "3.jsonl"):
        (sent,) = (event for event in events_in(tmp_path / number) if isinstance(event, ev.RequestPrepared))
        assert sent.content == upload + b"*" * len(key)


async def test_what_was_asked_counts_in_what_is_kept_whole() -> None:
    said = [{"role": "user", "content": "x" * 600_000}]
    async with live_before(answering(EVENTS + b"\r\n", SSE), kept_mb=1) as shown:
        for count in (1, 2, 3):  # which is the newest is told by when they were over
            await exchange(shown.port, asking(messages=said))
            requests = await shown.over(count)
    assert [one.chat is not None for one in requests] == [False, False, True]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "let its base URL begin with http://, not https://."),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "the tap passes on HTTP/1.1 alone."),
    ],
)
async def test_what_is_no_request_is_shown_too_lest_a_program_is_missed_in_silence(said: bytes, why: str) -> None:
    async with live_before(answering(EVENTS + b"\r\n", SSE)) as shown:
        assert (await exchange(shown.port, said)).startswith(b"HTTP/1.1 400 ")
        (one,) = await shown.over()
    assert (one.stage, one.status, one.method) == (Stage.FAILED, 400, "-")
    assert one.why.endswith(why)


async def test_a_folder_that_can_not_be_written_costs_the_recordings_alone(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.touch()
    async with live_before(answering(EVENTS + b"\r\n", SSE), record=place) as shown:
        assert (await exchange(shown.port, asking())).endswith(SSE)
        (one,) = await shown.over()
        assert shown.tap.failure
    assert (one.stage, one.recording) == (Stage.DONE, None)


async def test_recordings_that_a_full_disk_ends_are_told_of_once_and_counted_at_the_end(tmp_path: Path) -> None:
    said: list[str] = []
    async with live_before(answering(EVENTS + b"\r\n", SSE), record=tmp_path) as shown:
        printer = TapPrinter(shown.tap, said.append)
        with largest_file(64):
            for number in (1, 2, 3):
                assert (await exchange(shown.port, asking())).endswith(SSE)
                printer.changed((await shown.over(number))[-1])
        printer.end()
    told = [line for line in said if line.startswith("streamtui: ")]
    assert len(told) == 2
    assert "1.jsonl ends here" in told[0]
    assert told[1] == "streamtui: So it was with 3 recordings in all: they end early, or are missing."


async def test_a_key_that_comes_back_in_base64_is_in_no_line_of_json() -> None:
    key = "my-own-secret-of-programs-1"
    said = json.dumps({"choices": [{"index": 0, "delta": {"content": b64encode(key.encode()).decode()}}]}).encode()
    lines: list[str] = []
    async with live_before(answering(EVENTS + b"\r\n", b"data: " + said + b"\n\n" + SSE)) as shown:
        await exchange(shown.port, asking("/v1/chat/completions", f"Authorization: Bearer {key}"))
        (one,) = await shown.over()
        TapPrinter(shown.tap, lines.append, lines.append).changed(one)
    assert json.loads(lines[-1])["content"] == "***Hello, world."


async def test_from_which_silence_on_one_is_a_stall_is_the_persons_to_say() -> None:
    async with live_before(answering(EVENTS + b"\r\n", SSE)) as shown:
        await exchange(shown.port, asking())
        (one,) = await shown.over()
        for stall_s, rules in ((10.0, []), (0.0, ["stall"])):
            lines: list[str] = []
            TapPrinter(shown.tap, lines.append, lines.append, stall_s=stall_s).changed(one)
            assert [verdict["id"] for verdict in json.loads(lines[-1])["verdicts"]] == rules


async def test_of_those_that_ended_only_the_newest_are_kept_whole() -> None:
    async with live_before(answering(EVENTS + b"\r\n", SSE), kept_mb=0) as shown:
        for _ in range(3):
            await exchange(shown.port, asking())
        requests = await shown.over(3)
    assert [one.events for one in requests] == [[], [], []]
    assert [one.figures.chunks for one in requests] == [4, 4, 4]
