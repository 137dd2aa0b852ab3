"""What was kept of a conversation is the conversation, whenever the program ends."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streamtui.cli.clock import SystemClock
from streamtui.core.chat import events as ev
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError, DiskError, Fault, StreamtuiError
from streamtui.core.faults.program_ends import PROGRAM_ENDED
from streamtui.core.text.secrets import Secrets
from streamtui.exports.forms import exported
from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.packing import packed
from streamtui.storage.conversations.schema import VERSION
from streamtui.storage.conversations.store import ConversationStore
from streamtui.storage.conversations.turn_rows import lines_of, unpacked
from tests.core.chat.test_condensed import shown
from tests.core.playback.test_playback import conversations
from tests.doubles.keeping import keep_events


@contextmanager
def store_in(folder: Path, *keys: str) -> Iterator[ConversationStore]:
    store = ConversationStore(folder, SystemClock(), Secrets(*keys))
    try:
        yield store
    finally:
        store.close()


def keep(store: ConversationStore, *events: ev.StreamEvent) -> str:
    """Have a conversation kept; returns its id."""
    keeper = store.keeper()
    keep_events(keeper, events)
    return keeper.id


def turn(prompt: str, answer: str, at: float = 0.0) -> list[ev.StreamEvent]:
    return [
        ev.PromptSubmitted(at, prompt),
        ev.RequestSent(at + 0.1, 1, "model"),
        ev.ResponseStarted(at + 0.2),
        ev.ChunkReceived(at + 0.3),
        ev.TextDelta(at + 0.3, answer),
        ev.ReplyFinished(at + 0.4),
        ev.TurnFinished(at + 0.4),
    ]


@settings(max_examples=40, deadline=None)
@given(events=conversations(), writes=st.sets(st.integers(0, 60), max_size=8), last=st.integers(1, 90))
def test_what_is_loaded_is_what_was_kept_wherever_it_was_written_and_ended(
    events: list[ev.StreamEvent], writes: set[int], last: int
) -> None:
    events = events[:last]
    assume(any(isinstance(event, ev.OPENINGS) for event in events))

    def written() -> Iterator[ev.StreamEvent]:
        for number, event in enumerate(events):
            if number in writes:
                store.verify().result()  # what came so far is put to the file before
            yield event

    with tempfile.TemporaryDirectory() as folder:
        with store_in(Path(folder)) as store:
            keeper = store.keeper()
            state = keep_events(keeper, written())
        with store_in(Path(folder)) as store:
            loaded = store.load(keeper.id[:6]).result()
    shift = loaded.events[0].at - events[0].at  # the clock is another one
    again = [replace(event, at=round(event.at - shift, 6)) for event in loaded.events]
    if state.phase.busy:
        state.apply(again[-1])  # it is cut
    assert shown(ChatState().fold(again)) == shown(state)


def test_a_turn_that_nobody_ended_is_cut_at_the_next_start(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *turn("Hi", "Hello.")[:5])
    with store_in(tmp_path) as store:
        state = ChatState().fold(store.load().result().events)
    [_, reply] = state.conversation.messages
    assert isinstance(reply, Reply)
    assert (str(reply.text), reply.state, state.phase.busy) == ("Hello.", ReplyState.CUT, False)
    assert reply.fault == PROGRAM_ENDED


def test_a_conversation_in_which_nothing_was_said_is_none(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, ev.SystemPromptChanged(0.0, "Be brief."), ev.TurnFailed(1.0, Fault("server", "It is down.")))
        assert store.listed().result() == []
        with pytest.raises(ConfigurationError, match="No conversation is kept yet"):
            store.load().result()


def test_a_conversation_is_gone_on_with_and_grows(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, ev.SystemPromptChanged(0.0, "Be brief."), *turn("Hi", "Hello."))
    with store_in(tmp_path) as store:
        loaded = store.load(identity).result()
        state = keep_events(store.keeper(loaded), turn("More", "And more.", 50.0), loaded)
        again = ChatState().fold(store.load(identity).result().events)
        [row] = store.listed().result()
    assert again.conversation.request_messages() == state.conversation.request_messages()
    assert [message["content"] for message in again.conversation.request_messages()] == [
        "Be brief.",
        "Hi",
        "Hello.",
        "More",
        "And more.",
    ]
    assert (row.title, row.messages, row.model, row.cut) == ("Hi", 4, "model", False)


def test_a_step_to_another_branch_leaves_when_something_was_said_last(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, *turn("Hi", "Hello."), *turn("More", "And more.", 50.0))
    with store_in(tmp_path) as store:
        before = store.listed().result()
        loaded = store.load(identity).result()
        store.keeper(loaded).show(loaded.turns[0].key)
    with store_in(tmp_path) as store:
        assert store.listed().result() == before


@pytest.mark.parametrize(
    "words", ["quick", "QUICKSORT", "文的内", "文", "so%rt", "a_b", "split the", 'say "this"', "-x*", "it's"]
)
def test_what_is_typed_is_found_as_it_stands(tmp_path: Path, words: str) -> None:
    with store_in(tmp_path) as store:
        found = keep(store, *turn("Explain quicksort", '中文的内容 so%rt a_b: split them, say "this" -x* it\'s'))
        keep(store, *turn("Anything else", "soXrt aXb nothing"))
        rows = store.search(words).result()
    assert [row.id for row in rows] == [found]
    assert rows[0].found


def test_what_is_nowhere_is_not_found(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *turn("Explain quicksort", "It sorts."))
        for words in ("quickest", "z", "quick zebra", "%", "___", '"'):
            assert store.search(words).result() == []


def test_a_store_of_a_newer_version_stays_as_it_is(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *turn("Hi", "Hello."))
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with store_in(tmp_path) as store, pytest.raises(DiskError, match="newer version"):
        store.load().result()


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    with store_in(tmp_path) as store:
        keeper = store.keeper()
        keep_events(keeper, turn("Hi", "Hello."))
        with pytest.raises(DiskError, match="another program's"):
            store.load().result()
        assert "another program's" in keeper.failure


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    with store_in(tmp_path / "data") as store:
        keep(store, *turn("Hi", "Hello."))
        store.listed().result()
        modes = {path.name: path.stat().st_mode & 0o77 for path in (tmp_path / "data").rglob("*")}
    assert not any(modes.values()), modes


def test_no_key_is_kept(tmp_path: Path) -> None:
    key = "sk-proj-abcdefghijklmnop0123"
    with store_in(tmp_path, key) as store:
        keep(store, *turn(f'My key is {key} and "{key}"', "Nice."))
        state = ChatState().fold(store.load().result().events)
        [row] = store.listed().result()
    assert state.conversation.messages[0].text == 'My key is *** and "***"'
    assert row.title == 'My key is *** and "***"'
    assert key.encode() not in (tmp_path / NAME).read_bytes()


def test_a_number_that_is_a_key_by_chance_stays_what_it_is(tmp_path: Path) -> None:
    key = "12345678"
    with store_in(tmp_path, key) as store:
        keep(store, ev.SystemPromptChanged(0.0, ""), *turn(f"It is {key}.", "Nice.", at=12_345.678))
        events = store.load().result().events
    [prompt] = [event for event in events if isinstance(event, ev.PromptSubmitted)]
    assert prompt.text == "It is ***."
    assert prompt.at - events[0].at == pytest.approx(12_345.678, abs=1e-4)


@pytest.mark.parametrize(
    "change",
    [
        ('"state":"complete"', '"state":"odd"'),
        ('"bucket_s":0.125', '"bucket_s":0'),
        ('"attempts":1', '"attempts":-1'),
        ('"ended_us":', '"ended_us":99999999999999999'),
        ('"gaps_us":"', '"gaps_us":"AAAA'),
        ("{", "["),
    ],
)
def test_what_can_not_have_been_is_told_and_harms_no_other(tmp_path: Path, change: tuple[str, str]) -> None:
    with store_in(tmp_path) as store:
        good = keep(store, *turn("Hi", "Hello."))
        bad = keep(store, *turn("Hi", "Hello."))
    connection = sqlite3.connect(tmp_path / NAME)
    row, data = connection.execute("SELECT id, events FROM turn WHERE conversation = ?", (bad,)).fetchone()
    beside = "HiHello."
    text = b"\n".join(lines_of(unpacked(data, beside, 0.0), 0.0)).decode()
    changed = text.replace(*change) if change[0] in text else text.replace('"figures":{', f'"figures":{{{change[1]}",')
    connection.execute("UPDATE turn SET events = ? WHERE id = ?", (packed([changed.encode()], beside), row))
    connection.commit()
    connection.close()
    with store_in(tmp_path) as store:
        with pytest.raises(ConfigurationError, match="can't be read"):
            store.load(bad).result()
        [sentence] = store.verify().result()
        assert sentence.startswith(f"Turn {row} can't be read, as ")
        assert store.load(good).result().events


@pytest.mark.parametrize("damage", ["header", "leaf", "short", "truncated", "text"])
def test_a_broken_file_is_put_aside_and_what_can_be_read_of_it_stays(tmp_path: Path, damage: str) -> None:
    with store_in(tmp_path) as store:
        for number in range(40):
            keep(store, *turn(f"Question {number}", "An answer of some length. " * 40))
    path = tmp_path / NAME
    whole = path.read_bytes()
    size, page = len(whole), 4096
    leaf = whole.rindex(b"Question 20An answer") // page * page
    broken = {
        "header": b"\0" * 100 + whole[100:],
        "leaf": whole[:leaf] + b"\xff" * page + whole[leaf + page :],
        "short": whole[: size * 3 // 4 + 100],
        "truncated": whole[: size // 2],
        "text": b"This is no database. " * 100,
    }[damage]
    path.write_bytes(broken)
    for _ in range(2):  # where it is found late, it is mended at the next start
        with store_in(tmp_path) as store, suppress(StreamtuiError):
            keep(store, *turn("One more", "And its answer."))
            store.verify().result()
            for row in store.listed().result():
                store.load(row.id).result()
    with store_in(tmp_path) as store:
        assert store.verify().result() == []
        titles = [row.title for row in store.listed().result()]
        keep(store, *turn("The last", "And its answer."))
        assert "The last" in [row.title for row in store.listed().result()]
    assert any(aside.read_bytes() == broken for aside in tmp_path.glob(f"{NAME}.broken-?")) or damage == "leaf"
    assert len(titles) > {"leaf": 20, "header": 40, "short": 10, "truncated": 0, "text": 0}[damage]


def test_of_a_turn_that_broke_off_what_can_be_read_stays(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *turn("Before", "Whole."))

        def events() -> Iterator[ev.StreamEvent]:
            whole = turn("Hi", "Hello.")
            yield from whole[:4]
            store.listed().result()  # a piece ends here
            yield whole[4]

        keep_events(store.keeper(), events())
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute("UPDATE piece SET events = x'00' WHERE number = 1")
    connection.commit()
    connection.close()
    with store_in(tmp_path) as store:
        assert [(row.title, row.cut) for row in store.listed().result()] == [("Hi", True), ("Before", False)]
        state = ChatState().fold(store.load().result().events)
    assert [message.text for message in state.conversation.messages[:1]] == ["Hi"]


def test_what_was_found_stands_near_the_beginning_of_what_is_shown_of_it(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *turn("What is a stream?", "A stream is a natural flow of water that runs through a river, say."))
        [row] = store.search("river").result()
    assert row.found == "…runs through a river, say."


def test_a_turn_begins_with_its_first_event_however_late_that_comes(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *turn("Hi", "Hello."))
        kept = store.load().result()
        keeper = store.keeper(kept)
        keeper.begin("second", kept.head)
        for event in turn("More", "And more.", SystemClock().now() + 100.0):
            assert store.verify().result() == []  # it is written meanwhile
            keeper.keep(event)
        [row] = store.search("more").result()
        [*_, last] = store.load_whole(row.id).result().tree
    assert last["events"][0] == {"event": "PromptSubmitted", "ms": 0.0, "text": "More"}


def test_what_comes_while_it_is_written_is_kept(tmp_path: Path) -> None:
    events = [*turn("Hi", "")[:4], *(ev.TextDelta(1.0, "a") for _ in range(2_000)), *turn("", "")[5:]]
    with store_in(tmp_path) as store:
        for number in range(20):
            store.open()
            keep(store, *events) if number % 2 else keep(store, *events[:2_000])
            store.search("x")
        assert len(store.listed().result()) == 20


def test_what_nobody_waits_for_any_more_stops_nothing(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *turn("Hi", "Hello."))
        asked = [store.search("Hello") for _ in range(200)]
        cancelled = [future.cancel() for future in asked[:-1]]
        assert any(cancelled)
        assert [row.title for row in asked[-1].result(10)] == ["Hi"]
        keep(store, *turn("More", "And more."))
        assert len(store.listed().result(10)) == 2


def test_what_a_request_carried_is_kept_with_its_reply(tmp_path: Path) -> None:
    asked, sent, *rest = turn("Hi", "Hello.")
    assert isinstance(sent, ev.RequestSent)
    options = {"temperature": 0.2, "stop": ["a", "b"], "response_format": {"type": "json_object"}}
    with store_in(tmp_path) as store:
        keep(store, asked, replace(sent, options=options), *rest)
        state = ChatState().fold(store.load().result().events)
        page = "".join(exported([store.load_whole("").result()], "html"))
    [_, reply] = state.conversation.messages
    assert isinstance(reply, Reply)
    assert reply.options == options
    assert "sent with T 0.2" in page
