"""Which place the program talks to: flags, environment, configuration, else the local model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
import tomlkit

from streamtui.config.environment import Environment, Source
from streamtui.config.file import Reading
from streamtui.config.flags import Flags
from streamtui.config.keys import NO_KEY, OPENAI_URL
from streamtui.config.profile_choice import choose_profile as choose
from streamtui.config.profiles import Profile
from streamtui.core.faults.faults import ConfigurationError

WORK = Profile("work", "https://work.example/v1", api_key="wk", model="big")
BARE = Profile("bare", "http://127.0.0.1:8000/v1")
CONFIGURED = {"work": WORK, "bare": BARE}


def choose_profile(
    flags: Flags, shell: Mapping[str, str], profiles: Mapping[str, Profile], default: str | None = None
) -> Profile:
    """With nothing but the shell's variables."""
    return choose(flags, Environment(Source(shell)), profiles, default)


def test_with_nothing_set_it_is_the_local_model() -> None:
    assert choose_profile(Flags(), {}, {}) == Profile("local", None)


def test_the_configuration_comes_before_the_local_model() -> None:
    assert choose_profile(Flags(), {}, CONFIGURED).name == "work"
    assert choose_profile(Flags(), {}, CONFIGURED, "bare").name == "bare"


def test_the_environment_comes_before_the_configuration() -> None:
    environ = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_MODEL": "m", "OPENAI_API_KEY": "k"}
    chosen = choose_profile(Flags(), environ, CONFIGURED, "work")
    assert (chosen.name, chosen.base_url, chosen.model, chosen.api_key) == (
        "127.0.0.1:9",
        "http://127.0.0.1:9/v1",
        "m",
        "k",
    )


def test_a_key_alone_means_openai_and_its_default_model() -> None:
    chosen = choose_profile(Flags(), {"OPENAI_API_KEY": "k"}, {})
    assert (chosen.name, chosen.base_url, bool(chosen.model)) == ("openai", OPENAI_URL, True)


def test_it_is_told_where_the_key_stands() -> None:
    assert choose_profile(Flags(), {"OPENAI_API_KEY": "k"}, {}).key_from == "OPENAI_API_KEY in the environment"
    assert choose_profile(Flags(), {}, CONFIGURED).key_from == "api_key in the profile 'work' of config.toml"
    assert choose_profile(Flags(base_url="http://127.0.0.1:9/v1"), {"OPENAI_API_KEY": "k"}, {}).key_from == ""


def test_flags_come_before_everything() -> None:
    environ = {"OPENAI_BASE_URL": "https://env.example/v1", "OPENAI_API_KEY": "k", "OPENAI_MODEL": "env-model"}
    assert choose_profile(Flags(profile="work"), environ, CONFIGURED).base_url == WORK.base_url
    by_url = choose_profile(Flags(base_url="http://127.0.0.1:9/v1"), environ, CONFIGURED)
    assert (by_url.base_url, by_url.model, by_url.api_key) == ("http://127.0.0.1:9/v1", "env-model", NO_KEY)
    assert choose_profile(Flags(model="mine"), environ, CONFIGURED).model == "mine"
    assert choose_profile(Flags(profile="local", model="qwen"), environ, {}) == Profile("local", None, model="qwen")


def test_a_server_without_a_key_gets_a_stand_in() -> None:
    assert choose_profile(Flags(profile="bare"), {}, CONFIGURED).api_key == NO_KEY


def test_a_key_may_come_from_a_variable_of_its_own() -> None:
    profiles = {"own": Profile("own", "https://own.example/v1", api_key_env="OWN_KEY")}
    assert choose_profile(Flags(), {"OWN_KEY": "secret"}, profiles).api_key == "secret"
    with pytest.raises(ConfigurationError, match="OWN_KEY, which is not set"):
        choose_profile(Flags(), {}, profiles)


def test_a_key_is_not_in_the_text_form_of_a_profile() -> None:
    assert "wk" not in repr(WORK)


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000",
        "ftp://x/v1",
        "http://",
        "http://[::1",
        "http://x:port/v1",
        "",
        "https://api.openai.com\\@evil.example/v1",
        "https://evil\t.example/v1",
        " https://evil.example/v1",
    ],
)
def test_a_base_url_that_cannot_be_used_is_refused(url: str) -> None:
    if url:
        with pytest.raises(ConfigurationError, match="base URL"):
            choose_profile(Flags(base_url=url), {}, {})
    with pytest.raises(ConfigurationError, match="base URL"):
        choose_profile(Flags(), {}, {"odd": Profile("odd", url)})


@pytest.mark.parametrize("url", ["ftp://me:pa/ss@w@x/v1?key=q#f", "me:pw@x:port?key=q", "http://me:pw@/?key=q"])
def test_a_refused_base_url_is_told_without_user_and_query(url: str) -> None:
    with pytest.raises(ConfigurationError, match="base URL") as caught:
        choose_profile(Flags(base_url=url), {}, {})
    assert not any(secret in str(caught.value) for secret in ("me:", "pw", "pa/", "ss", "key", "q#", "f”"))


def test_an_unknown_profile_names_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="known are work, bare, local"):
        choose_profile(Flags(profile="wrok"), {}, CONFIGURED)


def test_openai_without_a_key_says_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="set OPENAI_API_KEY"):
        choose_profile(Flags(base_url=OPENAI_URL), {}, {})


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"x": 3}, "must be a table"),
        (
            {"x": {"base_ur": "u"}},
            r"an unknown setting \(perhaps base_url\); known are base_url",
        ),
        ({"x": {"model": 4}}, r"profiles\.x\.model in line 2 of config\.toml is 4, but must be a text"),
        ({"x": {"options": "t"}}, r"options in line 2 of config\.toml is 't', but must be a table"),
        ({"x": {"base_url": "ftp://x"}}, r"base_url .*can't be used: write it like http"),
        ({"x": {"options": {"top_z": float("inf")}}}, r"options\.top_z .*can't be sent: JSON has no dates"),
        ({"x": {"extra_body": {"a": [{"b": date(2026, 1, 1)}]}}}, r"extra_body\.a .*can't be sent: JSON has no dates"),
    ],
)
def test_a_wrong_profile_table_is_refused_with_its_name(table: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        Reading(tomlkit.dumps({"profiles": table}), {}).configuration  # noqa: B018 - it raises


def test_profile_tables_are_read() -> None:
    written = '[profiles.x]\nbase_url = "http://x/v1"\nmodel = "m"\noptions.temperature = 0'
    assert Reading(written, {}).file.profiles["x"] == Profile("x", "http://x/v1", model="m", options={"temperature": 0})
