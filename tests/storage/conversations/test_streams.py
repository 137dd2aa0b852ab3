"""The streams of the last replies are kept, within bounds, and are what the replies were made of."""

from __future__ import annotations

import os
import random
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from msgspec.structs import replace

from streamtui.cli.clock import SystemClock
from streamtui.core.chat import events as ev
from streamtui.core.chat.recalled import recalled
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.secrets import Secrets
from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.store import ConversationStore
from streamtui.storage.conversations.streams import FOLDER, Bounds, Streams
from streamtui.storage.recordings.forms import read_stream
from streamtui.storage.recordings.sense import Sense
from tests.core.chat.test_condensed import shown
from tests.core.playback.test_playback import conversations
from tests.disks import largest_file
from tests.doubles.keeping import keep_events
from tests.reading import events_in
from tests.recorded import RECORDINGS
from tests.storage.conversations.test_store import keep, turn

PLENTY = Bounds(1_000, 1_000, 1_000)


@contextmanager
def store_in(folder: Path, bounds: Bounds = PLENTY, secrets: Secrets | None = None) -> Iterator[ConversationStore]:
    store = ConversationStore(folder, SystemClock(), secrets, bounds)
    try:
        yield store
    finally:
        store.close()


def whole(store: ConversationStore, folder: Path, identity: str, most: int = 1 << 30) -> list[ev.StreamEvent] | None:
    """What is kept of a conversation, with its streams."""
    return recalled(store.load(identity).result().events, Streams(folder).reader(identity, most))


def moved(events: list[ev.StreamEvent], at: float) -> list[ev.StreamEvent]:
    """The same, ending at that instant."""
    return [replace(event, at=round(event.at - events[-1].at + at, 6)) for event in events]


def exchange(reply: str, text: bytes = b"Hello.", at: float = 0.0) -> list[ev.StreamEvent]:
    """A turn with all that went over the wire."""
    return [
        ev.PromptSubmitted(at, "Hi", f"to {reply}"),
        ev.RequestSent(at + 0.1, 1, "model", "https://api.example/v1", reply),
        ev.RequestPrepared(at + 0.1, '{"stream": true}', url="https://api.example/v1"),
        ev.ResponseStarted(at + 0.2),
        ev.BytesReceived(at + 0.3, text),
        ev.ChunkReceived(at + 0.3, 0, len(text), "text"),
        ev.TextDelta(at + 0.3, "Hello."),
        ev.BodyEnded(at + 0.4),
        ev.ReplyFinished(at + 0.4),
        ev.TurnFinished(at + 0.4),
    ]


def files(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*"))


@settings(max_examples=30, deadline=None)
@given(events=conversations())
def test_what_is_recalled_is_what_came_and_folds_to_what_was_kept(events: list[ev.StreamEvent]) -> None:
    sense = Sense()
    assume(not any(sense.objection(event) for event in events))
    with tempfile.TemporaryDirectory() as name, store_in(Path(name)) as store:
        identity = keep(store, *events)
        kept = list(store.load(identity).result().events)
        again = recalled(kept, Streams(Path(name)).reader(identity, 1 << 30))
    assert again is not None
    assert moved(again, 0.0) == moved(events, 0.0)
    assert shown(ChatState().fold(moved(again, 9.0))) == shown(ChatState().fold(moved(kept, 9.0)))


@pytest.mark.parametrize("name", ["calls", "quicksort", "retry"])
def test_of_a_reply_of_earlier_every_byte_and_instant_is_there(tmp_path: Path, name: str) -> None:
    events = events_in(RECORDINGS / f"{name}.jsonl")
    with store_in(tmp_path) as store:
        identity = keep(store, *events)
    with store_in(tmp_path) as store:
        again = whole(store, tmp_path, identity)
    assert again is not None
    assert moved(again[: len(events)], 0.0) == moved(events, 0.0)
    [path] = files(tmp_path)
    read = read_stream(path)
    [lane] = read.lanes
    assert moved(list(lane.events)[: len(events)], 0.0) == moved(events, 0.0)
    assert (read.header.model, bool(read.header.started)) == (events_model(events), True)


def events_model(events: list[ev.StreamEvent]) -> str:
    return next(event.model for event in events if isinstance(event, ev.RequestSent))


def test_turns_without_a_stream_stay_as_they_were_kept(tmp_path: Path) -> None:
    with store_in(tmp_path, Bounds(0, 1, 1)) as store:
        identity = keep(store, *exchange("first"))
    assert not (tmp_path / FOLDER).exists()
    with store_in(tmp_path) as store:
        assert whole(store, tmp_path, identity) is None
        loaded = store.load(identity).result()
        later = (*exchange("second", at=9.0), ev.MarkSet(10.0, "between"), *exchange("third", at=11.0))
        keep_events(store.keeper(loaded), later, loaded)
        again = whole(store, tmp_path, identity)
    assert again is not None
    assert [type(event) for event in again if isinstance(event, ev.ReplyKept | ev.BytesReceived | ev.MarkSet)] == [
        ev.ReplyKept,
        ev.BytesReceived,
        ev.MarkSet,
        ev.BytesReceived,
    ]


def test_no_more_is_read_than_is_asked_for_and_the_newest_first(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, *exchange("first"), *exchange("second", b"x" * 2_000, 9.0))
        again = whole(store, tmp_path, identity, 1_000)
    assert again is not None
    assert [event.data for event in again if isinstance(event, ev.BytesReceived)] == [b"x" * 2_000]
    assert [event.reply.id for event in again if isinstance(event, ev.ReplyKept)] == ["first"]


def test_only_the_last_ones_are_kept(tmp_path: Path) -> None:
    with store_in(tmp_path, Bounds(3, 1_000, 1_000)) as store:
        identities = [keep_one(store, tmp_path, number) for number in range(6)]
    with store_in(tmp_path) as store:
        found = [whole(store, tmp_path, identity) is not None for identity in identities]
    assert found == [False, False, False, True, True, True]


def keep_one(store: ConversationStore, folder: Path, number: int, text: bytes = b"Hello.") -> str:
    """Each a second after the one before it."""
    identity = keep(store, *exchange(f"reply {number}", text))
    store.listed().result()
    for path in files(folder):
        if path.name.startswith(identity):
            os.utime(path, (time.time() - 100 + number,) * 2)
    return identity


def test_the_oldest_go_where_they_take_too_much_room(tmp_path: Path) -> None:
    rng = random.Random(1)
    with store_in(tmp_path, Bounds(1_000, 1_000, 1)) as store:
        identities = [keep_one(store, tmp_path, number, rng.randbytes(400_000)) for number in range(4)]
    assert {path.name.partition("-")[0] for path in files(tmp_path)} == set(identities[2:])


def test_old_ones_go_at_the_next_start_and_so_does_what_nobody_knows(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        old, new = keep(store, *exchange("old")), keep(store, *exchange("new"))
    for path in files(tmp_path):
        if path.name.startswith(old):
            os.utime(path, (time.time() - 8 * 86_400,) * 2)
    (tmp_path / FOLDER / f"beef-{0:016x}.stream").write_bytes(b"?")
    for name in (".streamtui-1-0123abcd.half", "notes.txt", "a.stream"):  # the last two are of the person's own
        (tmp_path / FOLDER / name).write_text("?")
        os.utime(tmp_path / FOLDER / name, (time.time() - 8 * 86_400,) * 2)
    with store_in(tmp_path, Bounds(1_000, 7, 1_000)) as store:
        store.listed().result()
    assert {path.name.partition("-")[0] for path in files(tmp_path)} == {"a.stream", new, "notes.txt"}


def test_none_are_kept_once_they_are_switched_off(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, *exchange("first"))
    with store_in(tmp_path, Bounds(0, 1_000, 1_000)) as store:
        assert store.load(identity).result().events
    assert files(tmp_path) == []


def test_those_of_a_deleted_conversation_go_with_it(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        gone, stays = keep(store, *exchange("gone")), keep(store, *exchange("stays"))
        store.delete(gone).result()
        assert [path.name.partition("-")[0] for path in files(tmp_path)] == [stays]


def test_only_its_owner_may_read_them(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *exchange("first"))
    [path] = files(tmp_path)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_no_key_is_in_them(tmp_path: Path) -> None:
    key = "sk-proj-abcdefghijklmnop0123"
    events = exchange("first")
    events[0] = ev.PromptSubmitted(0.0, f"My key is {key}", "p")
    events[2] = ev.RequestPrepared(0.1, f'{{"messages": [{{"content": "My key is {key}"}}]}}')
    with store_in(tmp_path, secrets=Secrets(key)) as store:
        identity = keep(store, *events)
        again = whole(store, tmp_path, identity)
    assert again is not None
    assert key not in repr(again)
    assert "My key is ***" in repr(again)


def test_on_a_full_disk_the_stream_is_lost_and_the_conversation_is_kept(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.listed().result()
        keeper = store.keeper()
        with largest_file(1 << 20):
            keep_events(keeper, exchange("first", random.Random(1).randbytes(2 << 20)))
            store.listed().result()
        told = "The stream of a reply could not be kept: File too large; the conversation itself is."
        assert keeper.take_news() == [told]
        assert keeper.failure == ""
        keep_events(keeper, exchange("second", at=9.0), store.load(keeper.id).result())
        again = whole(store, tmp_path, keeper.id)
    assert again is not None
    assert [event.data for event in again if isinstance(event, ev.BytesReceived)] == [b"Hello."]
    assert len(files(tmp_path)) == 1


def test_of_a_turn_that_broke_off_the_stream_is_there_up_to_then(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, *exchange("first")[:7])
    with store_in(tmp_path) as store:
        kept = list(store.load(identity).result().events)
        again = whole(store, tmp_path, identity)
    assert again is not None
    assert [type(event) for event in again] == [*(type(event) for event in exchange("first")[:7]), ev.TurnFailed]
    assert shown(ChatState().fold(moved(again, 9.0))) == shown(ChatState().fold(moved(kept, 9.0)))


def framed(block: bytes) -> bytes:
    return len(block).to_bytes(4, "big") + block


@pytest.mark.parametrize("damage", ["cut", "noise", "other", "empty", "long", "bomb", "deep", "folder"])
def test_a_stream_that_is_broken_or_another_ones_is_none(tmp_path: Path, damage: str) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, *turn("Hi", "Hello."))
        other = keep(store, *exchange("first"), *exchange("second", at=9.0))
    [path] = [path for path in files(tmp_path) if path.name.startswith(identity)]
    good = path.read_bytes()
    head = good.partition(b"\n")[0] + b"\n"
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        stolen = next(path for path in files(tmp_path) if path.name.startswith(other))
        make: dict[str, Callable[[], bytes]] = {
            "cut": lambda: good[:-3],
            "noise": lambda: good[:-30] + random.Random(1).randbytes(30),
            "other": stolen.read_bytes,
            "empty": bytes,
            "bomb": lambda: head + framed(zlib.compress(bytes(1 << 28), 9)),
            "deep": lambda: head + framed(zlib.compress(b"\x91" * 1_000_000, 9)),
            "long": lambda: head + b"\xff\xff\xff\xff" + b"x" * 100,
        }
        path.write_bytes(make[damage]())
    with store_in(tmp_path) as store:
        assert whole(store, tmp_path, identity) is None
        assert store.load(identity).result().events
    if damage in ("noise", "long", "bomb", "deep"):
        with pytest.raises(ConfigurationError, match="can't be read, as a piece of it"):
            list(read_stream(path).lanes[0].events)


def test_those_of_what_can_not_be_read_any_more_lie_beside_the_broken_file(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *exchange("first"))
    [path] = files(tmp_path)
    stream = path.read_bytes()
    (tmp_path / NAME).write_bytes(b"noise" * 2_000)
    with store_in(tmp_path) as store:
        assert store.listed().result() == []
    assert (tmp_path / f"{NAME}.broken-1-streams" / path.name).read_bytes() == stream
    assert files(tmp_path) == []
