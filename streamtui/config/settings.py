"""Retry, time-outs, limits, tools and recordings: what may be set, and within which bounds.

A value of the environment (`STREAMTUI_RETRY_ATTEMPTS`) wins over the configuration file's (`attempts` in `[retry]`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import fields

from streamtui.config.tables import read_table, variable_of
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.wire.bounds import KEPT_MB


class Retry(Struct, frozen=True):
    """How often a request is made that fails before its first delta, and how long the waits are."""

    attempts: Annotated[int, Meta(ge=1, le=20, description="all tries together; 1 is no retry")] = 3
    wait_min_s: Annotated[float, Meta(ge=0, le=120, description="the first wait; each next one is longer")] = 4.0
    wait_max_s: Annotated[float, Meta(ge=0, le=120, description="no wait is longer, but for a Retry-After")] = 10.0


class Timeouts(Struct, frozen=True):
    """How long a server may stay silent."""

    connect_s: Annotated[float, Meta(ge=0.1, le=600, description="until there is a connection")] = 5.0
    first_token_s: Annotated[float, Meta(ge=0.1, le=86_400, description="from the request to the first delta")] = 120.0
    stall_warn_s: Annotated[float, Meta(ge=0.1, le=86_400, description="without a delta: you are told")] = STALL_WARN_S
    stall_s: Annotated[float, Meta(ge=0.1, le=86_400, description="without a delta: the reply is ended")] = 60.0


class Limits(Struct, frozen=True):
    """How much is asked of servers at once, and what it may cost."""

    concurrent_streams: Annotated[int, Meta(ge=1, le=1000, description="open at the same time")] = 5
    requests_per_minute: Annotated[int, Meta(ge=1, le=100_000, description="no limit where not set")] | None = None
    cost_usd_per_day: (
        Annotated[
            float,
            Meta(
                ge=0.01,
                le=1_000_000,
                title="a number of US dollars from 0.01 to 1000000",
                description="asked at so much a day, warned at 80 % of it; no limit where not set",
            ),
        ]
        | None
    ) = None


class Recordings(Struct, frozen=True):
    """What is kept of a chat, so that it can be recorded and taken apart."""

    kept_mb: Annotated[int, Meta(ge=1, le=4096, description="megabytes of streams kept of a conversation")] = KEPT_MB


class Store(Struct, frozen=True):
    """Whether conversations outlive the program."""

    keep: Annotated[bool, Meta(description="conversations are kept on this disk; false leaves no trace")] = True
    streams: Annotated[
        int, Meta(ge=0, le=100_000, description="the last so many replies are kept with their streams; 0 keeps none")
    ] = 200
    streams_days: Annotated[int, Meta(ge=1, le=36_500, description="days after which a stream goes")] = 30
    streams_mb: Annotated[int, Meta(ge=1, le=1_000_000, description="megabytes of streams; the oldest go first")] = 200


class Tools(Struct, frozen=True):
    """How the function calls of a model are run and shown."""

    approve: Annotated[
        Literal["changes", "all", "none"],
        Meta(description="which calls ask first: of tools that may change something, all, or none"),
    ] = "changes"
    off: Annotated[
        Sequence[str],
        Meta(title='a list of names, like ["read_file"]', description="tools that a conversation starts without"),
    ] = ("read_file", "list_files")
    rounds: Annotated[int, Meta(ge=1, le=1000, description="how often in one turn tools may be run")] = 8
    concurrent: Annotated[int, Meta(ge=1, le=1000, description="calls that run at the same time")] = 5
    timeout_s: Annotated[float, Meta(ge=0.1, le=86_400, description="how long one call may run")] = 30.0
    longest_output: Annotated[
        int, Meta(ge=100, le=10_000_000, description="characters of a result that are sent back; the inspector has all")
    ] = 20_000
    open_inspector: Annotated[bool, Meta(description="the calls open by themselves at the first one")] = False


class Otel(Struct, frozen=True):
    """What is told to OpenTelemetry; where it goes say its own variables, as OTEL_EXPORTER_OTLP_ENDPOINT."""

    enabled: Annotated[bool, Meta(description="replies, calls and retries are told to OpenTelemetry")] = False
    content: Annotated[bool, Meta(description="all that is said is told, too")] = False
    conventions: Annotated[
        Literal["1.41", "latest"], Meta(description="by which names: those of 1.41, or the renamed ones that follow")
    ] = "1.41"


class Settings(Struct, frozen=True):
    """All that is set about requests and tools; each field is a table of the file."""

    retry: Retry = Retry()
    timeouts: Timeouts = Timeouts()
    limits: Limits = Limits()
    tools: Tools = Tools()
    recordings: Recordings = Recordings()
    store: Store = Store()
    otel: Otel = Otel()


def settings_from(tables: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """The settings of the file's tables and of the environment.

    Other tables are not looked at. Raises ConfigurationError with the name, the value and what is allowed.
    """
    sections = {field.name: field.type for field in fields(Settings)}
    settings = Settings(
        **{name: read_table(kind, tables.get(name, {}), name, environ) for name, kind in sections.items()}
    )
    _check_order("retry", settings.retry, "wait_min_s", "wait_max_s")
    _check_order("timeouts", settings.timeouts, "stall_warn_s", "stall_s")
    return settings


def _check_order(table: str, values: Struct, low_name: str, high_name: str) -> None:
    low, high = getattr(values, low_name), getattr(values, high_name)
    if low > high:
        raise ConfigurationError(
            f"{table}.{low_name} is {low:g}, but must not be more than {table}.{high_name}, which is {high:g} "
            f"({variable_of(table, low_name)} and {variable_of(table, high_name)})."
        )
