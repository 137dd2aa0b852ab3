"""Retry, time-outs, limits and tools: what may be set, within which bounds, and where it is set.

A value of the environment (`STREAMTUI_RETRY_ATTEMPTS`) wins over the configuration file's (`attempts` in `[retry]`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, Literal, Protocol, TypeVar

from streamtui.config.kinds import Choice, Kind, Names, Number, Switch
from streamtui.core.faults.faults import ConfigurationError


class _Section(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_SectionT = TypeVar("_SectionT", bound=_Section)


def _setting(default: object, kind: Kind) -> Any:
    return field(default=default, metadata={"kind": kind})


def _seconds(default: float, low: float, high: float) -> Any:
    return _setting(default, Number(low, high))


def _count(default: int | None, low: int, high: int) -> Any:
    return _setting(default, Number(low, high, "a whole number", whole=True))


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a request is made that fails before its first delta, and how long the waits are."""

    attempts: int = _count(3, 1, 20)
    """All tries together; 1 is no retry."""
    wait_min_s: float = _seconds(4.0, 0, 120)
    wait_max_s: float = _seconds(10.0, 0, 120)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a server may stay silent."""

    connect_s: float = _seconds(5.0, 0.1, 600)
    first_token_s: float = _seconds(120.0, 0.1, 86400)
    """From the request to the first delta; local and reasoning models take their time."""
    stall_warn_s: float = _seconds(10.0, 0.1, 86400)
    """Seconds without a delta, after the first, that are told to the person."""
    stall_s: float = _seconds(60.0, 0.1, 86400)
    """Seconds without a delta, after the first, that end the reply."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked of servers at once."""

    concurrent_streams: int = _count(5, 1, 1000)
    requests_per_minute: int | None = _count(None, 1, 100000)
    """`None`: as many as one likes."""


@dataclass(frozen=True, slots=True)
class Tools:
    """How the function calls of a model are run and shown."""

    approve: Literal["changes", "all", "none"] = _setting("changes", Choice(("changes", "all", "none")))
    """Which calls ask first: those of tools that may change something, all, or none."""
    off: Sequence[str] = _setting(("read_file", "list_files"), Names())
    """Tools that a conversation starts without."""
    rounds: int = _count(8, 1, 1000)
    """How often in one turn the model may have tools run."""
    concurrent: int = _count(5, 1, 1000)
    """Calls that run at the same time."""
    timeout_s: float = _seconds(30.0, 0.1, 86400)
    """How long one call may run."""
    longest_output: int = _count(20_000, 100, 10_000_000)
    """Characters of a result that are sent back."""
    open_inspector: bool = _setting(False, Switch())
    """The calls open by themselves at the first one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is set about requests and tools."""

    retry: Retry = field(default_factory=Retry)
    timeouts: Timeouts = field(default_factory=Timeouts)
    limits: Limits = field(default_factory=Limits)
    tools: Tools = field(default_factory=Tools)


def settings_from(table: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """The settings of the file's tables `retry`, `timeouts`, `limits` and `tools`, and of the environment.

    Other tables are not looked at. Raises ConfigurationError with the name, the value and what is allowed.
    """
    settings = Settings(
        retry=_section(Retry, table, environ),
        timeouts=_section(Timeouts, table, environ),
        limits=_section(Limits, table, environ),
        tools=_section(Tools, table, environ),
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
    values: dict[str, Any] = {}
    for key, setting in known.items():
        variable = f"STREAMTUI_{name}_{key}".upper()
        allowed: Kind = setting.metadata["kind"]
        if environ.get(variable, "").strip():
            values[key] = _checked(variable, environ[variable], allowed.parsed(environ[variable]), allowed)
        elif key in written:
            values[key] = _checked(f"{name}.{key} in config.toml", written[key], written[key], allowed)
    return kind(**values)


def _checked(name: str, written: object, value: object, allowed: Kind) -> object:
    if allowed.fits(value):
        return value
    raise ConfigurationError(f"{name} is {written!r}, but must be {allowed.wanted}.")


def _check_order(section: str, low_name: str, low: float, high_name: str, high: float) -> None:
    if low > high:
        raise ConfigurationError(
            f"{section}.{low_name} is {low:g}, but must not be more than {section}.{high_name}, which is {high:g} "
            f"(STREAMTUI_{section.upper()}_{low_name.upper()} and STREAMTUI_{section.upper()}_{high_name.upper()})."
        )
