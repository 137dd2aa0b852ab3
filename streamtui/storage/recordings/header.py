"""The first line of a recording: what it says of itself, `streamtui.recording.v2`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from streamtui.core.json_text.values import mapping, number, text
from streamtui.core.ports.recordings import RecordingHeader

_FAMILY = "streamtui.recording."
FIRST = f"{_FAMILY}v1"
SCHEMA = f"{_FAMILY}v2"
PACKED = f"{_FAMILY}v2.packed"
"""Of one whose events are packed (storage.recordings.packed)."""
LONGEST = 65_536
"""Bytes."""


def header_line(header: RecordingHeader, schema: str = SCHEMA) -> str:
    """The header as JSON."""
    said = {name: value for name, value in asdict(header).items() if value or name in ("clock", "timed")}
    return json.dumps({"schema": schema, **said})


def schema_in(line: bytes) -> str | None:
    """The schema that a first line names; `None` where it is no recording's."""
    schema = _fields(line).get("schema")
    return schema if isinstance(schema, str) and schema.startswith(_FAMILY) else None


def is_drafted(line: bytes) -> bool:
    """It was written before offsets were: its lines hold instants, as those of the first version."""
    return "clock" not in _fields(line)


def header_in(line: bytes) -> RecordingHeader:
    """What the first line of a recording says, as far as it makes sense."""
    said = _fields(line)
    texts = {name: text(said.get(name)) for name in ("started", "model", "url", "profile", "program")}
    named = said.get("contestants")
    return RecordingHeader(
        **texts,
        api=text(said.get("api")) or "chat",
        clock=number(said.get("clock")) or 0.0,
        timed=said.get("timed") is not False,
        contestants=tuple(map(str, named)) if isinstance(named, list) else (),
    )


def _fields(line: bytes) -> Mapping[str, Any]:
    try:
        return mapping(json.loads(line))
    except (ValueError, RecursionError):
        return {}
