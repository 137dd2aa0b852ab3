"""Which API servers have their models in, in its file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from stat import S_IMODE

import pytest

from streamtui.cli.compose.known_apis import kept_apis
from streamtui.providers.known_apis import Found
from tests.commands import run
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread

HERE: Found = ("https://llm.example/v1", "gpt-5-pro")
ELSEWHERE = replies.document({"error": {"message": "This model is only supported in v1/responses."}}, 404)
THERE = replies.response(replies.said("There."))


def learn(folder: Path, found: Found = HERE) -> None:
    kept_apis(folder, keeps=True).learn(found)


def is_known(folder: Path) -> bool:
    return kept_apis(folder, keeps=True).has(*HERE)


def test_what_was_learned_is_there_the_next_time_and_the_persons_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    learn(folder)
    learn(folder, ("https://other.example/v1", ""))
    assert is_known(folder)
    assert kept_apis(folder, keeps=True).has("https://other.example/v1", "any")
    [file] = folder.iterdir()
    assert S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_forgotten_is_gone_and_what_others_learned_meanwhile_stays(tmp_path: Path) -> None:
    one = kept_apis(tmp_path, keeps=True)
    one.learn(HERE)
    learn(tmp_path, ("https://other.example/v1", ""))
    one.forget(*HERE)
    assert not is_known(tmp_path)
    assert kept_apis(tmp_path, keeps=True).has("https://other.example/v1", "any")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[" * 60_000,
        "\x00",
        '[["a"]]',
        '[["a", 3]]',
        json.dumps([[*HERE, "more"]]),
        json.dumps([["a", "m" * 201]]),
        json.dumps([["a", f"m{number}"] for number in range(101)]),
    ],
)
def test_a_file_that_says_what_can_not_be_says_nothing_and_is_written_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "known-apis.json").write_text(text)
    assert not is_known(tmp_path)
    learn(tmp_path)
    assert is_known(tmp_path)


def test_a_file_that_others_may_write_is_not_believed(tmp_path: Path) -> None:
    learn(tmp_path)
    (tmp_path / "known-apis.json").chmod(0o666)
    assert not is_known(tmp_path)


def test_only_so_many_are_kept_the_newest_and_all_of_them_can_be_read(tmp_path: Path) -> None:
    for number in range(103):
        learn(tmp_path, ("https://" + "é" * 90 + ".example", f"{number:03}" + "漢" * 65))
    kept = json.loads((tmp_path / "known-apis.json").read_text())
    assert [name[:3] for _, name in kept] == [f"{number:03}" for number in range(3, 103)]


@pytest.mark.parametrize("name", ["m" * 201, "\ud800"])
def test_a_name_that_no_file_can_hold_is_known_for_now(tmp_path: Path, name: str) -> None:
    apis = kept_apis(tmp_path, keeps=True)
    apis.learn(("https://llm.example/v1", name))
    assert apis.has("https://llm.example/v1", name)
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_kept_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    apis = kept_apis(tmp_path / "file", keeps=True)
    apis.learn(HERE)
    assert apis.has(*HERE)


def kept_file() -> Path:
    return Path(os.environ["STREAMTUI_DATA_DIR"]) / "known-apis.json"


def test_a_later_command_asks_there_at_once_and_says_so() -> None:
    with in_thread(ChatServer(ELSEWHERE, THERE)) as server:
        ask = ("ask", "Hi", "--api", "auto", "--base-url", server.base_url, "--model", "gpt-5-pro")
        first, second = run(*ask), run(*ask)
        paths = [each.path for each in server.requests]
    assert paths == ["/v1/chat/completions", "/v1/responses", "/v1/responses"]
    assert (first.stdout, second.stdout) == ("There.\n", "There.\n")
    assert "at /responses alone, so it is asked there" in first.stderr
    assert "at /responses alone, as it said before, so it is asked there" in second.stderr
    assert json.loads(kept_file().read_text()) == [[server.base_url, "gpt-5-pro"]]


@pytest.mark.parametrize("how", ["--no-store", "keep = false"])
def test_where_no_trace_is_to_be_left_none_is(how: str) -> None:
    env = {} if how == "--no-store" else {"STREAMTUI_STORE_KEEP": "false"}
    with in_thread(ChatServer(ELSEWHERE, THERE)) as server:
        place = ("--api", "auto", "--base-url", server.base_url, "--model", "gpt-5-pro")
        done = run("ask", "Hi", *place, *([how] if how == "--no-store" else []), env=env)
    assert done.stdout == "There.\n"
    assert not kept_file().exists()
