"""What may be set, and how a wrong value is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import tomlkit

from streamtui.config.file import File, Reading
from streamtui.config.settings import Limits, Retry, Settings, Timeouts, Tools
from streamtui.core.faults.faults import ConfigurationError


def settings_from(tables: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    return Reading(tomlkit.dumps(tables), environ).configuration.settings


def test_a_switch_is_true_or_false() -> None:
    assert settings_from({"tools": {"open_inspector": True}}, {}).tools.open_inspector
    assert settings_from({}, {"STREAMTUI_TOOLS_OPEN_INSPECTOR": "True"}).tools.open_inspector
    with pytest.raises(ConfigurationError, match="'yes', but must be true or false"):
        settings_from({}, {"STREAMTUI_TOOLS_OPEN_INSPECTOR": "yes"})


def test_the_defaults_are_those_of_the_guide() -> None:
    assert settings_from({}, {}) == File(Retry(3, 4, 10), Timeouts(5, 120, 10, 60), Limits(5, None), Tools())


def test_the_file_sets_and_the_environment_wins() -> None:
    table = {"retry": {"attempts": 5, "wait_min_s": 1}, "profiles": {"x": {}}}
    settings = settings_from(table, {"STREAMTUI_RETRY_ATTEMPTS": "7"})
    assert settings.retry == Retry(7, 1, 10)


@pytest.mark.parametrize(
    ("variable", "section", "field"),
    [
        ("STREAMTUI_RETRY_ATTEMPTS", "retry", "attempts"),
        ("STREAMTUI_RETRY_WAIT_MIN_S", "retry", "wait_min_s"),
        ("STREAMTUI_RETRY_WAIT_MAX_S", "retry", "wait_max_s"),
        ("STREAMTUI_TIMEOUTS_CONNECT_S", "timeouts", "connect_s"),
        ("STREAMTUI_TIMEOUTS_FIRST_TOKEN_S", "timeouts", "first_token_s"),
        ("STREAMTUI_TIMEOUTS_STALL_WARN_S", "timeouts", "stall_warn_s"),
        ("STREAMTUI_TIMEOUTS_STALL_S", "timeouts", "stall_s"),
        ("STREAMTUI_LIMITS_CONCURRENT_STREAMS", "limits", "concurrent_streams"),
        ("STREAMTUI_LIMITS_REQUESTS_PER_MINUTE", "limits", "requests_per_minute"),
    ],
)
def test_every_setting_has_its_variable(variable: str, section: str, field: str) -> None:
    value = "3" if field == "wait_min_s" else "12"
    assert getattr(getattr(settings_from({}, {variable: value}), section), field) == int(value)


@pytest.mark.parametrize("value", ["0", "21", "2.5", "three", "nan", "-1", "True"])
def test_a_wrong_variable_is_refused_with_name_value_and_bounds(value: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"STREAMTUI_RETRY_ATTEMPTS is '{value}', .* from 1 to 20\."):
        settings_from({}, {"STREAMTUI_RETRY_ATTEMPTS": value})


@pytest.mark.parametrize("value", [True, "5", 0, float("inf"), float("nan"), [5]])
def test_a_wrong_value_of_the_file_is_refused(value: object) -> None:
    with pytest.raises(
        ConfigurationError, match=r"timeouts\.connect_s in line 2 of config\.toml is .*seconds from 0\.1 to 600"
    ):
        settings_from({"timeouts": {"connect_s": value}}, {})


def test_an_unknown_setting_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        ConfigurationError, match=r"^retry\.tries in line 2 .*; known are attempts, wait_min_s, wait_max_s\."
    ):
        settings_from({"retry": {"tries": 3}}, {})


def test_a_setting_that_is_nearly_right_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"an unknown setting \(perhaps attempts\); known are"):
        settings_from({"retry": {"atempts": 3}}, {})


def test_a_section_that_is_no_table_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="must be a table"):
        settings_from({"limits": 5}, {})


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert settings_from({}, {"STREAMTUI_LIMITS_REQUESTS_PER_MINUTE": " "}).limits.requests_per_minute is None


@pytest.mark.parametrize(
    ("variable", "value", "other"),
    [
        ("STREAMTUI_RETRY_WAIT_MIN_S", "11", "more than wait_max_s, which is 10"),
        ("STREAMTUI_TIMEOUTS_STALL_S", "9", "^STREAMTUI_TIMEOUTS_STALL_S is 9, .* less than stall_warn_s"),
    ],
)
def test_bounds_in_the_wrong_order_are_refused(variable: str, value: str, other: str) -> None:
    with pytest.raises(ConfigurationError, match=other):
        settings_from({}, {variable: value})


class TestTools:
    def test_the_defaults_ask_before_changes_and_leave_files_alone(self) -> None:
        assert Tools() == Tools("changes", ("read_file", "list_files"), 8, 5, 30, 20_000)

    def test_the_file_and_the_environment_set_them(self) -> None:
        table = {"tools": {"approve": "all", "off": [], "rounds": 3, "timeout_s": 5}}
        environ = {"STREAMTUI_TOOLS_APPROVE": "none", "STREAMTUI_TOOLS_CONCURRENT": "2"}
        assert settings_from(table, environ).tools == Tools("none", [], 3, 2, 5)
        assert settings_from({}, {"STREAMTUI_TOOLS_OFF": "calculate, get_weather"}).tools.off == [
            "calculate",
            "get_weather",
        ]

    @pytest.mark.parametrize(
        ("key", "value", "wanted"),
        [
            ("approve", "some", "changes, all or none"),
            ("approve", ["all"], "changes, all or none"),
            ("off", "read_file", "a list of names"),
            ("off", [1], "a list of names"),
            ("rounds", 0, "a whole number from 1 to 1000"),
        ],
    )
    def test_a_wrong_value_is_refused_with_what_is_wanted(self, key: str, value: object, wanted: str) -> None:
        with pytest.raises(
            ConfigurationError, match=rf"tools\.{key} in line 2 of config\.toml is .*, but must be {wanted}"
        ):
            settings_from({"tools": {key: value}}, {})
