"""The keymap of the settings."""

from __future__ import annotations

import pytest

from streamtui.cli.compose.keymaps import check_keys, keymap_of, told_keys
from streamtui.config.settings import Keys
from streamtui.core.faults.faults import ConfigurationError


def test_a_key_or_a_list_of_them_takes_the_place_of_a_command_s_own_and_a_blank_one_of_all() -> None:
    keys = Keys(preset="vi", bound={"chat.stop": "Ctrl+X", "chat.calls": ["F7", "alt+c"], "chat.wire": ""})
    told = {name: given for name, given, _ in told_keys(keys)}
    assert (told["chat.stop"], told["chat.calls"], told["chat.wire"]) == ("^x", "F7 Alt+C", "")
    assert (told["transcript.down"], told["prompt.down"]) == ("↓ j", "↓")
    assert keymap_of(Keys()).of("chat.stop", ("escape",)) == ("escape",)


def test_what_is_wrong_ends_the_start_and_what_collides_is_said() -> None:
    with pytest.raises(
        ConfigurationError, match=r'keys\."chat\.stp" in config\.toml is no command \(perhaps chat\.stop'
    ):
        check_keys(Keys(bound={"chat.stp": "f12"}))
    assert not check_keys(Keys(bound={"chat.stop": "f12"}))
    assert len(check_keys(Keys(bound={"chat.stop": "ctrl+t"}))) == 1
