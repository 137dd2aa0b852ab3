"""Which words of the configuration are keys."""

from __future__ import annotations

import pytest

from streamtui.config.environment import Environment, Source
from streamtui.config.file import Configuration
from streamtui.config.profiles import Profile
from streamtui.config.secrets import known_secrets


@pytest.mark.parametrize("command", ['op --token "word-1234"', "op --token='word-1234'", "op --token word-1234 '"])
def test_what_a_command_for_a_key_is_given_is_known_without_its_quotation_marks(command: str) -> None:
    configured = Configuration(profiles={"work": Profile("work", api_key_command=command)})
    secrets = known_secrets(Environment(Source()), configured)
    assert secrets.keys == ("word-1234",)
