"""`streamtui ask`, run as a person runs it, against a server that does everything wrong."""

from __future__ import annotations

import json
import re
import signal
import stat
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from streamtui.core.chat.events import PromptSubmitted
from tests.attachments.images import png
from tests.commands import Done, run, run_in_child, start
from tests.disks import largest_file
from tests.known import known
from tests.reading import events_in
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread

TYPES = {"image/png": png(2, 1), "application/pdf": b"%PDF-1.4\n\0"}
Ask = Callable[..., Done]


@pytest.fixture
def ask(fault_url: str) -> Ask:
    return lambda scenario, *more, **how: run("ask", "hi", "--base-url", fault_url, "-m", scenario, *more, **how)


@pytest.mark.parametrize("path", ["/dev/full", "chat.jsonl"])
def test_a_recording_that_finds_no_room_ends_and_the_reply_comes_once(tmp_path: Path, path: str) -> None:
    with in_thread(FaultServer()) as server, largest_file(700):
        done = run(
            "ask", "hi", "--base-url", server.base_url, "-m", "good", "--no-store", "--record", path, cwd=tmp_path
        )
    assert (done.returncode, done.stdout) == (1, "Hello, world.\n")
    assert re.fullmatch(
        f"streamtui: The recording {path} ends here, as (the disk is full|it can't be written).*; all else goes on.\n",
        done.stderr,
    )
    assert len(server.requests) == 1
    if path == "chat.jsonl":
        assert len(events_in(tmp_path / path)) > 1


def test_a_recording_that_is_there_stays_unless_it_may_go(ask: Ask) -> None:
    assert ask("good", "--record", "chat.jsonl").returncode == 0
    before = Path("chat.jsonl").read_bytes()
    done = ask("cut-between", "--record", "chat.jsonl")
    assert (done.returncode, done.stdout, Path("chat.jsonl").read_bytes()) == (2, "", before)
    said = "The recording chat.jsonl is there already and stays as it is: choose another name, or say --force."
    assert done.stderr == f"streamtui: {said}\n"
    assert ask("good", "--record", "chat.jsonl", "--force").returncode == 0
    assert Path("chat.jsonl").read_bytes() != before


def test_a_prompt_and_what_comes_through_the_pipe_are_sent_as_one() -> None:
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good")
        assert run("ask", "Sum this up", *place, stdin="a = 1\n").returncode == 0
        assert run("ask", "-", *place, stdin="a = 1\n").returncode == 0
    assert [request.body["messages"][-1]["content"] for request in server.requests] == [
        "Sum this up\n\na = 1\n",
        "a = 1\n",
    ]


def test_attached_files_are_sent_as_either_api_takes_them_and_kept(tmp_path: Path) -> None:
    image, pdf = png(2, 1), b"%PDF-1.4\n\0"
    for name, data in {"a.py": b"x = 1\n", "b.png": image, "c.pdf": pdf}.items():
        (tmp_path / name).write_bytes(data)
    what = ("hi @a.py", "--attach", "a.py", "--attach", "b.png", "--attach", "c.pdf")
    urls = [f"data:{kind};base64,{b64encode(data).decode()}" for kind, data in TYPES.items()]
    words = "File `a.py`:\n\n```py\nx = 1\n```\n\nhi @a.py"
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good")
        for api in ("chat", "responses"):
            done = run("ask", *what, *place, "--api", api, "--record", f"{api}.jsonl", cwd=tmp_path)
            assert (done.returncode, done.stderr) == (0, "")
        refused = run("ask", "hi", *place, "--attach", "/dev/null", cwd=tmp_path)
    asked, answered = server.requests
    assert asked.body["messages"][-1]["content"] == [
        {"type": "text", "text": words},
        {"type": "image_url", "image_url": {"url": urls[0]}},
        {"type": "file", "file": {"filename": "c.pdf", "file_data": urls[1]}},
    ]
    assert answered.body["input"][-1]["content"] == [
        {"type": "input_text", "text": words},
        {"type": "input_image", "image_url": urls[0]},
        {"type": "input_file", "filename": "c.pdf", "file_data": urls[1]},
    ]
    prompt = next(event for event in events_in(tmp_path / "chat.jsonl") if isinstance(event, PromptSubmitted))
    assert prompt.text == "hi @a.py"
    assert [(part.name, part.data or part.text) for part in prompt.parts] == [
        ("a.py", "x = 1\n"),
        ("b.png", image),
        ("c.pdf", pdf),
    ]
    assert (refused.returncode, refused.stderr) == (
        2,
        "streamtui: /dev/null is a device, which may have no end: copy what you want of it into a file.\n",
    )
    kept = {form: run("history", "export", "--format", form).stdout for form in ("md", "html", "json")}
    assert f"- `b.png` {len(image)} B · 2×1" in kept["md"]
    assert f'<img src="{urls[0]}" alt="b.png">' in kept["html"]
    assert urls[1] in kept["json"]


def test_parameters_go_with_the_request_and_a_wrong_one_asks_nothing() -> None:
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good")
        assert run("ask", "hi", *place, "--set", "temperature=0.2", "--set", "max_tokens=9").returncode == 0
        done = run("ask", "hi", *place, "--set", "temprature=0.2")
    [request] = server.requests
    assert (request.body["temperature"], request.body["max_tokens"]) == (0.2, 9)
    assert (done.returncode, done.stderr) == (
        2,
        "streamtui: There is no parameter temprature; there is temperature.\n",
    )


def test_a_schema_is_sent_in_either_api_and_the_line_says_whether_the_reply_fits(tmp_path: Path) -> None:
    schema, bare = tmp_path / "person.json", {"type": "object", "properties": {}, "additionalProperties": False}
    schema.write_text(json.dumps(bare))
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good", "--schema")
        told = json.loads(run("ask", "hi", *place, str(schema), "--json").stdout)
        assert run("ask", "hi", *place, "json").returncode == 0
        assert run("ask", "hi", *place, str(schema), "--api", "responses").returncode == 0
        refused = run("ask", "hi", *place, str(tmp_path / "none.json"))
    form = {"name": "person", "strict": True, "schema": bare}
    first, second, third = (request.body for request in server.requests)
    assert first["response_format"] == {"type": "json_schema", "json_schema": form}
    assert second["response_format"] == {"type": "json_object"}
    assert third["text"] == {"format": {"type": "json_schema", **form}}
    assert told["format"] == {"type": "json_schema", "name": "person", "strict": True, "fits": False}
    assert [one["id"] for one in told["verdicts"]] == ["reply-json"]
    assert (refused.returncode, "There is no file" in refused.stderr) == (2, True)


@pytest.mark.parametrize("run", [run, run_in_child])
def test_the_text_goes_to_stdout_and_nothing_else(fault_url: str, run: Ask) -> None:
    done = run("ask", "hi", "--base-url", fault_url, "-m", "good")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Hello, world.\n", "")


def test_the_statistics_go_to_stderr(ask: Ask) -> None:
    done = ask("good", "--stats")
    assert done.stdout == "Hello, world.\n"
    lines = done.stderr.splitlines()
    by_time = {"SPEED", "GAPS"}  # which are said of a stream that took long enough
    assert [line for line in lines if line.isupper() and line not in by_time] == ["TOKENS", "TIME", "REPLY"]
    figures = dict(re.split(r"  +", line, maxsplit=1) for line in lines if not line.isupper())
    assert {"chunks", "accepted", "first token", "last token"} < figures.keys()
    assert (figures["words"], figures["in"], figures["out"], figures["end"]) == (
        "2        1 sentence",
        "10",
        "5",
        "stop",
    )
    assert "–" not in done.stderr


def test_json_is_one_line_of_the_contract(ask: Ask) -> None:
    line = json.loads(ask("good", "--json").stdout)
    assert (line["schema"], line["content"], line["complete"], line["error"]) == (
        "streamtui.reply.v1",
        "Hello, world.",
        True,
        None,
    )


def test_a_reply_that_breaks_keeps_its_text_beside_the_error(ask: Ask) -> None:
    done = ask("cut-between", "--json")
    line = json.loads(done.stdout)
    assert (done.returncode, line["content"], line["complete"]) == (1, "Hello, wor", False)
    assert line["error"]["kind"] == "cut"


def test_no_fault_shows_a_traceback_or_the_key(ask: Ask) -> None:
    for scenario in ("401", "body-key", "500", "malformed", "empty"):
        done = ask(scenario, env={"OPENAI_API_KEY": "the-secret-key-of-the-tests"})
        assert "Traceback" not in done.stderr
        assert "the-secret-key-of-the-tests" not in done.stderr + done.stdout
        assert done.stderr.strip(), scenario


def test_the_prompt_may_come_through_a_pipe(fault_url: str) -> None:
    done = run("ask", "--base-url", fault_url, "-m", "good", stdin="hello\n")
    assert (done.returncode, done.stdout) == (0, "Hello, world.\n")


def test_no_prompt_is_wrong_usage(fault_url: str) -> None:
    assert run("ask", "--base-url", fault_url, "-m", "good", stdin="  \n").returncode == 2


def test_wrong_configuration_is_said_in_a_sentence_and_in_the_json(ask: Ask) -> None:
    done = ask("good", "--json", env={"STREAMTUI_RETRY_ATTEMPTS": "many"})
    assert done.returncode == 2
    assert "STREAMTUI_RETRY_ATTEMPTS" in done.stderr
    assert json.loads(done.stdout)["error"]["kind"] == "configuration"


def test_a_dotenv_file_is_read_and_the_environment_wins(fault_url: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"OPENAI_BASE_URL={fault_url}\nOPENAI_MODEL=good\n")
    assert run("ask", "hi", cwd=tmp_path).stdout == "Hello, world.\n"
    assert run("ask", "hi", cwd=tmp_path, env={"OPENAI_MODEL": "401"}).returncode == 1


def test_a_closed_pipe_is_no_error(fault_url: str) -> None:
    process = start("ask", "hi", "--base-url", fault_url, "-m", "slow")
    assert known(process.stdout).read(1)
    known(process.stdout).close()
    errors = known(process.stderr).read().decode()
    known(process.stderr).close()
    assert (process.wait(60), "Traceback" in errors, "Exception" in errors) == (0, False, False)


def test_ctrl_c_keeps_the_text_and_exits_with_130(fault_url: str) -> None:
    process = start("ask", "hi", "--base-url", fault_url, "-m", "slow")
    first = known(process.stdout).read(3)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, (first + out)[:6]) == (130, b"A slow")
    assert b"Traceback" not in errors


def test_a_recording_replays_to_the_same_reply_and_is_the_owners_alone(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    asked = json.loads(ask("good", "--json", "--record", str(path)).stdout)
    replayed = run("replay", path, "--json")
    assert json.loads(replayed.stdout) == asked
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
