"""A foreign folder does not act, and keys stay where they belong: real commands, and servers that note what comes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from streamtui.cli.main import cli
from tests.commands import COMMAND, Done, run
from tests.paths import REPOSITORY
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread

KEY = "the-secret-key-of-the-shell"
GATEWAY = "https://gateway.invalid/v1"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with in_thread(ChatServer(replies.text("Hi"))) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stranger's repository."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    folder = tmp_path / "foreign"
    (folder / ".git").mkdir(parents=True)
    return folder


def keys_sent(server: ChatServer) -> list[str]:
    return [request.headers["Authorization"].removeprefix("Bearer ") for request in server.requests]


def configure(text: str) -> None:
    folder = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(text)


def refused(done: Done) -> str:
    """What was said by a command that refused to begin."""
    assert (done.returncode, done.stdout, KEY in done.stderr) == (2, "", False)
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_what_was_given_together_is_sent_without_a_word(server: ChatServer, folder: Path) -> None:
    done = run("ask", "hi", cwd=folder, env={"OPENAI_BASE_URL": server.base_url})
    assert (done.returncode, done.stdout, done.stderr) == (0, "Hi\n", "")
    assert keys_sent(server) == [KEY]


def test_a_folder_s_address_gets_no_key_of_the_shell(server: ChatServer, folder: Path) -> None:
    (folder / ".env").write_text(f"OPENAI_BASE_URL={server.base_url}\n")
    assert run("ask", "hi", cwd=folder).returncode == 0
    assert run("ask", "hi", "--trust-env", cwd=folder).returncode == 0
    assert run("--trust-env", "ask", "hi", cwd=folder).returncode == 0
    assert keys_sent(server) == ["none", KEY, KEY]


@pytest.mark.parametrize("command", [("ask", "hi"), ("race", "hi"), ("check",), ("batch", "prompts.txt")])
def test_beyond_this_machine_every_command_says_so_and_ends(folder: Path, command: tuple[str, ...]) -> None:
    (folder / ".env").write_text(f"OPENAI_BASE_URL={GATEWAY}\n")
    (folder / "prompts.txt").write_text("hi\n")
    said = refused(run(*command, cwd=folder))
    assert f"OPENAI_API_KEY (from the environment) is not sent to {GATEWAY} (from {folder}/.env)" in said
    assert "--trust-env" in said


def test_json_says_it_too(folder: Path) -> None:
    done = run("ask", "hi", "--json", "--base-url", GATEWAY, cwd=folder)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["kind"] == "configuration"
    assert KEY not in done.stdout + done.stderr


def test_a_profile_gets_its_own_key_and_no_other(server: ChatServer, folder: Path) -> None:
    configure(
        f'[profiles.bare]\nbase_url = "{server.base_url}"\n'
        f'[profiles.named]\nbase_url = "{server.base_url}"\napi_key_env = "NAMED_KEY"\n'
        f'[profiles.far]\nbase_url = "{GATEWAY}"\n'
    )
    (folder / ".env").write_text("NAMED_KEY=of-the-file\nOTHER=x\n")
    assert run("ask", "hi", "-p", "bare", cwd=folder).returncode == 0
    assert run("ask", "hi", "-p", "named", cwd=folder).returncode == 0
    assert keys_sent(server) == ["none", "of-the-file"]
    assert "the profile 'far' of config.toml" in refused(run("race", "hi", "-p", "named", "-p", "far", cwd=folder))
    assert len(server.requests) == 2


def test_a_folder_s_settings_are_not_read(server: ChatServer, folder: Path) -> None:
    tools = folder / "x" / "tools"
    tools.mkdir(parents=True)
    (tools / "t.py").write_text("import pathlib\npathlib.Path('ran').touch()\n")
    (folder / ".env").write_text(
        "STREAMTUI_CONFIG_DIR=${PWD}/x\nSTREAMTUI_RETRY_ATTEMPTS=odd\nPYTHONPATH=.\nOPENAI_ORG_ID=theirs\n"
        "STREAMTUI_TOOLS_APPROVE=none\n"
    )
    before = dict(os.environ)
    done = run("ask", "hi", "--tool", "calculate", cwd=folder, env={"OPENAI_BASE_URL": server.base_url})
    assert (done.returncode, done.stderr) == (0, "")
    assert not (folder / "ran").exists()
    assert dict(os.environ) == before
    assert "theirs" not in str(server.requests[0].headers)


def test_a_file_that_is_refused_is_said_and_the_rest_goes_on(server: ChatServer, folder: Path) -> None:
    path = folder / ".env"
    path.write_text("OPENAI_MODEL=theirs\n")
    path.chmod(0o666)
    done = run("ask", "hi", cwd=folder, env={"OPENAI_BASE_URL": server.base_url})
    assert (done.returncode, done.stdout) == (0, "Hi\n")
    assert done.stderr.startswith(f"streamtui: {path} is left out: it may be written by others")
    assert server.requests[0].model == "test-model"


GONE = "streamtui: The folder that you are in is gone"


@pytest.mark.parametrize("command", ["ask hi", "race hi", "check", "batch x", "model list", "replay x", ""])
def test_a_folder_that_is_gone_is_a_sentence(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    done = CliRunner().invoke(cli, command.split(), catch_exceptions=False)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(GONE)


def test_nor_does_python_itself_fail_in_one(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    code = f"import os, sys; os.rmdir(os.getcwd()); os.execv(sys.executable, {[*COMMAND, 'ask', 'hi']!r})"
    environ = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(GONE)
    assert done.stderr.count("\n") == 1
