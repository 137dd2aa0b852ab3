"""Places that are known without a file."""

from __future__ import annotations

import pytest

from streamtui.config.environment import Environment, Source
from streamtui.config.flags import Flags
from streamtui.config.keys import NO_KEY, host_of
from streamtui.config.profile_choice import choose_profile
from streamtui.config.profiles import Profile
from streamtui.config.ready_profiles import HERE, READY, READY_KEYS, has_key
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.wanted_key import WantedKeyError
from tests.paths import REPOSITORY

AZURE = "https://mine.openai.azure.com"


def shell(**variables: str) -> Environment:
    return Environment(Source(variables))


@pytest.mark.parametrize("name", [name for name in READY if name != "azure"])
def test_each_is_used_by_its_name_alone(name: str) -> None:
    ready = READY[name]
    environment = shell(**{ready.api_key_env or "OPENAI_API_KEY": "the-key"})
    chosen = choose_profile(Flags(profile=name), environment, {})
    assert host_of(chosen.base_url or "")
    assert chosen.api_key == (NO_KEY if name in HERE else "the-key")
    assert chosen.model or name in HERE
    if name not in HERE:
        assert has_key(name, environment)
        with pytest.raises(WantedKeyError) as wanted:
            choose_profile(Flags(profile=name), shell(), {})
        assert wanted.value.wanted.profile == name


def test_the_persons_own_of_the_same_name_goes_before_it() -> None:
    own = {"groq": Profile("groq", "http://127.0.0.1:9/v1", model="mine")}
    assert choose_profile(Flags(profile="groq"), shell(GROQ_API_KEY="k"), own).base_url == "http://127.0.0.1:9/v1"


def test_azure_wants_its_address_which_the_shell_alone_may_say() -> None:
    keyed = {"AZURE_OPENAI_API_KEY": "k"}
    for environment in (shell(**keyed), Environment(Source(keyed), Source({"AZURE_OPENAI_ENDPOINT": AZURE}))):
        assert not has_key("azure", environment)
        with pytest.raises(ConfigurationError, match="an address for each resource: set AZURE_OPENAI_ENDPOINT"):
            choose_profile(Flags(profile="azure"), environment, {})
    for address in (AZURE, f"{AZURE}/", f"{AZURE}/openai/v1"):
        chosen = choose_profile(Flags(profile="azure"), shell(**keyed, AZURE_OPENAI_ENDPOINT=address), {})
        assert (chosen.base_url, chosen.api_key) == (f"{AZURE}/openai/v1", "k")


def test_the_readme_lists_each_with_the_variable_of_its_key() -> None:
    readme = (REPOSITORY / "README.md").read_text()
    for name, ready in READY.items():
        assert f"| `{name}` | {f'`{ready.api_key_env}`' if ready.api_key_env else ''}" in readme
    assert all(f"port {port}" in readme for port in HERE.values())


def test_an_unknown_name_is_told_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match=r"'grok' \(perhaps groq\).*ready without it openai, azure"):
        choose_profile(Flags(profile="grok"), shell(), {})
    assert "GROQ_API_KEY" in READY_KEYS
