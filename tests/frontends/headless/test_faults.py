"""Every fault of a server, and of the way to it, as `streamtui ask` tells it."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streamtui.cli.compose import places
from tests.commands import Done, run
from tests.doubles.clocks import FakeImpatientClock
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.expected import EXPECTED, PATIENCE, expected
from tests.servers.fault import FaultServer
from tests.servers.scenarios import SCENARIOS
from tests.servers.threaded import in_thread
from tests.servers.tls import untrusted_context

KEY = "the-secret-key-of-the-tests"
PATHS = {"chat": "chat/completions", "responses": "responses"}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SystemClock", FakeImpatientClock)


@pytest.fixture(autouse=True, params=["chat", "responses"])
def api(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each API in turn is the one that is spoken."""
    monkeypatch.setenv("STREAMTUI_API", request.param)
    return str(request.param)


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with in_thread(FaultServer()) as running:
        yield running


def ask(base_url: str, model: str | None, *more: str) -> Done:
    named = [] if model is None else ["-m", model]
    env = {"OPENAI_API_KEY": KEY, **PATIENCE.get(model or "", {})}
    done = run("ask", "hi", "--base-url", base_url, "--trust-env", *named, *more, env=env)
    assert KEY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def error_of(done: Done) -> dict[str, Any]:
    """The error in the line of JSON, which is also the last line on stderr, in one sentence."""
    line = json.loads(done.stdout)
    error: dict[str, Any] = line["error"]
    assert (done.returncode, line["complete"]) == (1, False)
    assert error.keys() == {"kind", "message", "status", "retry_after_s"}
    assert done.stderr.splitlines()[-1].removeprefix("streamtui: ") == error["message"]
    assert re.fullmatch(r"[^.]([^.]|\.\S)+\.", re.sub("“.*?”", "“”", error["message"])), error["message"]
    return error


def test_every_scenario_is_expected() -> None:
    assert EXPECTED.keys() == SCENARIOS.keys()


@pytest.mark.parametrize("scenario", EXPECTED)
def test_a_fault_has_its_kind_and_keeps_the_text(server: FaultServer, scenario: str, api: str) -> None:
    told, asked_before = expected(api)[scenario], len(server.requests)
    done = ask(server.base_url, scenario, "--json")
    line = json.loads(done.stdout)
    assert (line["content"], line["attempts"]) == (told.content, told.attempts)
    assert len(server.requests) - asked_before == told.attempts + (scenario == "refuses-usage")
    if told.kind is None:
        assert (done.returncode, line["complete"], line["error"]) == (0, True, None)
    else:
        error = error_of(done)
        assert (error["kind"], error["status"]) == (told.kind, told.status)
        assert error["retry_after_s"] == (told.retry_after_s and pytest.approx(told.retry_after_s, abs=2))
        assert server.base_url.split("/")[2] in error["message"]
        assert "<html" not in error["message"]


@pytest.mark.parametrize(
    ("scenario", "retries"),
    [
        ("429-once", ["Rate limited by {host}. Retry 2 of 3 in 3 s."]),
        ("429-ms", ["Rate limited by {host}. Retry {number} of 3 in 2 s."] * 2),
        ("500", ["{host} answered 500. Retry {number} of 3 in 0 s."] * 2),
        ("409", ["{host} answered 409. Retry {number} of 3 in 0 s."] * 2),
        ("never", ["{host} did not answer in time. Retry {number} of 3 in 0 s."] * 2),
        ("no-headers", ["The connection to {host} failed. Retry {number} of 3 in 0 s."] * 2),
        ("empty", ["{host} sent no reply. Retry {number} of 3 in 0 s."] * 2),
    ],
)
def test_a_retry_is_one_line_that_contradicts_nothing(scenario: str, retries: list[str]) -> None:
    with in_thread(FaultServer()) as server:
        host = server.base_url.split("/")[2]
        lines = ask(server.base_url, scenario).stderr.splitlines()
    assert lines[: len(retries)] == [
        f"streamtui: {line.format(host=host, number=at)}" for at, line in enumerate(retries, 2)
    ]


@pytest.mark.parametrize(
    ("scenario", "stdout", "said"),
    [
        ("good", "Hello, world.\n", []),
        ("cut-between", "Hello, wor\n", ["broke off in mid-reply"]),
        (
            "silent",
            "Hello, wor\n",
            ["Nothing has come for 0.1 s; still waiting.", "fell silent in mid-reply for 0.2 s"],
        ),
        ("401", "", ["refused the API key (401): “Incorrect API key provided”; check OPENAI_API_KEY"]),
        ("429-long", "", ["wait 300 s and ask again (more than 120 s is not waited for by itself)."]),
        ("malformed", "Hello, world.\n", ["sent a chunk that is not JSON"]),
    ],
)
def test_the_text_goes_to_stdout_and_the_sentence_to_stderr(
    server: FaultServer, scenario: str, stdout: str, said: list[str]
) -> None:
    done = ask(server.base_url, scenario)
    assert (done.returncode, done.stdout) == (1 if said else 0, stdout)
    assert len(done.stderr.splitlines()) == len(said)
    assert all(words in line for words, line in zip(said, done.stderr.splitlines(), strict=True))
    assert all(line.startswith("streamtui: ") for line in done.stderr.splitlines())


def test_a_refusal_says_that_no_key_was_sent_and_both_reasons_that_has(server: FaultServer) -> None:
    done = run("ask", "hi", "--base-url", server.base_url, "-m", "401")
    assert "no key was sent: OPENAI_API_KEY is not set, or goes there only with --trust-env" in done.stderr


def test_a_refused_connection_names_the_address() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{unused.getsockname()[1]}"
        done = ask(f"http://{place}/v1", "m", "--json")
    error = error_of(done)
    assert (error["kind"], json.loads(done.stdout)["attempts"]) == ("connection", 3)
    assert error["message"].startswith(f"{place} refused the connection: start the server")


def test_an_unknown_host_is_named() -> None:
    error = error_of(ask("http://nowhere.invalid/v1", "m", "--json"))
    assert error["kind"] == "connection"
    assert error["message"].startswith("The host nowhere.invalid is unknown: check the base URL")


def test_a_bad_certificate_is_told_and_not_asked_again() -> None:
    with in_thread(ChatServer(replies.text("Hi"), tls=untrusted_context())) as server:
        done = ask(server.base_url, "m", "--json")
        assert server.requests == []
    error = error_of(done)
    assert (error["kind"], json.loads(done.stdout)["attempts"]) == ("connection", 1)
    assert "certificate of 127.0.0.1" in error["message"]


@pytest.mark.parametrize(("model", "path"), [("404-page", ""), (None, "models")])
def test_a_base_url_without_v1_says_what_was_tried_and_suggests_it(
    server: FaultServer, model: str | None, path: str, api: str
) -> None:
    path = path or PATHS[api]
    error = error_of(ask(f"{server.root_url}/api", model, "--json"))
    assert (error["kind"], error["status"]) == ("not_found", 404)
    assert f"{server.root_url}/api/{path}" in error["message"]
    assert "which often ends in /v1" in error["message"]


def test_a_base_url_with_the_path_of_a_request_says_where_it_ends(server: FaultServer, api: str) -> None:
    error = error_of(ask(f"{server.base_url}/{PATHS[api]}", "404-page", "--json"))
    assert f"which ends before /{PATHS[api]}" in error["message"]


def test_no_server_at_all_is_said_before_the_model_is_known() -> None:
    error = error_of(ask("http://nowhere.invalid/v1", None, "--json"))
    assert error["kind"] == "connection"
    assert "nowhere.invalid" in error["message"]


@pytest.mark.parametrize("scenario", ["body-key", "stream-error-key", "good"])
def test_no_key_is_in_a_recording(server: FaultServer, scenario: str, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    ask(server.base_url, scenario, "--record", str(path))
    assert KEY not in path.read_text()
    assert "TurnF" in path.read_text()
