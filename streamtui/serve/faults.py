"""What is to go wrong with an answer: `cut@12`, `status@429+retry-after@3+times@2`.

It is said of all answers by the options of the same names, of one by a header, or by the name of the model it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from math import inf
from typing import Any, Literal, TypeAlias, get_args

from streamtui.core.text.nearest import perhaps

HEADER = "x-streamtui-fault"
Packets: TypeAlias = Literal["random", "whole", "byte"]
PACKETS: tuple[Packets, ...] = get_args(Packets)
MAX = "max"
_SECONDS = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)\s*(ms|s|)")
_NUMBER = re.compile(r"\d{1,9}")
_SPEED = re.compile(r"\d{1,6}(?:\.\d{1,6})?")
_PART = re.compile(r"([\w-]+)@([^+,\s]+)")
_BETWEEN = re.compile(r"[+,\s]+")
_SUFFIX = re.compile(r"\+([a-z-]+)@[^+]*")
_STATUSES = range(200, 600)


class FaultError(ValueError):
    """What was asked to go wrong can't be meant; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What is to be otherwise than recorded; `None` is as recorded."""

    cut: int | None = None
    """The connection closes behind so many chunks."""
    stall: int | None = None
    """Behind so many nothing more comes, and the connection stays open."""
    status: int | None = None
    """Answered in place of what was recorded."""
    retry_after: float | None = None
    """Seconds that are told beside it."""
    times: int | None = None
    """Of so many requests, and no more, all of this is true."""
    ttft: float | None = None
    """Seconds from the request to the first token."""
    packets: Packets | None = None
    """How the body is cut: anyhow, not at all, byte by byte."""
    speed: float | None = None
    """Times as fast as recorded; `inf` is at once."""

    def over(self, other: Faults) -> Faults:
        """These, and of the other ones what is not said here; how often is said with the rest."""
        said = {one.name: value for one in fields(self) if (value := getattr(self, one.name)) is not None}
        return replace(other, **said)

    def require_sense(self) -> None:
        """Raises FaultError where a value is out of bounds, or is nothing without another."""
        if self.status is not None and self.status not in _STATUSES:
            raise FaultError(f"status {self.status} can't be meant: {_READ['status'][1]} is wanted.")
        if self.packets is not None and self.packets not in PACKETS:
            raise FaultError(f"packets {self.packets!r} can't be meant: {_READ['packets'][1]} is wanted.")
        if self.speed is not None and not self.speed > 0:
            raise FaultError(f"speed {self.speed} can't be meant: {_READ['speed'][1]} is wanted.")
        if self.times is not None and self.times < 1:
            raise FaultError(f"times {self.times} can't be meant: {_READ['times'][1]} is wanted.")
        if self.retry_after is not None and self.status is None:
            raise FaultError(f"retry_after {self.retry_after:g} can't be meant: a status beside it is wanted.")
        for name in ("cut", "stall", "ttft", "retry_after"):
            if (value := getattr(self, name)) is not None and not 0 <= value < inf:
                raise FaultError(f"{name} {value} can't be meant: no less than 0 is wanted.")

    def __str__(self) -> str:
        """As it is written."""
        said = ((one.name.replace("_", "-"), getattr(self, one.name)) for one in fields(self))
        return "+".join(
            f"{name}@{MAX if value == inf else format(value, 'g') if isinstance(value, float) else value}"
            for name, value in said
            if value is not None
        )


def _whole(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _status(text: str) -> int | None:
    status = _whole(text)
    return status if status in _STATUSES else None


def _times(text: str) -> int | None:
    return _whole(text) or None


def seconds_of(text: str) -> float | None:
    """The seconds of `2s`, `200ms` or `2`; `None` where it is none of these."""
    found = _SECONDS.fullmatch(text.strip())
    return float(found[1]) * (0.001 if found[2] == "ms" else 1.0) if found is not None else None


def speed_of(text: str) -> float | None:
    """`max`, or times as fast, more than 0; `None` where it is neither."""
    if text == MAX:
        return inf
    return (float(text) or None) if _SPEED.fullmatch(text) else None


def _packets(text: str) -> Packets | None:
    return text if text in PACKETS else None


_READ: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "cut": (_whole, "a number of chunks"),
    "stall": (_whole, "a number of chunks"),
    "status": (_status, f"a status from {_STATUSES[0]} to {_STATUSES[-1]}"),
    "retry-after": (seconds_of, "seconds"),
    "times": (_times, "a number of requests above 0"),
    "ttft": (seconds_of, "a time, as 2s or 200ms"),
    "packets": (_packets, f"one of {', '.join(PACKETS)}"),
    "speed": (speed_of, f"{MAX}, or a number above 0"),
}
"""Of each name how its value is read, and what is wanted."""


def faults_of(text: str) -> Faults:
    """Those of `cut@12+packets@byte`; commas and blanks part them as well. Raises FaultError."""
    said: dict[str, Any] = {}
    for part in filter(None, _BETWEEN.split(text)):
        if (found := _PART.fullmatch(part)) is None:
            raise FaultError(f"{part[:80]!r} is no fault: write one as cut@12.")
        name, value = found.groups()
        if name not in _READ:
            raise FaultError(f"There is no fault {name[:80]!r}{perhaps(name, _READ)}: there is {', '.join(_READ)}.")
        read, wanted = _READ[name]
        if (meant := read(value)) is None:
            raise FaultError(f"{name}@{value[:80]} can't be meant: {wanted} is wanted.")
        said[name.replace("-", "_")] = meant
    return Faults(**said)


def split_model(name: str) -> tuple[str, Faults]:
    """The model that is meant by `NAME+cut@12`, and its faults. Raises FaultError.

    A `+` that no fault follows is part of the name.
    """
    for found in _SUFFIX.finditer(name):
        if found[1] in _READ:
            return name[: found.start()], faults_of(name[found.start() :])
    return name, Faults()
