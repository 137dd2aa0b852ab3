"""The streams of kept replies: a recording of each of the last turns, in a folder beside the store.

What lies in the folder is all that is known of them, so a file that is lost, or was never written, is missed by nobody.
A name is that of the conversation and a hash of the id of the turn's first reply.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import blake2b
from pathlib import Path

from msgspec.structs import force_setattr

from streamtui.core.chat.events import ReplyKept, StreamEvent
from streamtui.core.chat.kept_reply import KeptReply
from streamtui.core.chat.recalled import StreamOf, recalled
from streamtui.core.ports.recordings import Lane, Recording, RecordingHeader
from streamtui.core.ports.store import KeptConversation
from streamtui.files.judged import open_to_read
from streamtui.files.whole import is_half, make_folder, put_in_place, remove_file, replace_whole
from streamtui.storage.recordings.header import LONGEST
from streamtui.storage.recordings.packed import blocks_in, packed_blocks, packed_file
from streamtui.storage.recordings.sense import Sense

FOLDER = "streams"
_NAME = re.compile(r".+-[0-9a-f]{16}\.stream")
_MOST = 1 << 30
"""Bytes that are read of a conversation's, unpacked."""
_HALF_S = 3_600.0
"""What was begun so long ago is written by nobody any more."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is kept of them; the oldest go first."""

    most: int
    """So many of them; 0 keeps none."""
    days: int
    mb: int


@dataclass(frozen=True, slots=True)
class Stream:
    """That of one turn."""

    conversation: str
    reply: KeptReply
    """The first of the turn."""
    began: float
    """Seconds of the epoch."""
    blocks: Sequence[bytes]
    """As in storage.recordings.packed."""


def stream_of(
    connection: sqlite3.Connection, row: int, kept: Sequence[StreamEvent], last: Sequence[StreamEvent], since: float
) -> Stream | None:
    """That of a turn which is over and still in pieces; of its events these are kept, and the last are in no piece.

    Instants of those count from `since`. A turn without a reply has none.
    """
    reply = next((event.reply for event in kept if isinstance(event, ReplyKept)), None)
    if reply is None:
        return None
    pieces = connection.execute("SELECT events FROM piece WHERE turn = ? ORDER BY number", (row,))
    blocks = [*(data for (data,) in pieces), *packed_blocks(last, since)]
    [(conversation, began)] = connection.execute("SELECT conversation, began FROM turn WHERE id = ?", (row,))
    return Stream(conversation, reply, began, blocks)


class Streams:
    """What it is asked may raise OSError. It is asked in the store's thread, but for what is read."""

    def __init__(self, folder: Path, bounds: Bounds | None = None) -> None:
        """Without bounds none are kept, and none go."""
        self._folder, self._bounds = folder / FOLDER, bounds
        self._changed = True

    @property
    def are_kept(self) -> bool:
        """Those of turns to come are."""
        return self._bounds is not None and self._bounds.most > 0

    def write(self, stream: Stream) -> None:
        """Keep one."""
        make_folder(self._folder)
        started = datetime.fromtimestamp(stream.began, timezone.utc).isoformat()
        header = RecordingHeader(started, stream.reply.model, stream.reply.url)
        replace_whole(self._path(stream.conversation, stream.reply.id), packed_file(header, stream.blocks))
        self._changed = True

    def reader(self, conversation: str, most: int) -> StreamOf:
        """Reads those of a conversation, until so many bytes were read, unpacked."""
        left = most

        def stream_of(reply: str, ended_at: float) -> Sequence[StreamEvent] | None:
            nonlocal left
            if left <= 0:
                return None
            with suppress(OSError, ValueError):
                events, size = _read(self._path(conversation, reply))
                left -= size
                return _ending_at(events, ended_at)
            return None

        return stream_of

    def recording(self, conversation: KeptConversation) -> Recording:
        """What was shown last of it, each reply as it came where its stream is kept."""
        few = conversation.events
        events = recalled(few, self.reader(conversation.id, _MOST)) or few
        reply = next((event.reply for event in few if isinstance(event, ReplyKept)), None)
        header = RecordingHeader() if reply is None else RecordingHeader(model=reply.model, url=reply.url)
        return Recording(header, [Lane("", events)])

    def prune(self, connection: sqlite3.Connection, *, anew: bool = False) -> None:
        """Remove what is beyond the bounds, and what belongs to no conversation any more.

        It looks for that if something was written since, or `anew`.
        """
        if (bounds := self._bounds) is None or not (self._changed or anew):
            return
        self._changed = False
        files = sorted(_files(self._folder), key=lambda each: each.stat().st_mtime, reverse=True)
        known = _known({_conversation_of(each) for each in files}, connection)
        now, number, size = time.time(), 0, 0
        for each in files:
            found = each.stat()
            age_s = now - found.st_mtime
            if _NAME.fullmatch(each.name):
                number, size = number + 1, size + found.st_size
                beyond = number > bounds.most or size > bounds.mb << 20 or age_s > bounds.days * 86_400
                if beyond or _conversation_of(each) not in known:
                    _remove(each)
            elif is_half(each.name) and age_s > _HALF_S:
                _remove(each)

    def _path(self, conversation: str, reply: str) -> Path:
        name = blake2b(reply.encode(errors="replace"), digest_size=8).hexdigest()
        return self._folder / f"{conversation}-{name}.stream"


def set_aside(folder: Path, target: Path, connection: sqlite3.Connection) -> None:
    """Move those of conversations that are in the store no more to a folder of their own. Raises OSError."""
    files = [each for each in _files(folder / FOLDER) if _NAME.fullmatch(each.name)]
    known = _known({_conversation_of(each) for each in files}, connection)
    for each in files:
        if _conversation_of(each) not in known:
            make_folder(target)
            put_in_place(Path(each), target / each.name)


def are_there(folder: Path) -> bool:
    """Some are in the folder of a store."""
    return any(_NAME.fullmatch(each.name) for each in _files(folder / FOLDER))


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        yield from (each for each in found if each.is_file(follow_symlinks=False))


def _conversation_of(entry: os.DirEntry[str]) -> str:
    return entry.name.rpartition("-")[0]


def _read(path: Path) -> tuple[list[StreamEvent], int]:
    """The events of a file, and about how many bytes they take. Raises OSError, and ValueError where it is broken."""
    sense, events, size = Sense(), list[StreamEvent](), 0
    with os.fdopen(open_to_read(path), "rb") as file:
        file.readline(LONGEST)
        for block, length in blocks_in(file):
            for event in block:
                if objection := sense.objection(event):
                    raise ValueError(objection)
            events += block
            size += length
    return events, size


def _ending_at(events: list[StreamEvent], instant: float) -> list[StreamEvent]:
    shift = instant - events[-1].at if events else 0.0
    for event in events:
        force_setattr(event, "at", round(event.at + shift, 6))
    return events


def _known(conversations: set[str], connection: sqlite3.Connection) -> set[str]:
    ask = "SELECT 1 FROM conversation WHERE id = ?"
    return {each for each in conversations if connection.execute(ask, (each,)).fetchone()}


def _remove(entry: os.DirEntry[str]) -> None:
    with suppress(OSError):
        remove_file(Path(entry))
