"""What is deleted can be brought back for some days, by whoever goes on with it too; then it is gone for good."""

from __future__ import annotations

import time
from pathlib import Path
from weakref import ReferenceType, ref

import pytest

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.store import DISCARDED_DAYS
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.keeper import ConversationKeeper
from streamtui.storage.conversations.store import ConversationStore
from tests.doubles.keeping import keep_events
from tests.storage.conversations.test_store import keep, store_in, turn


def test_what_was_discarded_is_gone_for_good_some_days_later(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        old, new, kept = (keep(store, *turn(f"Say {word}", "Yes.")) for word in ("old", "new", "kept"))
        for identity in (old, new):
            store.discard(identity, discarded=True).result()
        assert [row.id for row in store.listed().result()] == [kept]
        assert [row.id for row in store.search("say").result()] == [kept]
        assert {row.id for row in store.search("say is:deleted").result()} == {old, new}
        with pytest.raises(ConfigurationError, match="There is no conversation"):
            store.load(old[:6]).result()
        assert store.load(old).result().id == old
    database = Database(tmp_path)
    with database.transaction() as connection:
        ago = time.time() - (DISCARDED_DAYS * 86_400 + 60)
        connection.execute("UPDATE conversation SET deleted = ? WHERE id = ?", (ago, old))
    database.close()
    with store_in(tmp_path) as store:
        assert [row.id for row in store.search("is:deleted").result()] == [new]
        assert store.verify().result() == []
    database = Database(tmp_path)
    assert database.connection.execute("SELECT count(*) FROM turn").fetchone() == (2,)
    database.close()


def test_a_conversation_that_goes_on_elsewhere_is_back(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, *turn("Hi", "Hello."))
        loaded = store.load(identity).result()
        keeper = store.keeper(loaded)
        store.discard(identity, discarded=True).result()
        keeper.begin("next", loaded.head)
        for event in turn("More", "And more.", 9.0):
            keeper.keep(event)
        assert [row.id for row in store.listed().result()] == [identity]


def test_only_what_is_kept_has_a_title(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, *turn("Hi", "Hello."))
        assert store.title(identity).result() == "Hi"
        assert store.title("none").result() == ""
        with pytest.raises(ConfigurationError, match="once something was said"):
            store.retitle("none", "Title").result()
        store.retitle(identity, " a\n b " + "x" * 10_000).result()
        [row] = store.listed().result()
        assert row.title.startswith("a b xxx")
        assert len(row.title) <= 400


def test_who_leaves_is_forgotten_and_what_it_failed_at_is_known(tmp_path: Path) -> None:
    def left(store: ConversationStore) -> ReferenceType[ConversationKeeper]:
        keeper = store.keeper()
        keep_events(keeper, turn("Hi", "Hello."))
        for _ in range(2):
            store.leave(keeper)
        return ref(keeper)

    with store_in(tmp_path) as store:
        gone = left(store)
        assert [row.title for row in store.listed().result()] == ["Hi"]
        assert (gone(), store.failure) == (None, "")
    (tmp_path / "file").write_text("mine")
    with store_in(tmp_path / "file") as store:
        gone, _ = left(store), left(store)
    assert gone() is None
    assert "can't be used" in store.failure


def test_words_of_what_is_deleted_lie_nowhere_in_the_file(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        kept = keep(store, *turn("Say mulberry", "Yes."))
        gone = keep(store, *turn("Say zebrafish " * 500, "Zebrafish."))
        store.delete(gone).result()
        assert [row.id for row in store.listed().result()] == [kept]
    database = Database(tmp_path)
    assert database.connection.execute("PRAGMA secure_delete").fetchone() == (1,)
    database.close()
    data = b"".join(path.read_bytes() for path in tmp_path.glob("conversations*"))
    assert b"mulberry" in data
    assert b"ebrafish" not in data
