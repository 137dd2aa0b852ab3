"""`streamtui ask` with tools, run as a person runs it: what is sent, run, refused and said."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Done, run
from tests.paths import REPOSITORY
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.replies import Answer, chunk
from tests.servers.threaded import in_thread

MINE = '''
READ_ONLY = ["shout", "keys"]

def shout(word: str) -> str:
    """Say it louder."""
    print("a tool may print")
    return word.upper()

def keys() -> str:
    """Tell of keys."""
    import os
    return str([name for name in ("OPENAI_API_KEY", "MY_KEY", "PATH") if name in os.environ])

async def note(text: str) -> str:
    """Write a note."""
    return f"noted {text}"
'''


class Asking:
    """The command, a server for it, and a configuration folder of its own."""

    def __init__(self, server: ChatServer, folder: Path) -> None:
        self.server = server
        self.folder = folder

    def __call__(self, *arguments: str, env: dict[str, str] | None = None) -> Done:
        places = {"STREAMTUI_CONFIG_DIR": str(self.folder), "OPENAI_BASE_URL": self.server.base_url}
        return run("ask", "go", *arguments, cwd=self.folder, env={**places, **(env or {})})

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return str(path)

    def sent(self, request: int) -> dict[str, Any]:
        body: dict[str, Any] = self.server.requests[request].body
        return body

    @property
    def told(self) -> list[str]:
        """What the model was told of its calls in the last request."""
        return [message["content"] for message in self.sent(-1)["messages"] if message["role"] == "tool"]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Asking]:
    with in_thread(ChatServer()) as server:
        yield Asking(server, tmp_path)


def calls(*made: tuple[str, Any]) -> Answer:
    return replies.tool_calls(*((name, json.dumps(arguments)) for name, arguments in made))


def test_calls_side_by_side_are_run_and_sent_back(ask: Asking) -> None:
    ask.server.say(
        calls(("calculate", {"expression": "17*23"}), ("current_time", {"timezone": "UTC"})), replies.text("391.")
    )
    done = ask("--tool", "calculate", "--tool", "current_time")
    assert (done.returncode, done.stdout) == (0, "391.\n")
    assert [tool["function"]["name"] for tool in ask.sent(0)["tools"]] == ["current_time", "calculate"]
    assert ask.told[0] == "391"
    assert json.loads(ask.told[1])["timezone"] == "UTC"
    assert 'calculate {"expression": "17*23"} → 391 (' in done.stderr


def test_no_tools_are_sent_unless_they_are_named(ask: Asking) -> None:
    ask.server.say(replies.text("Hi"))
    ask()
    assert "tools" not in ask.sent(0)


def test_functions_of_a_file_are_tools_and_what_they_print_is_not_the_reply(ask: Asking) -> None:
    ask.server.say(calls(("shout", {"word": "hey"})), replies.text("Done"))
    done = ask("--tools", ask.write("mine.py", MINE))
    assert (done.returncode, done.stdout) == (0, "Done\n")
    assert ask.told == ["HEY"]
    assert [tool["function"]["name"] for tool in ask.sent(0)["tools"]] == ["shout", "keys", "note"]


def test_functions_of_a_file_get_no_keys(ask: Asking) -> None:
    ask.write("config.toml", '[profiles.mine]\nbase_url = "http://127.0.0.1:1/v1"\napi_key_env = "MY_KEY"\n')
    ask.server.say(calls(("keys", {})), replies.text("Done"))
    ask("--tools", ask.write("mine.py", MINE), env={"OPENAI_API_KEY": "sk-1", "MY_KEY": "sk-2"})
    assert ask.told == ["['PATH']"]


def test_what_may_change_something_is_refused_unless_yes(ask: Asking) -> None:
    ask.server.say(calls(("note", {"text": "x"})), replies.text("Done"))
    path = ask.write("mine.py", MINE)
    done = ask("--tools", path, "--json")
    assert "nobody can be asked" in ask.told[0]
    assert 'note {"text": "x"} was not run' in done.stderr
    assert "--yes" in done.stderr
    assert [json.loads(line)["complete"] for line in done.stdout.splitlines()] == [True, True]
    ask.server.say(calls(("note", {"text": "x"})), replies.text("Done"))
    ask("--tools", path, "--yes")
    assert ask.told == ["noted x"]


def test_the_configuration_may_say_that_none_asks(ask: Asking) -> None:
    ask.server.say(calls(("note", {"text": "x"})), replies.text("Done"))
    ask("--tools", ask.write("mine.py", MINE), env={"STREAMTUI_TOOLS_APPROVE": "none"})
    assert ask.told == ["noted x"]


def test_tools_of_the_configurations_folder_can_be_named(ask: Asking) -> None:
    ask.write("tools/mine.py", MINE)
    ask.write("tools/broken.py", "1 / 0")
    ask.write("tools/_part.py", "1 / 0")
    ask.server.say(calls(("shout", {"word": "hey"})), replies.text("Done"))
    done = ask("--tool", "shout")
    assert ask.told == ["HEY"]
    assert done.stderr.count("ZeroDivisionError") == 1
    assert "Traceback" not in done.stderr


def test_a_name_there_is_no_tool_of_is_refused_with_those_there_are(ask: Asking) -> None:
    done = ask("--tool", "sing")
    assert done.returncode == 2
    assert (
        "There is no tool 'sing': known are current_time, calculate, get_weather, read_file, list_files." in done.stderr
    )
    assert ask.server.requests == []


def test_files_are_read_in_the_working_directory_only(ask: Asking) -> None:
    ask.write("poem.txt", "roses")
    ask.server.say(
        calls(("read_file", {"path": "poem.txt"}), ("read_file", {"path": "/etc/passwd"})), replies.text("Done")
    )
    ask("--tool", "read_file")
    assert ask.told[0] == "roses"
    assert "not in the working directory" in ask.told[1]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("calculate", '{"expression": "1+', "calculate can't be run. The arguments are not JSON"),
        ("calculate", '{"expr": "1+1"}', "`expression` is missing."),
        ("calculate", '{"expression": 5}', "`expression` is wrong"),
        ("rm_rf", "{}", "There is no tool 'rm_rf'. There are calculate."),
    ],
)
def test_what_is_wrong_with_a_call_is_told_to_the_model_and_the_person(
    ask: Asking, name: str, arguments: str, said: str
) -> None:
    ask.server.say(replies.tool_calls((name, arguments)), replies.text("Done"))
    done = ask("--tool", "calculate")
    assert (done.returncode, len(ask.told)) == (0, 1)
    assert said in ask.told[0]
    assert said in done.stderr


def test_long_output_is_cut_for_the_model(ask: Asking) -> None:
    ask.write("long.txt", "x" * 500)
    ask.server.say(calls(("read_file", {"path": "long.txt"})), replies.text("Done"))
    ask("--tool", "read_file", env={"STREAMTUI_TOOLS_LONGEST_OUTPUT": "100"})
    assert ask.told == ["x" * 100 + "\n[cut here: these are the first 100 of 500 characters]"]


def test_rounds_end_at_the_limit(ask: Asking) -> None:
    ask.server.say(calls(("calculate", {"expression": "1"})))
    done = ask("--tool", "calculate", env={"STREAMTUI_TOOLS_ROUNDS": "2"})
    assert ["tools" in asked.body for asked in ask.server.requests] == [True, True, False]
    assert "at most 2 rounds" in done.stderr


def test_a_recording_of_a_turn_with_tools_replays_to_the_same_replies(ask: Asking) -> None:
    ask.server.say(calls(("calculate", {"expression": "6*7"}), ("note", {})), replies.text("42"))
    done = ask("--tool", "calculate", "--json", "--record", "one.jsonl")
    assert run("replay", ask.folder / "one.jsonl", "--json").stdout == done.stdout


def test_the_legacy_form_is_spoken_where_the_profile_says_so(ask: Asking) -> None:
    ask.write(
        "config.toml", f'[profiles.old]\nbase_url = "{ask.server.base_url}"\nmodel = "m"\nlegacy_functions = true\n'
    )
    function_call = {"name": "calculate", "arguments": '{"expression": "6*7"}'}
    steps = [chunk({"function_call": function_call}), *replies.ending("function_call")]
    ask.server.say(Answer(steps), replies.text("42"))
    done = ask("-p", "old", "--tool", "calculate")
    assert done.stdout == "42\n"
    assert [function["name"] for function in ask.sent(0)["functions"]] == ["calculate"]
    assert "tools" not in ask.sent(0)
    assert ask.sent(1)["messages"][1:] == [
        {"role": "assistant", "content": None, "function_call": function_call},
        {"role": "function", "name": "calculate", "content": "42"},
    ]


@pytest.mark.parametrize(
    ("setting", "options", "told"),
    [
        ("", [], "The person did not allow this call: nobody can be asked here."),
        ("", ["--yes"], "40"),
        ('read_only = ["add"]', [], "40"),
    ],
    ids=["claim", "yes", "known"],
)
def test_tools_of_an_mcp_server_can_be_named(ask: Asking, setting: str, options: list[str], told: str) -> None:
    ask.write(
        "config.toml",
        f'[mcp.servers.tests]\ncommand = "{sys.executable}"\nargs = ["-m", "tests.tools.mcp_server"]\n'
        f'env = {{ PYTHONPATH = "{REPOSITORY}" }}\n{setting}\n',
    )
    ask.server.say(calls(("tests_add", {"a": 17, "b": 23})), replies.text("40"))
    done = ask("--tool", "tests_add", *options)
    assert (done.returncode, done.stdout) == (0, "40\n")
    assert ask.told == [told]
