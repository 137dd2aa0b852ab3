"""`streamtui history` as a person types it: what is named, what is printed, what is told."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.commands import run


@pytest.fixture
def place(fault_url: str) -> tuple[str, ...]:
    return ("--base-url", fault_url, "-m", "good")


def ids() -> list[str]:
    return [json.loads(line)["id"] for line in run("history", "list", "--json").stdout.splitlines()]


@pytest.mark.parametrize("command", ["show", "replay", "export", "delete", "rename"])
def test_an_empty_id_names_no_conversation(command: str, place: tuple[str, ...]) -> None:
    assert run("ask", "One", *place).returncode == 0
    done = run("history", command, "", *(["Title"] if command == "rename" else []))
    assert (done.returncode, done.stdout) == (2, "")
    assert "ID: it is empty" in done.stderr
    assert len(ids()) == 1


def test_an_empty_id_is_not_the_last_conversation(place: tuple[str, ...]) -> None:
    assert run("ask", "One", *place).returncode == 0
    for done in (run("ask", "Two", *place, "--resume", ""), run("--resume", "")):
        assert (done.returncode, done.stdout) == (2, "")
        assert "--resume: it is empty" in done.stderr


def test_an_id_that_none_can_have_is_not_repeated() -> None:
    done = run("history", "show", "x" * 100_000)
    assert done.returncode == 2
    assert len(done.stderr) < 200


def test_what_stands_before_the_command_holds_for_it(place: tuple[str, ...]) -> None:
    assert run("--no-store", "ask", "One", *place).returncode == 0
    assert not list(Path(os.environ["STREAMTUI_DATA_DIR"]).glob("conversations*"))
    assert run("ask", "One", *place).returncode == 0
    assert run("-c", "ask", "Two", *place).returncode == 0
    [identity] = ids()
    assert run("--resume", identity[:6], "ask", "Three", *place).returncode == 0
    assert ids() == [identity]


def test_one_is_shown_as_it_is_exported(place: tuple[str, ...]) -> None:
    assert run("ask", "One", *place).returncode == 0
    [identity] = ids()
    shown = run("history", "show", identity, "--json").stdout
    assert list(json.loads(shown)) == ["schema", "id", "title", "messages", "tree"]
    assert run("history", "export", identity, "--format", "json").stdout == shown
    assert run("history", "export", identity, "--out", "-").stdout == run("history", "show", identity).stdout


def test_what_comes_through_a_pipe_is_taken_in(place: tuple[str, ...]) -> None:
    assert run("ask", "One", *place).returncode == 0
    lines = run("history", "export", "--format", "jsonl").stdout
    assert run("history", "delete", *ids()).returncode == 0
    done = run("history", "import", "-", stdin=lines)
    assert (done.returncode, done.stdout) == (0, "1 conversation added.\n")
    assert run("history", "export", "--format", "jsonl").stdout == lines
    odd = run("history", "import", "-", stdin="odd")
    assert (odd.returncode, odd.stderr) == (
        1,
        "streamtui: What comes through the pipe is no export of conversations: it is not JSON.\n",
    )


def test_commands_of_a_group_are_guessed_as_all_others_are() -> None:
    done = run("history", "exprot")
    assert done.returncode == 2
    assert (
        done.stderr
        == "streamtui: There is no command 'exprot': did you mean 'export'? See `streamtui history --help`.\n"
    )


def test_a_verdict_is_one_object() -> None:
    assert json.loads(run("history", "verify", "--json").stdout) == {"whole": True, "wrong": []}


def test_a_file_that_was_broken_is_no_good_verdict() -> None:
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    data.mkdir(parents=True)
    (data / "conversations.sqlite").write_text("This is no database. " * 100)
    done = run("history", "verify", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    told = json.loads(done.stdout)
    assert not told["whole"]
    assert "was broken, and lies at" in told["wrong"][0]
    assert run("history", "verify").returncode == 0


def test_no_key_is_kept_as_a_title(place: tuple[str, ...]) -> None:
    key = "sk-a-key-of-many-characters"
    assert run("ask", "One", *place).returncode == 0
    assert run("history", "rename", ids()[0], f"About {key}", env={"OPENAI_API_KEY": key}).returncode == 0
    assert '"title": "About ***"' in run("history", "list", "--json").stdout


def test_what_is_in_the_way_of_an_export_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = run("history", "export", "--out", tmp_path / "file" / "a.md")
    assert done.returncode == 2
    assert done.stderr.endswith("a.md can't be written: file exists and is no folder; choose another file.\n")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_export_to_a_full_disk_is_not_complete(place: tuple[str, ...]) -> None:
    assert run("ask", "One", *place).returncode == 0
    done = run("history", "export", "--out", "/dev/full")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "streamtui: The file /dev/full can't be written to its end: No space left on device.\n"


@pytest.mark.parametrize("streams", ["200", "0"])
def test_each_reply_is_read_again_whether_its_stream_is_kept_or_not(streams: str, place: tuple[str, ...]) -> None:
    for words in (("One",), ("Two", "-c")):
        assert run("ask", *words, *place, env={"STREAMTUI_STORE_STREAMS": streams}).returncode == 0
    done = run("history", "replay", ids()[0], "--text")
    assert (done.returncode, done.stdout) == (0, "Hello, world.\nHello, world.\n")


def test_on_a_pipe_lines_are_as_long_as_what_they_say(place: tuple[str, ...]) -> None:
    assert run("ask", "One", *place).returncode == 0
    [line] = run("history", "list").stdout.splitlines()
    assert len(line) < 60


def test_the_ending_of_a_file_says_in_which_form_it_is_written(tmp_path: Path, place: tuple[str, ...]) -> None:
    assert run("ask", "One", *place).returncode == 0
    for name, options, form in (
        ("a.html", (), "html"),
        ("a.JSONL", (), "jsonl"),
        ("a.txt", (), "md"),
        ("b.html", ("--format", "json"), "json"),
    ):
        assert run("history", "export", "--out", tmp_path / name, *options).returncode == 0
        assert (tmp_path / name).read_text() == run("history", "export", "--format", form).stdout
    assert re.search("<time[^>]*>[0-9][0-9]:[0-9][0-9]<", (tmp_path / "a.html").read_text())


def test_a_folder_is_named_as_it_was_typed() -> None:
    done = run("history", "export", "--out", ".")
    assert done.stderr == "streamtui: The file . can't be written: . is a folder; choose another file.\n"


def test_none_is_deleted_where_one_is_not_there_and_each_once(place: tuple[str, ...]) -> None:
    assert run("ask", "One", *place).returncode == 0
    [identity] = ids()
    done = run("history", "delete", identity, "none")
    assert (done.returncode, done.stdout, ids()) == (2, "", [identity])
    done = run("history", "delete", identity[:6], identity)
    assert (done.returncode, done.stdout, ids()) == (0, "Deleted: One\n", [])


def test_none_is_written_where_one_is_not_there_and_each_once(place: tuple[str, ...]) -> None:
    assert run("ask", "One", *place).returncode == 0
    [identity] = ids()
    done = run("history", "export", identity, "none", "--format", "jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    done = run("history", "export", identity[:6], identity, "--format", "json")
    assert json.loads(done.stdout)["id"] == identity


def test_where_there_is_none_a_person_is_told_and_a_pipe_gets_nothing() -> None:
    for words, told in (
        (("list",), "No conversation is kept yet.\n"),
        (("search", "x"), "That stands in no conversation.\n"),
        (
            ("search", "is:lost"),
            "That stands in no conversation. is: takes cut or pinned or deleted.\n",
        ),
    ):
        done = run("history", *words)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", told)
        done = run("history", *words, "--json")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
