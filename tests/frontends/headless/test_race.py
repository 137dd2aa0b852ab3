"""`streamtui race`, run as a person runs it, with contestants that fail in every way."""

from __future__ import annotations

import io
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from streamtui.core.chat.events import PromptSubmitted, RequestSent, StreamEvent, TextDelta, TurnFinished
from streamtui.core.ports.race import Contestant
from streamtui.frontends.headless.race_tables import percentile_table, result_table
from tests.commands import COMMAND, FAST, Done, run, run_in_child, start
from tests.known import known
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread
from tests.terminal import Terminal

Race = Callable[..., Done]
SHORT = {
    "STREAMTUI_TIMEOUTS_FIRST_TOKEN_S": "2",
    "STREAMTUI_TIMEOUTS_STALL_WARN_S": "0.2",
    "STREAMTUI_TIMEOUTS_STALL_S": "0.5",
}
"""Time-outs for contestants that fall silent."""


@pytest.fixture
def race(fault_url: str) -> Race:
    def race(*models: str, more: tuple[str, ...] = (), run: Race = run, **how: Any) -> Done:
        named = [part for model in models for part in ("-m", model)]
        return run("race", "hi", "--base-url", fault_url, *named, *more, **how)

    return race


def lines(done: Done) -> dict[str, dict[str, Any]]:
    return {line["contestant"]: line for line in map(json.loads, done.stdout.splitlines())}


def test_those_that_fail_harm_no_other(race: Race) -> None:
    done = race(
        "good",
        "500",
        "silent",
        "cut-between",
        "never",
        more=("--json",),
        env={**SHORT, "STREAMTUI_RETRY_ATTEMPTS": "1"},
    )
    told = lines(done)
    assert done.returncode == 1
    assert {label: (line["content"], line["complete"]) for label, line in told.items()} == {
        "good": ("Hello, world.", True),
        "500": ("", False),
        "silent": ("Hello, wor", False),
        "cut-between": ("Hello, wor", False),
        "never": ("", False),
    }
    kinds = {label: line["error"] and line["error"]["kind"] for label, line in told.items()}
    assert kinds == {"good": None, "500": "server", "silent": "stalled", "cut-between": "cut", "never": "timeout"}
    assert "500: 127.0.0.1" in done.stderr


@pytest.mark.parametrize("run", [run, run_in_child])
def test_the_table_goes_to_stdout_and_the_troubles_to_stderr(race: Race, run: Race) -> None:
    done = race("good", "500", more=("--text",), run=run)
    assert done.returncode == 1
    assert done.stdout.startswith("── good ──\nHello, world.\n\n── 500 ──\n\n")
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith((" good", " 500"))]
    assert [(row[0], row[-1]) for row in rows] == [("good", "stop"), ("500", "server")]
    assert "answered 500. Retry 2 of 3" in done.stderr
    assert all(line.startswith("streamtui: 500: ") for line in done.stderr.splitlines())


def test_repeated_runs_give_percentiles_and_a_line_each(race: Race) -> None:
    done = race("good", "500-twice", more=("--repeat", "3"))
    assert [line.split()[:5] for line in done.stdout.splitlines() if " of " in line] == [
        ["good", "3", "of", "3", "p50"],
        ["500-twice", "3", "of", "3", "p50"],
    ]
    done = race("good", more=("--repeat", "3", "--json"))
    assert [json.loads(line)["run"] for line in done.stdout.splitlines()] == [1, 2, 3]
    assert "3 of 3" in done.stderr


def test_a_race_of_one_says_so_and_names_the_model_that_answered(fault_url: str) -> None:
    with in_thread(ChatServer(replies.text("Hi"), models=["first-model"])) as server:
        done = run("race", "hi", "--base-url", server.base_url)
        twice = run("race", "hi", "--base-url", server.base_url, "--repeat", "2", "--json")
    assert "\n first-model " in done.stdout
    assert done.stderr == "streamtui: Only one takes part, so nothing is compared: name more by -m or -p.\n"
    assert {json.loads(line)["contestant"] for line in twice.stdout.splitlines()} == {"first-model"}
    assert "takes part" not in twice.stderr


@pytest.mark.parametrize("table", [result_table, percentile_table])
def test_at_80_columns_every_head_and_figure_is_whole(table: Callable[[list[Contestant]], Table]) -> None:
    contestants = [Contestant(f"a-model-with-quite-a-long-name-{number}") for number in range(2)]
    for contestant in contestants:
        for event in events_of_a_reply():
            contestant.apply(event)
    console = Console(file=(out := io.StringIO()), width=80)
    console.print(table(contestants))
    assert "…" not in out.getvalue()
    assert {"first", "token", "tok/s", "tokens", "cost"} <= set(out.getvalue().split())
    assert max(map(len, out.getvalue().splitlines())) <= 80


def events_of_a_reply() -> list[StreamEvent]:
    return [
        PromptSubmitted(0.0, "Hi"),
        RequestSent(0.0, 1, "m"),
        *(TextDelta(12.345 + number / 7, "some words ") for number in range(1000)),
        TurnFinished(180.0),
    ]


def test_the_same_model_twice_is_numbered(race: Race) -> None:
    assert set(lines(race("good", "good", more=("--json",)))) == {"good", "good #2"}


def test_profiles_take_part_with_their_models_or_with_those_named(fault_url: str, tmp_path: Path) -> None:
    profile = '[profiles.{}]\nbase_url = "{}"\nmodel = "{}"\n'
    (tmp_path / "config.toml").write_text(
        profile.format("a", fault_url, "good") + profile.format("b", fault_url, "401")
    )
    env = {"STREAMTUI_CONFIG_DIR": str(tmp_path)}
    assert set(lines(run("race", "hi", "-p", "a", "-p", "b", "--json", env=env))) == {"a · good", "b · 401"}
    both = run("race", "hi", "-p", "a", "-p", "b", "-m", "good", "-m", "slow", "--json", env=env)
    assert set(lines(both)) == {"a · good", "a · slow", "b · good", "b · slow"}


def test_all_are_asked_in_the_api_that_is_named() -> None:
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good", "-m", "slow")
        assert run("race", "hi", *place, "--api", "responses", "--json").returncode == 0
    assert {request.path.rpartition("/")[2] for request in server.requests} == {"responses"}


def test_a_place_that_does_not_exist_is_wrong_usage() -> None:
    done = run("race", "hi", "-p", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no profile 'nowhere'" in done.stderr


def test_more_contestants_than_the_limit_still_run_at_once(race: Race) -> None:
    narrow = {**SHORT, "STREAMTUI_LIMITS_CONCURRENT_STREAMS": "1", "STREAMTUI_RETRY_ATTEMPTS": "1"}
    done = race("never", "never", "good", env=narrow, more=("--json",))
    first = json.loads(done.stdout.splitlines()[0])
    assert (first["contestant"], first["complete"]) == ("good", True)


def test_ctrl_c_keeps_what_arrived_and_exits_with_130(fault_url: str) -> None:
    waits = {"STREAMTUI_TIMEOUTS_STALL_WARN_S": "0.3"}
    process = start("race", "hi", "--base-url", fault_url, "-m", "good", "-m", "silent", "--json", env=waits)
    while b"silent: Nothing has come" not in known(process.stderr).readline():
        pass
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    last = json.loads(out.splitlines()[-1])
    assert (process.returncode, last["content"], last["error"]["kind"]) == (130, "Hello, wor", "cancelled")
    assert b"Traceback" not in errors


def test_on_a_terminal_all_are_seen_while_they_run(fault_url: str) -> None:
    command = [*COMMAND, "race", "hi", "--base-url", fault_url, "-m", "good", "-m", "silent"]
    with Terminal(command, size=(110, 24), env={**FAST, "STREAMTUI_TIMEOUTS_STALL_WARN_S": "0.2"}) as terminal:
        terminal.wait_for(lambda text: "nothing has come for" in text and "Hello, world." in text)
        terminal.kill(signal.SIGINT)
        assert terminal.wait_for_exit() == 130
        assert "nothing has come for" not in terminal.text
        assert "stopped" in terminal.text


def test_good_replies_are_told_in_the_table_and_in_the_lines() -> None:
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good", "-m", "reasoning", "--slo")
        table = run("race", "Hi", *place, "total=1000s").stdout
        lines = run("race", "Hi", *place, "ttft=0.001ms", "--json").stdout.splitlines()
        many = run("race", "Hi", *place, "total=1000s", "--repeat", "2").stdout
        wrong = run("race", "Hi", *place, "fast")
    assert table.count("kept") == 2
    assert [(line["good"], line["missed"]) for line in map(json.loads, lines)] == [(False, ["ttft"])] * 2
    assert "good/s" in many
    assert (wrong.returncode, "'fast' is no limit" in wrong.stderr) == (2, True)
