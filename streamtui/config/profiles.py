"""Profiles: what is known of a place to talk to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from streamtui.config.declared import ELSEWHERE, MAY_HOLD_KEY, SECRET
from streamtui.config.flags import Api
from streamtui.config.keys import OPENAI_URL, host_of, same_server
from streamtui.config.parameters import parameter_mistakes
from streamtui.config.settings import Limits
from streamtui.config.tables import Mistake, Table
from streamtui.core.faults.faults import ConfigurationError

LOCAL = "local"
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")
_FRAMING = {"host", "content-length", "transfer-encoding", "connection"}
"""Headers that say where a message goes and where it ends."""
_OF_THE_CHAT = ("model", "messages", "input", "stream")
"""Fields of a request that it is not the chat's without."""


class OwnLimits(Struct, frozen=True):
    """How much is asked of one place, where that is not what holds for all."""

    concurrent_streams: Annotated[int, Meta(ge=1, le=1000, description="open there at the same time")] | None = None
    requests_per_minute: Annotated[int, Meta(ge=1, le=100_000, description="asked of it in a minute")] | None = None

    def over(self, limits: Limits) -> Limits:
        """Those limits with these in their place."""
        return replace(
            limits,
            concurrent_streams=self.concurrent_streams or limits.concurrent_streams,
            requests_per_minute=self.requests_per_minute or limits.requests_per_minute,
        )


class Profile(Table, frozen=True):
    """A named place to talk to."""

    name: Annotated[str, ELSEWHERE]
    base_url: Annotated[str, MAY_HOLD_KEY, Meta(description="the address of its server")] | None = OPENAI_URL
    """`None`: the model on this machine."""
    api_key: Annotated[str, SECRET, Meta(description="the key itself; better one of the next three")] = ""
    api_key_env: Annotated[str, Meta(description="the variable that holds the key")] = ""
    api_key_command: Annotated[
        str, MAY_HOLD_KEY, Meta(description="the command that prints the key; no shell reads it")
    ] = ""
    api_key_keyring: Annotated[
        str, Meta(description="what the system's keyring has the key under, for the service `streamtui`")
    ] = ""
    key_from: Annotated[str, ELSEWHERE] = ""
    """Where the key stands, for the person; nothing where none is sent."""
    model: Annotated[str, Meta(description="without it the server is asked for its first one")] = ""
    headers: Annotated[Mapping[str, str], SECRET, Meta(description="more headers of every request")] = {}
    extra_body: Annotated[
        Mapping[str, Any],
        SECRET,
        Meta(
            description="more fields of every request's body, as the server alone knows them; they win over all others"
        ),
    ] = {}
    options: Annotated[
        Mapping[str, Any], Meta(description="parameters of every request: temperature, max_tokens, ...")
    ] = {}
    api: Annotated[Api, Meta(description="what is spoken there; auto: chat, unless the server wants the other one")] = (
        "chat"
    )
    state: Annotated[
        Literal["client", "server"],
        Meta(
            description="who keeps what was said, in the Responses API: each request is whole, or goes on from the last"
        ),
    ] = "client"
    background: Annotated[
        bool,
        Meta(description="a reply goes on at the server where the connection breaks, and is read on; Responses API"),
    ] = False
    legacy_functions: Annotated[bool, Meta(description="the server knows `functions` only, not `tools`")] = False
    limits: OwnLimits = OwnLimits()
    """In place of those that hold for all."""

    def __repr__(self) -> str:
        """Without the key."""
        return f"Profile({self.name!r}, {self.base_url!r}, model={self.model!r})"

    def is_at(self, url: str) -> bool:
        """Whether that is a URL of its server; the model on this machine has none."""
        return self.base_url is None or same_server(self.base_url, url)

    def mistakes(self) -> Iterator[Mistake]:
        """See config.tables.Table."""
        for header, value in self.headers.items():
            if not _HEADER_NAME.fullmatch(header) or header.lower() in _FRAMING or not _HEADER_VALUE.fullmatch(value):
                yield Mistake(
                    ("headers", header),
                    "can't be sent: a name is of letters, digits and dashes and tells neither the message's length nor "
                    "its host, a value is plain ASCII on one line.",
                )
        try:
            host_of(OPENAI_URL if self.base_url is None else self.base_url)
        except ConfigurationError:
            yield Mistake(("base_url",), "can't be used: write it like http://127.0.0.1:8080/v1.")
        for table, fields in (("options", self.options), ("extra_body", self.extra_body)):
            for field, value in fields.items():
                if field in _OF_THE_CHAT:
                    yield Mistake((table, field), "can't be set: the chat itself does that.")
                elif not _is_json(value):
                    yield Mistake((table, field), "can't be sent: JSON has no dates, no inf and no nan.")
        yield from parameter_mistakes("options", self.options)


def _is_json(value: object) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def told_profile(name: str) -> str:
    """How a sentence names one of the file."""
    return f"the profile {name!r} of config.toml"
