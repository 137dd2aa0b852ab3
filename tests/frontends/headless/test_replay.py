"""`streamtui replay`: files in, replies out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from streamtui.core.chat.events import PromptSubmitted, RequestSent, TextDelta, TurnFailed
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.frontends.headless.replay import replay
from streamtui.storage.recordings.forms import read_stream
from streamtui.storage.recordings.writer import RecordingWriter
from tests.core.wire.streams import DONE, chunk, sse, stream
from tests.doubles.terminals import FakeTerminal
from tests.paths import FROZEN

Body = Callable[..., Path]


@pytest.fixture
def body(tmp_path: Path) -> Body:
    """Writes a response body to a file."""

    def write(content: bytes, name: str = "body.sse") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def lines_of(*paths: Path) -> tuple[int, list[dict[str, Any]], str]:
    out, err = io.StringIO(), io.StringIO()
    code = replay(paths, read_stream, as_json=True, out=out, err=err)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def text_of(*paths: Path, out: io.StringIO | None = None) -> tuple[int, str, str]:
    out, err = out or io.StringIO(), io.StringIO()
    code = replay(paths, read_stream, as_json=False, out=out, err=err)
    return code, out.getvalue(), err.getvalue()


def test_a_body_becomes_one_line_with_every_field(body: Body) -> None:
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    call = {"index": 0, "id": "a", "function": {"name": "f", "arguments": '{"x":1}'}}
    other = {"choices": [{"index": 1, "delta": {"content": "Or so."}, "finish_reason": "stop"}]}
    chunks = [chunk({"reasoning": "hm"}), chunk({"content": "One. Two."}), chunk({"tool_calls": [call]}), other]
    code, lines, _ = lines_of(body(stream(*chunks, chunk(usage=usage))))
    call_line = {"id": "a", "name": "f", "arguments": '{"x":1}'}
    nothing: dict[str, Any] = {"reasoning": "", "refusal": None, "tool_calls": []}
    assert lines == [
        {
            "schema": "streamtui.reply.v1",
            "model": "m",
            "content": "One. Two.",
            "reasoning": "hm",
            "refusal": None,
            "tool_calls": [call_line],
            "finish_reason": "stop",
            "usage": {**usage, "cached_tokens": None, "reasoning_tokens": None},
            "statistics": {
                "words": 2,
                "sentences": 2,
                "characters": 9,
                "code_blocks": 0,
                "chunks": 6,
                "ttft_s": None,
                "duration_s": None,
                "tpot_s": None,
            },
            "alternatives": [{"index": 1, "content": "Or so.", **nothing, "finish_reason": "stop"}],
            "api": "chat",
            "response_id": None,
            "server_calls": [],
            "citations": [],
            "format": None,
            "attempts": 1,
            "complete": True,
            "error": None,
            "verdicts": [
                {
                    "id": "finish-reason",
                    "sentence": "The server said “stop”, though a call came; clients that go by the reason never run f:"
                    " it should say tool_calls.",
                    "chunk": 6,
                }
            ],
        }
    ]
    assert code == 0


def test_a_broken_reply_keeps_its_content_beside_the_error(body: Body) -> None:
    code, [line], _ = lines_of(body(sse(chunk({"content": "Hel"}))))
    assert (code, line["content"], line["complete"]) == (1, "Hel", False)
    assert line["error"].keys() == {"kind", "message", "status", "retry_after_s"}
    assert line["error"]["kind"] == "cut"


def test_several_files_give_several_lines_in_order(body: Body) -> None:
    paths = [body(stream(chunk({"content": text})), text) for text in "abc"]
    code, lines, _ = lines_of(*paths, FROZEN)
    assert [line["content"] for line in lines] == ["a", "b", "c", "", "It is **42**.", "", "56.", "", "Noted."]
    assert code == 1


@pytest.mark.parametrize(
    "content",
    [b"root:x:0:0:root:/root:/bin/bash\n", b"\x7fELF\x00\x01", b"# A page\n\ndata\n", b"\x89PNG\r\n:\x00\nIDAT", b""],
)
def test_a_file_that_holds_no_stream_is_told_as_one(body: Body, content: bytes) -> None:
    path = body(content)
    code, lines, err = lines_of(path, body(stream(chunk({"content": "a"})), "a.sse"))
    assert (code, [line["content"] for line in lines]) == (2, ["a"])
    assert err.startswith(f"streamtui: {path} holds no stream: ")


def test_an_error_that_a_server_sent_is_still_its_reply(body: Body) -> None:
    code, [line], _ = lines_of(body(b'{"error": {"message": "no such model"}}'))
    assert (code, line["complete"]) == (1, False)


def test_a_recording_keeps_its_times(tmp_path: Path) -> None:
    line = lines_of(FROZEN)[1][1]
    assert line["statistics"]["ttft_s"] == pytest.approx(0.4)
    assert line["statistics"]["duration_s"] == pytest.approx(11.4)
    assert (line["model"], line["attempts"]) == ("m-1", 1)


def test_a_recording_that_ends_in_mid_reply_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    with RecordingWriter(path, RecordingHeader(model="m")) as recorder:
        recorder.record(PromptSubmitted(1.0, "Hi"))
        recorder.record(RequestSent(2.0, 1, "m"))
        recorder.record(TextDelta(3.0, "Hel"))
    code, [line], _ = lines_of(path)
    assert (code, line["content"], line["error"]["kind"]) == (1, "Hel", "cut")


def test_a_recorded_turn_that_never_had_a_reply_is_a_line_too(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    with RecordingWriter(path, RecordingHeader(model="m")) as recorder:
        recorder.record(PromptSubmitted(1.0, "Hi"))
        recorder.record(TurnFailed(2.0, Fault("configuration", "No model.")))
    code, [line], _ = lines_of(path)
    assert (code, line["error"]["message"]) == (1, "No model.")


def test_text_goes_to_stdout_and_the_rest_to_stderr(body: Body) -> None:
    code, out, err = text_of(body(sse(chunk({"reasoning": "hm"}), chunk({"content": "Hello"}))))
    assert (code, out) == (1, "Hello\n")
    assert "hm" in err
    assert "before the reply was complete" in err


def test_what_could_act_on_a_terminal_reaches_a_pipe_only(body: Body) -> None:
    path = body(stream(chunk({"content": "a\x1b[31mb"})))
    assert text_of(path)[1] == "a\x1b[31mb\n"
    assert "\x1b" not in text_of(path, out=FakeTerminal())[1]


def test_a_file_that_cannot_be_read_is_named_and_harms_no_other(body: Body, tmp_path: Path) -> None:
    code, lines, err = lines_of(tmp_path / "none", tmp_path, body(stream(chunk({"content": "a"}))))
    assert (code, [line["content"] for line in lines]) == (2, ["a"])
    assert str(tmp_path / "none") in err


def test_the_line_is_ascii_whatever_the_reply_holds(body: Body) -> None:
    out = io.StringIO()
    replay([body(stream(chunk({"content": "\x1b\x9b\u202eé"})))], read_stream, as_json=True, out=out, err=out)
    assert out.getvalue().isascii()
    assert "\x1b" not in out.getvalue()


def test_the_command_minds_no_closed_pipe(body: Body) -> None:
    path = body(stream(chunk({"content": "line\n" * 50_000})))
    command = [sys.executable, "-m", "streamtui", "replay", str(path)]
    reader, writer = os.pipe()
    process = subprocess.Popen(command, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    os.read(reader, 10)
    os.close(reader)
    assert (process.communicate()[1], process.returncode) == (b"", 0)


def test_done_alone_is_no_reply(body: Body) -> None:
    assert lines_of(body(DONE))[1][0]["complete"] is False
