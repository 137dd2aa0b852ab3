"""The `recording` commands."""

from __future__ import annotations

import json
from pathlib import Path

from streamtui.core.chat.state import ChatState
from tests.commands import run
from tests.paths import FROZEN_2
from tests.reading import events_in
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread


def test_a_recording_is_shown_with_what_it_counts_and_each_reply() -> None:
    done = run("recording", "show", str(FROZEN_2))
    assert done.returncode == 0
    assert "recorded  2026-11-29T06:00:00+00:00 by streamtui 0.1.0" in done.stdout
    assert "place     work · gpt-4.1-mini · https://api.example/v1" in done.stdout
    assert "2 reads, 75 bytes" in done.stdout
    assert " cut " in done.stdout


def test_what_a_file_says_of_itself_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    header = {"schema": "streamtui.recording.v2", "clock": 0, "model": "\x1b[2J\u202em", "program": "\x07"}
    (path := tmp_path / "a.jsonl").write_text(json.dumps(header) + "\n")
    said = run("recording", "show", str(path)).stdout
    assert not {"\x1b", "\u202e", "\x07"} & set(said)


def test_raw_bytes_have_no_times(tmp_path: Path) -> None:
    (path := tmp_path / "a.sse").write_bytes(b'data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n')
    said = run("recording", "show", str(path)).stdout
    assert "times  none" in said
    assert "first" not in said


def test_a_conversion_gives_the_bytes_and_overwrites_nothing(tmp_path: Path) -> None:
    body = tmp_path / "a.sse"
    assert run("recording", "convert", str(FROZEN_2), str(body)).returncode == 0
    assert body.read_bytes().endswith(b"data: [DONE]\n\n")
    again = run("recording", "convert", str(FROZEN_2), str(body))
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    assert run("recording", "convert", str(FROZEN_2), str(body), "--force").returncode == 0
    wrong = run("recording", "convert", str(FROZEN_2), str(tmp_path / "a.txt"))
    assert (wrong.returncode, "the endings .jsonl, .sse, .har" in wrong.stderr) == (2, True)


def test_a_race_is_one_recording_with_a_lane_for_each(tmp_path: Path) -> None:
    path = tmp_path / "race.jsonl"
    with in_thread(FaultServer()) as server:
        options = ("--base-url", server.base_url, "-m", "good", "-m", "reasoning", "--json", "--record", str(path))
        done = run("race", "Hi", *options)
        again = run("race", "Hi", *options)
    assert (done.returncode, again.returncode) == (0, 2)
    live = {line["contestant"]: line["content"] for line in map(json.loads, done.stdout.splitlines())}
    replayed = map(json.loads, run("replay", str(path), "--json").stdout.splitlines())
    assert {line["contestant"]: line["content"] for line in replayed} == live
    assert {json.loads(line)["contestant"] for line in path.read_text().splitlines()[1:]} == {0, 1}


def test_of_a_batch_each_reply_has_a_recording(tmp_path: Path) -> None:
    (prompts := tmp_path / "prompts.txt").write_text("One\nTwo\n")
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good")
        done = run("batch", str(prompts), *place, "--out", str(tmp_path / "out"), "--record", str(tmp_path / "kept"))
    assert done.returncode == 0
    kept = sorted((tmp_path / "kept").iterdir())
    lines = [json.loads(run("replay", str(path), "--json").stdout) for path in kept]
    assert [line["content"] for line in lines] == ["Hello, world."] * 2


def test_of_a_conversation_that_goes_on_all_is_recorded(tmp_path: Path) -> None:
    path, place = tmp_path / "all.jsonl", {"STREAMTUI_DATA_DIR": str(tmp_path / "data")}
    with in_thread(FaultServer()) as server:
        options = ("--base-url", server.base_url, "-m", "good")
        assert run("ask", "First", *options, env=place).returncode == 0
        done = run("ask", "Second", "--continue", *options, "--record", path, env=place)
    assert done.returncode == 0
    told = ChatState().fold(events_in(path)).conversation
    assert [str(message.text) for message in told.messages] == ["First", "Hello, world.", "Second", "Hello, world."]
    assert run("replay", path).stdout.count("Hello, world.") == 2
