"""Retry, time-outs, limits, tools and recordings: what may be set, and within which bounds.

A value of the environment (`STREAMTUI_RETRY_ATTEMPTS`) wins over the configuration file's (`attempts` in `[retry]`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, Protocol

from msgspec import Meta, Struct

from streamtui.config.declared import REST
from streamtui.config.tables import Mistake, Table
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.wire.bounds import KEPT_MB


class Retry(Table, frozen=True):
    """How often a request is made that fails before its first delta, and how long the waits are."""

    attempts: Annotated[int, Meta(ge=1, le=20, description="all tries together; 1 is no retry")] = 3
    wait_min_s: Annotated[float, Meta(ge=0, le=120, description="the first wait; each next one is longer")] = 4.0
    wait_max_s: Annotated[float, Meta(ge=0, le=120, description="no wait is longer, but for a Retry-After")] = 10.0

    def mistakes(self) -> Iterator[Mistake]:
        """See config.tables.Table."""
        return _disorder(self, "wait_min_s", "wait_max_s")


class Timeouts(Table, frozen=True):
    """How long a server may stay silent."""

    connect_s: Annotated[float, Meta(ge=0.1, le=600, description="until there is a connection")] = 5.0
    first_token_s: Annotated[float, Meta(ge=0.1, le=86_400, description="from the request to the first delta")] = 120.0
    stall_warn_s: Annotated[float, Meta(ge=0.1, le=86_400, description="without a delta: you are told")] = STALL_WARN_S
    stall_s: Annotated[float, Meta(ge=0.1, le=86_400, description="without a delta: the reply is ended")] = 60.0

    def mistakes(self) -> Iterator[Mistake]:
        """See config.tables.Table."""
        return _disorder(self, "stall_warn_s", "stall_s")


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
    end_wait_s: Annotated[
        float, Meta(ge=0, le=60, description="the end of the program waits so long for a collector that is slow")
    ] = 0.3


class Looks(Struct, frozen=True):
    """How the screen looks."""

    theme: (
        Annotated[
            str,
            Meta(
                title="the name of a theme",
                description="auto, dark, light, high-contrast, high-contrast-light, or one of Textual",
            ),
        ]
        | None
    ) = None
    spacing: Annotated[
        Literal["normal", "compact"], Meta(description="compact has no blank rows between messages, and no margins")
    ] = "normal"


class Told(Struct, frozen=True):
    """How you are told of what happens while you look elsewhere."""

    notify: Annotated[
        Literal["auto", "off", "bell", "osc9", "osc99", "osc777"],
        Meta(description="how you are called while the terminal is out of focus; auto goes by its name"),
    ] = "auto"
    after_s: Annotated[float, Meta(ge=0, le=86_400, description="no turn that is over sooner calls you")] = 10.0
    title: Annotated[bool, Meta(description="the title of the window says what goes on")] = True
    progress: Annotated[
        Literal["auto", "on", "off"], Meta(description="the taskbar shows it (OSC 9;4); auto where the terminal can")
    ] = "auto"


class Keys(Struct, frozen=True):
    """Which keys do what, and whose the mouse is."""

    preset: Annotated[
        Literal["default", "emacs", "vi"], Meta(description="the keymap; vi is for the conversation and panes")
    ] = "default"
    mouse: Annotated[bool, Meta(description="false leaves the mouse to the terminal; F9 and /mouse switch it")] = True
    bound: Annotated[
        Mapping[str, str | Sequence[str]],
        Meta(
            title='a key, like "ctrl+x", or a list of them',
            description='the keys of the command of that id, as "chat.stop"; "" for none',
        ),
        REST,
    ] = {}


class Snippets(Struct, frozen=True):
    """Texts to be put into prompts."""

    texts: Annotated[
        Mapping[str, str],
        REST,
        Meta(title="a text", description="what `:NAME` and Tab put into the prompt, with the cursor at `{cursor}`"),
    ] = {}


class Settings(Struct, frozen=True):
    """All that is set about requests and tools; each field is a table of the file."""

    retry: Retry = Retry()
    timeouts: Timeouts = Timeouts()
    limits: Limits = Limits()
    tools: Tools = Tools()
    recordings: Recordings = Recordings()
    store: Store = Store()
    otel: Otel = Otel()
    looks: Looks = Looks()
    told: Told = Told()
    keys: Keys = Keys()


class RequestSettings(Protocol):
    """What requests go by. It may change between two of them."""

    @property
    def retry(self) -> Retry: ...
    @property
    def timeouts(self) -> Timeouts: ...


def _disorder(table: Table, low_name: str, high_name: str) -> Iterator[Mistake]:
    """What is wrong where the one is more than the other, told of that which was set."""
    low, high = getattr(table, low_name), getattr(table, high_name)
    if low > high and high != getattr(type(table)(), high_name):
        yield Mistake((high_name,), f"is {high:g}, but must not be less than {low_name}, which is {low:g}.")
    elif low > high:
        yield Mistake((low_name,), f"is {low:g}, but must not be more than {high_name}, which is {high:g}.")
