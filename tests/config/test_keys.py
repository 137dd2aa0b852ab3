"""Which key goes to which server unasked, which with a yes, and which stays at home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from streamtui.config.environment import Environment, Source
from streamtui.config.flags import Flags
from streamtui.config.keys import NO_KEY, host_of, shown_url
from streamtui.config.profile_choice import choose_profile
from streamtui.config.profiles import Profile
from streamtui.core.ports.key_question import KeyQuestion, KeyQuestionError

FOLDER = Path("/foreign/folder")
KEY, GATEWAY, LOCAL = "the-shell-s-key", "https://gateway.example/v1", "http://127.0.0.1:8080/v1"
SHELL = {"OPENAI_API_KEY": KEY}
PROFILES = {
    "open": Profile("open", GATEWAY),
    "own": Profile("own", GATEWAY, api_key="own-key"),
    "named": Profile("named", GATEWAY, api_key_env="GATEWAY_KEY"),
    "plain": Profile("plain", "http://lan.example/v1", api_key="own-key"),
    "here": Profile("here", LOCAL),
}


@dataclass
class Person:
    """Answers every question in the same way."""

    answer: bool | None = None
    asked: list[KeyQuestion] = field(default_factory=list)

    def __call__(self, question: KeyQuestion) -> bool | None:
        self.asked.append(question)
        return self.answer


def key(
    person: Person,
    shell: Mapping[str, str] = SHELL,
    file: Mapping[str, str] | None = None,
    **flags: Any,
) -> str:
    environment = Environment(Source(shell), Source(file, FOLDER) if file else Source())
    return choose_profile(Flags(**flags), environment, PROFILES, None, person).api_key


def question(
    shell: Mapping[str, str] = SHELL,
    file: Mapping[str, str] | None = None,
    **flags: Any,
) -> KeyQuestion:
    """What is asked; whoever says no sends no key, who says yes does."""
    with pytest.raises(KeyQuestionError) as caught:
        key(Person(), shell, file, **flags)
    assert key(Person(False), shell, file, **flags) == NO_KEY
    assert key(Person(True), shell, file, **flags) != NO_KEY
    return caught.value.question


@pytest.mark.parametrize(
    ("shell", "file", "flags", "sent"),
    [
        (SHELL, {}, {}, KEY),
        ({**SHELL, "OPENAI_BASE_URL": LOCAL}, {}, {}, KEY),
        ({**SHELL, "OPENAI_BASE_URL": GATEWAY}, {}, {}, KEY),
        ({**SHELL, "OPENAI_BASE_URL": GATEWAY}, {}, {"base_url": "https://GATEWAY.example.:443/other"}, KEY),
        ({**SHELL, "OPENAI_BASE_URL": GATEWAY}, {}, {"profile": "open"}, KEY),
        ({}, {"OPENAI_API_KEY": "of-the-file"}, {}, "of-the-file"),
        ({}, {"OPENAI_API_KEY": "of-the-file", "OPENAI_BASE_URL": GATEWAY}, {}, "of-the-file"),
        (SHELL, {"OPENAI_API_KEY": "of-the-file", "OPENAI_BASE_URL": GATEWAY}, {}, "of-the-file"),
        (SHELL, {"OPENAI_API_KEY": "of-the-file"}, {}, KEY),
        (SHELL, {}, {"profile": "own"}, "own-key"),
        ({"GATEWAY_KEY": "g"}, {}, {"profile": "named"}, "g"),
        ({}, {"GATEWAY_KEY": "g"}, {"profile": "named"}, "g"),
        ({}, {"OPENAI_BASE_URL": GATEWAY}, {}, NO_KEY),
        ({"OPENAI_API_KEY": NO_KEY}, {}, {"base_url": "http://lan.example/v1"}, NO_KEY),
        ({}, {}, {"base_url": "http://lan.example/v1"}, NO_KEY),
    ],
)
def test_what_was_given_together_goes_unasked(
    shell: dict[str, str], file: dict[str, str], flags: dict[str, str], sent: str
) -> None:
    person = Person()
    assert key(person, shell, file, **flags) == sent
    assert person.asked == []


def test_a_file_s_address_does_not_get_the_shell_s_key() -> None:
    asked = question(file={"OPENAI_BASE_URL": GATEWAY})
    assert asked == KeyQuestion(
        GATEWAY,
        "/foreign/folder/.env",
        "OPENAI_API_KEY",
        "the environment",
        "it belongs to https://api.openai.com/v1",
        "/foreign/folder",
    )
    assert asked.sentence == (
        f"OPENAI_API_KEY (from the environment) is not sent to {GATEWAY} (from /foreign/folder/.env): it belongs to "
        "https://api.openai.com/v1. Say --trust-env to send it, or answer Always in the chat."
    )


@pytest.mark.parametrize(
    ("asked", "key_from", "url_from"),
    [
        (lambda: question(base_url=GATEWAY), "the environment", "--base-url"),
        (lambda: question(profile="open"), "the environment", "the profile 'open' of config.toml"),
        (
            lambda: question(profile="own", base_url="https://other.example/v1"),
            "the profile 'own' of config.toml",
            "--base-url",
        ),
        (
            lambda: question({"GATEWAY_KEY": "g"}, profile="named", base_url="https://other.example/v1"),
            "the environment",
            "--base-url",
        ),
        (
            lambda: question({"OPENAI_BASE_URL": GATEWAY}, {"OPENAI_API_KEY": "of-the-file"}),
            "/foreign/folder/.env",
            "the environment",
        ),
        (
            lambda: question({}, {"OPENAI_API_KEY": "of-the-file"}, profile="open"),
            "/foreign/folder/.env",
            "the profile 'open' of config.toml",
        ),
        (
            lambda: question(file={"OPENAI_BASE_URL": "https://api.openai.com:8443/v1"}),
            "the environment",
            "/foreign/folder/.env",
        ),
        (
            lambda: question(file={"OPENAI_BASE_URL": "https://api.openai.com@evil.example/v1"}),
            "the environment",
            "/foreign/folder/.env",
        ),
    ],
)
def test_another_server_gets_a_key_only_with_a_yes(asked: object, key_from: str, url_from: str) -> None:
    assert callable(asked)
    found = asked()
    assert (found.key_from, found.url_from) == (key_from, url_from)
    assert "belongs to" in found.reason


@pytest.mark.parametrize(
    "asked",
    [
        lambda: question({**SHELL, "OPENAI_BASE_URL": "http://lan.example/v1"}),
        lambda: question({**SHELL, "OPENAI_BASE_URL": "HTTP://lan.example/v1"}),
        lambda: question(profile="plain"),
    ],
)
def test_plain_http_beyond_this_machine_is_asked_about(asked: object) -> None:
    assert callable(asked)
    assert asked().reason == "plain HTTP lets everyone on the way read it"


@pytest.mark.parametrize("flags", [{"base_url": LOCAL}, {"base_url": "http://[::1]:1/v1"}, {"profile": "here"}])
def test_a_server_on_this_machine_does_without_another_s_key_unasked(flags: dict[str, Any]) -> None:
    assert key(Person(), **flags) == NO_KEY
    assert key(Person(True), **flags) == KEY


def test_a_question_holds_neither_user_nor_query_of_an_address() -> None:
    asked = question(base_url="https://me:pw@gateway.example/v1?key=q")
    assert asked.url == GATEWAY


def test_the_form_of_a_key_does_not_show_it() -> None:
    environment = Environment(Source(SHELL))
    assert KEY not in repr(environment)


def test_letters_that_look_like_others_are_shown_as_what_they_are() -> None:
    assert shown_url("https://\u0430pi.openai.com/v1") == "https://xn--pi-6kc.openai.com/v1"
    assert shown_url("https://gateway.example/\u202e").isascii()
    assert host_of("https://gateway.example/v1") == "gateway.example"
    assert host_of("http://127.0.0.1:8080/v1") == "127.0.0.1:8080"
