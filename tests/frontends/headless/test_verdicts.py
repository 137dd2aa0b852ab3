"""What went wrong, in the lines of `ask` and `replay`: the same, live and read again."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from streamtui.core.ports.recordings import RecordingHeader
from streamtui.frontends.headless.replay import replay
from streamtui.storage.recordings.forms import read_stream
from streamtui.storage.recordings.writer import RecordingWriter
from tests.commands import Done, run
from tests.core.verdicts.judged import events_of, piece, used, whole
from tests.doubles.terminals import FakeTerminal
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.replies import Answer
from tests.servers.threaded import in_thread

CUT = Answer(
    whole(piece("", "calculate"), piece('{"expression"'), piece(': "17 * 2'), finish="tool_calls", usage=used(40, 20))
)


def ask(folder: Path, *answers: Answer, more: tuple[str, ...] = ()) -> Done:
    with in_thread(ChatServer()) as server:
        server.say(*answers)
        place = ("--base-url", server.base_url, "-m", "m", "--no-store")
        return run("ask", "go", *place, *more, cwd=folder)


def verdicts_in(lines: str) -> list[list[dict[str, Any]]]:
    return [json.loads(line)["verdicts"] for line in lines.splitlines()]


def test_a_line_of_json_tells_what_went_wrong_and_the_recording_tells_the_same(tmp_path: Path) -> None:
    more = ("--json", "--tool", "calculate", "--set", "max_tokens=20", "--record", "cut.jsonl")
    done = ask(tmp_path, CUT, replies.text("Sorry."), more=more)
    [[verdict], nothing] = told = verdicts_in(done.stdout)
    assert nothing == []
    assert verdict.keys() == {"id", "sentence", "chunk"}
    assert (verdict["id"], verdict["chunk"]) == ("cut-by-limit", 3)
    assert "end inside a string at byte 22: cut by the limit" in verdict["sentence"]
    assert verdicts_in(run("replay", "cut.jsonl", "--json", cwd=tmp_path).stdout) == told
    assert verdicts_in(run("replay", "cut.jsonl", "--json", "--decode", cwd=tmp_path).stdout) == told


def test_the_schema_is_that_of_the_request(tmp_path: Path) -> None:
    wrong = replies.tool_calls(("calculate", '{"expresion": "1+1"}'))
    done = ask(tmp_path, wrong, replies.text("Sorry."), more=("--json", "--tool", "calculate"))
    [[verdict], _] = verdicts_in(done.stdout)
    assert verdict["id"] == "schema"
    assert "“expresion”, which its schema does not know (perhaps expression)" in verdict["sentence"]


def test_a_reply_that_is_right_has_none_and_one_that_never_came_neither(tmp_path: Path) -> None:
    assert verdicts_in(ask(tmp_path, replies.text("Hi."), more=("--json",)).stdout) == [[]]
    assert verdicts_in(ask(tmp_path, Answer(status=400), more=("--json",)).stdout) == [[]]


def test_what_a_stall_is_the_settings_say_in_a_replay_too(tmp_path: Path) -> None:
    path = tmp_path / "slow.jsonl"
    with RecordingWriter(path, RecordingHeader(model="m")) as recorder:
        for event in events_of(whole({"content": "One."}, {"content": " Two."}), gaps_s=(0.1, 5.0)):
            recorder.record(event)
    assert verdicts_in(run("replay", path, "--json").stdout) == [[]]
    [[verdict]] = verdicts_in(run("replay", path, "--json", env={"STREAMTUI_TIMEOUTS_STALL_WARN_S": "4"}).stdout)
    assert (verdict["id"], verdict["chunk"]) == ("stall", 2)


def test_with_the_statistics_they_are_told_as_lines(tmp_path: Path) -> None:
    done = ask(tmp_path, Answer(whole({"content": "Hi."}, finish="tool_calls")), more=("--stats",))
    assert done.stdout == "Hi.\n"
    assert done.stderr.endswith(
        "? The server said “tool_calls”, but no call came; agents that wait for one hang. (chunk 2)\n"
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_who_replays_text_on_a_terminal_is_told_and_a_log_stays_quiet(tmp_path: Path, terminal: bool) -> None:
    path = tmp_path / "body.sse"
    path.write_bytes(b"".join(whole({"content": "Hi."}, finish="tool_calls")))
    out, err = io.StringIO(), FakeTerminal() if terminal else io.StringIO()
    assert replay([path], read_stream, as_json=False, out=out, err=err) == 0
    assert out.getvalue() == "Hi.\n"
    assert ("agents that wait for one hang. (chunk 2)\n" in err.getvalue()) is terminal
