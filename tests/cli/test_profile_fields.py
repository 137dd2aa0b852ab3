"""What a profile says of its requests reaches every one of them, and what of it is secret nobody else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import Any

import keyring
import pytest
from keyring.errors import NoKeyringError

from streamtui.cli.compose.kept_keys import KeptKeys
from streamtui.cli.compose.places import read_places
from streamtui.config import key_commands, keyring_keys
from streamtui.config.flags import Flags
from streamtui.config.key_places import keyring_name
from streamtui.config.paths import data_dir
from streamtui.core.faults.faults import ConfigurationError
from tests.commands import run
from tests.doubles.keyrings import FakeKeyring, keyring_of
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread

PASS = "pass-0123456789abcdef"
FIELDS = f"""headers = {{ X-Team-Token = "{PASS}", X-Title = "mine" }}
extra_body = {{ provider = {{ order = ["a"] }} }}
"""


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with in_thread(ChatServer(replies.text("Hi"))) as running:
        yield running


@pytest.fixture
def ring() -> Iterator[FakeKeyring]:
    with keyring_of(FakeKeyring()) as ring:
        yield ring


def configure(text: str) -> None:
    folder = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(text)


def profile(url: str, more: str = "", name: str = "work") -> str:
    return f'[profiles.{name}]\nbase_url = "{url}"\nmodel = "test-model"\n{more}'


def seen(server: ChatServer) -> set[tuple[str | None, str | None, Any]]:
    found = set()
    for one in server.requests:
        headers = {name.lower(): value for name, value in one.headers.items()}
        found.add((headers.get("x-team-token"), headers.get("x-title"), str(one.body.get("provider"))))
    server.requests.clear()
    return found


EVERYWHERE = {(PASS, "mine", "{'order': ['a']}")}


def test_headers_and_fields_reach_every_request(server: ChatServer, tmp_path: Path) -> None:
    configure(profile(server.base_url, FIELDS))
    (tmp_path / "prompts.txt").write_text("hi\nho\n")
    for command in (["ask", "hi", "--record", "r.jsonl"], ["ask", "hi", "--api", "responses"], ["race", "hi"]):
        assert run(*command, cwd=tmp_path).returncode == 0
        assert (command, seen(server)) == (command, EVERYWHERE)
    run("batch", "prompts.txt", cwd=tmp_path)
    assert seen(server) == EVERYWHERE
    run("check", "--runs", "1", cwd=tmp_path)
    assert len(server.requests) > 5
    assert seen(server) == EVERYWHERE
    recorded = (tmp_path / "r.jsonl").read_text()
    assert "mine" in recorded
    assert PASS not in recorded


def test_another_address_gets_no_header_of_the_profile(server: ChatServer) -> None:
    configure(profile("https://work.example/v1", FIELDS))
    assert run("ask", "hi", "--base-url", server.base_url, "-p", "work").returncode == 0
    assert seen(server) == {(None, None, "{'order': ['a']}")}


def test_secrets_of_headers_and_fields_are_known_wherever_they_come_back(server: ChatServer) -> None:
    configure(profile(server.base_url, f'headers = {{ Authorization = "Bearer {PASS}" }}\n'))
    server.say(replies.text(f"you said {PASS}"))
    done = run("ask", "hi")
    assert done.stdout == f"you said {chr(42) * len(PASS)}\n"
    assert server.requests[0].headers["Authorization"] == f"Bearer {PASS}"


def test_a_key_comes_of_a_command_which_no_shell_reads(server: ChatServer, tmp_path: Path) -> None:
    script = tmp_path / "a key.py"
    script.write_text(f"print('{PASS}')\nprint('and more')\n")
    configure(profile(server.base_url, f"api_key_command = '''{quote(sys.executable)} {quote(str(script))}'''\n"))
    assert run("ask", "hi").returncode == 0
    assert server.requests[0].headers["Authorization"] == f"Bearer {PASS}"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("no-such-program-here", "can't be started (No such file"),
        ("'", "can't be started (it is no command)"),
        ("true", "printed nothing"),
        ("sh -c 'echo locked sk-0123456789abcdef >&2; exit 3'", "ended with code 3: locked ***: try it"),
        ("sleep 60", "had printed none after"),
    ],
)
def test_a_command_without_a_key_is_a_sentence(command: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_commands, "WITHIN_S", 0.2 if command.startswith("sleep") else 30)
    configure(profile("http://127.0.0.1:9/v1", f"api_key_command = {command!r}\n" if "'" not in command else ""))
    with pytest.raises(ConfigurationError) as refused:
        key_commands.key_of_command(command, "work", os.environ)
    assert said in str(refused.value)


def test_a_key_comes_of_the_keyring(ring: FakeKeyring) -> None:
    configure(profile("https://work.example/v1", 'api_key_keyring = "mine"\n'))
    with pytest.raises(ConfigurationError, match=r"keyring set streamtui mine"):
        read_places().profile(Flags())
    ring.kept["streamtui", "mine"] = PASS
    places = read_places()
    chosen = places.profile(Flags())
    assert (chosen.api_key, chosen.key_from) == (PASS, "'mine' in the keyring")
    assert places.secrets.hide(PASS) == "***"


def test_what_was_kept_here_is_had_for_its_server_alone(ring: FakeKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://work.example/v1"
    name = keyring_name("work", url)
    ring.kept["streamtui", name] = PASS
    configure(profile(url, 'api_key_env = "WORK_KEY"\n'))
    with pytest.raises(ConfigurationError, match="WORK_KEY, which is not set"):
        read_places().profile(Flags())
    KeptKeys(data_dir(os.environ)).add(name)
    assert read_places().profile(Flags()).api_key == PASS
    monkeypatch.setenv("WORK_KEY", "of-the-shell")
    assert read_places().profile(Flags()).api_key == "of-the-shell"
    monkeypatch.delenv("WORK_KEY")
    configure(profile("https://other.example/v1", 'api_key_env = "WORK_KEY"\n'))
    with pytest.raises(ConfigurationError, match="WORK_KEY, which is not set"):
        read_places().profile(Flags())


def test_a_keyring_that_fails_or_hangs_is_a_sentence(monkeypatch: pytest.MonkeyPatch, ring: FakeKeyring) -> None:
    keyring.set_keyring(FakeKeyring(NoKeyringError("No recommended backend was available. Install one.")))
    with pytest.raises(
        ConfigurationError, match=r"can't be had of the keyring: No recommended backend was available\.$"
    ):
        keyring_keys.keyring_key("mine")
    keyring.set_keyring(ring)
    ring.answers.clear()
    monkeypatch.setattr(keyring_keys, "WITHIN_S", 0.01)
    with pytest.raises(ConfigurationError, match="did not answer within 0"):
        keyring_keys.keyring_key("mine")
    ring.answers.set()
    monkeypatch.setattr(keyring_keys, "has_keyring", lambda: False)
    with pytest.raises(ConfigurationError, match=r"streamtui\[keyring\]"):
        keyring_keys.keyring_key("mine")


def test_limits_of_a_profile_are_its_own_and_the_command_line_s_go_before() -> None:
    configure(
        profile("http://127.0.0.1:9/v1", "limits = { concurrent_streams = 2 }\n")
        + profile("http://127.0.0.1:8/v1", name="other")
    )
    places = read_places()
    work, other = (places.profile(Flags(profile=name)) for name in ("work", "other"))
    assert [places.limits_of(one).most_streams for one in (work, other)] == [2, 5]
    assert places.limits_of(work) is places.limits_of(work)
    roomy = places.with_room_for(8)
    assert [roomy.limits_of(one).most_streams for one in (work, other)] == [8, 8]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('headers = { "X Y" = "z" }', 'headers."X Y" in line 4 of config.toml can\'t be sent'),
        ('headers = { Host = "z" }', "headers.Host in line 4 of config.toml can't be sent"),
        ('headers = { X = "a\\nb" }', "headers.X in line 4 of config.toml can't be sent"),
        ("extra_body = { messages = [] }", "extra_body.messages in line"),
        ("limits = { concurrent_streams = 0 }", "limits.concurrent_streams in line"),
        ("limits = { cost = 0 }", "limits.cost in line 4 of config.toml is an unknown setting"),
    ],
)
def test_what_can_not_be_sent_is_refused(written: str, said: str) -> None:
    configure(profile("http://127.0.0.1:9/v1", written + "\n"))
    with pytest.raises(ConfigurationError) as refused:
        read_places()
    assert said in str(refused.value)
