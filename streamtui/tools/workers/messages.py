"""What the program and its workers say to each other: a length, then MessagePack of one of the types here."""

from __future__ import annotations

from typing import IO, TypeVar

import msgspec

_LENGTH_BYTES = 4
_MOST_BYTES = 1 << 26
"""More than the longest result has."""

T = TypeVar("T")


class Describe(msgspec.Struct, frozen=True, tag=True):
    """Which functions are there?"""


class Check(msgspec.Struct, frozen=True, tag=True):
    """What is wrong with the arguments?"""

    tool: str
    arguments: str


class Call(msgspec.Struct, frozen=True, tag=True):
    """Run the function."""

    tool: str
    arguments: str


class Description(msgspec.Struct, frozen=True):
    """A function that can be called. See core.ports.tools.ToolInfo."""

    name: str
    description: str
    parameters: bytes
    """As JSON."""
    read_only: bool


class Described(msgspec.Struct, frozen=True, tag=True):
    """The functions, and sentences to the person about those that can't be had."""

    tools: list[Description]
    troubles: list[str]


class Said(msgspec.Struct, frozen=True, tag=True):
    """What a call gave; what is wrong with the arguments, or nothing; or why neither can be told."""

    text: str
    ok: bool = True
    spent: bool = False
    """The process is not to be asked again."""


Request = Describe | Check | Call
Answer = Described | Said


def write(stream: IO[bytes], message: Request | Answer) -> None:
    """Send a message. Raises OSError where nobody reads any more."""
    data = msgspec.msgpack.encode(message)
    stream.write(len(data).to_bytes(_LENGTH_BYTES, "big"))
    stream.write(data)
    stream.flush()


def read(stream: IO[bytes], kind: type[T]) -> T:
    """Wait for a message. Raises EOFError at the end, and ValueError for what is none."""
    size = int.from_bytes(_exactly(stream, _LENGTH_BYTES), "big")
    if size > _MOST_BYTES:
        raise ValueError(size)
    try:
        return msgspec.msgpack.decode(_exactly(stream, size), type=kind)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
