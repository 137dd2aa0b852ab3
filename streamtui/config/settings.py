"""Retry, time-outs and limits: what may be set, within which bounds, and where it is set.

A value of the environment (`STREAMTUI_RETRY_ATTEMPTS`) wins over the configuration file's (`attempts` in `[retry]`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, Protocol, TypeVar

from streamtui.core.faults import ConfigurationError


class _Section(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_SectionT = TypeVar("_SectionT", bound=_Section)


def _setting(default: float | None, low: float, high: float, *, whole: bool = False) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "whole": whole})


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a request is made that fails before its first delta, and how long the waits are."""

    attempts: int = _setting(3, 1, 20, whole=True)
    """All tries together; 1 is no retry."""
    wait_min_s: float = _setting(4.0, 0, 120)
    wait_max_s: float = _setting(10.0, 0, 120)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a server may stay silent."""

    connect_s: float = _setting(5.0, 0.1, 600)
    first_token_s: float = _setting(120.0, 0.1, 86400)
    """From the request to the first delta; local and reasoning models take their time."""
    stall_warn_s: float = _setting(10.0, 0.1, 86400)
    """Seconds without a delta, after the first, that are told to the person."""
    stall_s: float = _setting(60.0, 0.1, 86400)
    """Seconds without a delta, after the first, that end the reply."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked of servers at once."""

    concurrent_streams: int = _setting(5, 1, 1000, whole=True)
    requests_per_minute: int | None = _setting(None, 1, 100000, whole=True)
    """`None`: as many as one likes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is set about requests."""

    retry: Retry = field(default_factory=Retry)
    timeouts: Timeouts = field(default_factory=Timeouts)
    limits: Limits = field(default_factory=Limits)


def settings_from(table: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """The settings of the configuration file's tables `retry`, `timeouts` and `limits`, and of the environment.

    Other tables are not looked at. Raises ConfigurationError with the name, the value and what is allowed.
    """
    settings = Settings(
        retry=_section(Retry, table, environ),
        timeouts=_section(Timeouts, table, environ),
        limits=_section(Limits, table, environ),
    )
    retry, timeouts = settings.retry, settings.timeouts
    _check_order("retry", "wait_min_s", retry.wait_min_s, "wait_max_s", retry.wait_max_s)
    _check_order("timeouts", "stall_warn_s", timeouts.stall_warn_s, "stall_s", timeouts.stall_s)
    return settings


def _section(kind: type[_SectionT], table: Mapping[str, Any], environ: Mapping[str, str]) -> _SectionT:
    name = kind.__name__.lower()
    written = table.get(name, {})
    if not isinstance(written, Mapping):
        raise ConfigurationError(f"{name} in config.toml is {written!r}, but must be a table: [{name}].")
    known = {setting.name: setting for setting in fields(kind)}
    for key in written:
        if key not in known:
            raise ConfigurationError(f"{name}.{key} in config.toml is unknown; allowed are {', '.join(known)}.")
    values: dict[str, float] = {}
    for key, setting in known.items():
        variable = f"STREAMTUI_{name}_{key}".upper()
        if environ.get(variable, "").strip():
            values[key] = _checked(variable, environ[variable], _number(environ[variable]), setting)
        elif key in written:
            values[key] = _checked(f"{name}.{key} in config.toml", written[key], written[key], setting)
    return kind(**values)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value.is_integer() else value


def _checked(name: str, written: object, value: object, setting: Field[Any]) -> float:
    low, high, whole = setting.metadata["low"], setting.metadata["high"], setting.metadata["whole"]
    right_kind = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if isinstance(value, (int, float)) and right_kind and low <= value <= high:
        return value
    noun = "a whole number" if whole else "a number of seconds"
    raise ConfigurationError(f"{name} is {written!r}, but must be {noun} from {low} to {high}.")


def _check_order(section: str, low_name: str, low: float, high_name: str, high: float) -> None:
    if low > high:
        raise ConfigurationError(
            f"{section}.{low_name} is {low:g}, but must not be more than {section}.{high_name}, which is {high:g} "
            f"(STREAMTUI_{section.upper()}_{low_name.upper()} and STREAMTUI_{section.upper()}_{high_name.upper()})."
        )
