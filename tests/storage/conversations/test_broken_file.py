"""Of a broken file all is read that does not lie in what is broken of it."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.journal import add_journal
from streamtui.storage.conversations.pages import PAGE, Pages
from streamtui.storage.conversations.store import ConversationStore
from tests.storage.conversations.test_store import keep, store_in, turn

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.binary(max_size=40),
)
LONG = st.integers(0, 3 * PAGE).map(lambda size: "ä" * size)
TITLES = [f"Question {number}" for number in range(10)]


def kept(folder: Path) -> list[str]:
    """The titles, the oldest first, of a store that is opened twice: what is found late is mended then."""
    with store_in(folder) as store:
        store.verify().exception()
    with store_in(folder) as store:
        assert store.verify().result() == []
        rows = store.listed().result()
        assert all(store.load(row.id).result().events for row in rows)
        return [row.title for row in reversed(rows)]


def asked(store: ConversationStore) -> None:
    for title in TITLES:
        keep(store, *turn(title, "An answer of some length. " * 60))


@pytest.fixture(scope="module")
def whole() -> bytes:
    with tempfile.TemporaryDirectory() as place:
        with store_in(Path(place)) as store:
            asked(store)
        return (Path(place) / NAME).read_bytes()


def test_of_a_page_that_is_noise_only_what_stood_in_it_is_lost(tmp_path: Path, whole: bytes) -> None:
    lost = list[int]()
    for start in range(0, len(whole), PAGE):
        folder = tmp_path / str(start)
        folder.mkdir()
        (folder / NAME).write_bytes(whole[:start] + random.Random(start).randbytes(PAGE) + whole[start + PAGE :])
        lost.append(len(TITLES) - len(kept(folder)))
    assert sum(lost) <= 2 * len(TITLES)  # each in the page of its turn, or in one for the rest of that
    assert max(lost) < len(TITLES)


@pytest.mark.parametrize("at", [0, 16, 17, 18, 19, 20, 21, 22, 23, 28, 30, 47, 59])
def test_a_header_that_says_what_can_not_be_costs_nothing(tmp_path: Path, whole: bytes, at: int) -> None:
    (tmp_path / NAME).write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    assert kept(tmp_path) == TITLES


@pytest.mark.parametrize(
    "damage", [lambda _: b"", lambda data: b"noise" * 900 + data[4500:]], ids=["nothing of the file", "noise"]
)
def test_what_stood_in_the_journal_alone_is_read_of_it(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    with closing(sqlite3.connect(tmp_path / "seen", isolation_level=None)) as reader, store_in(tmp_path / "a") as store:
        store.listed().result()
        reader.execute(f"ATTACH '{tmp_path / 'a' / NAME}' AS other")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM other.turn").fetchone()  # nobody may move what is in the journal meanwhile
        asked(store)
        store.listed().result()
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / NAME).write_bytes(damage((tmp_path / "a" / NAME).read_bytes()))
        journal = (tmp_path / "a" / f"{NAME}-wal").read_bytes()
    (tmp_path / "b" / f"{NAME}-wal").write_bytes(journal)
    assert kept(tmp_path / "b") == TITLES
    for aside in (tmp_path / "b").glob(f"{NAME}.broken-1-wal"):
        assert aside.read_bytes() == journal


@given(st.lists(st.lists(VALUES | LONG, min_size=3, max_size=3), max_size=12), st.booleans())
def test_the_rows_of_pages_are_those_that_sqlite_finds(rows: list[list[object]], numbered: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"CREATE TABLE t (n PRIMARY KEY, a, b, c){'' if numbered else ' WITHOUT ROWID'}")
            connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", [[n, *row] for n, row in enumerate(rows)])
            connection.execute("DELETE FROM t WHERE n % 3 = 1")
            connection.commit()
            there = [list(row) for row in connection.execute("SELECT * FROM t")]
        found = [values for _, values in Pages(bytearray(path.read_bytes())).rows() if len(values) == 4]
    key = str
    assert sorted(found, key=key) == sorted(there, key=key)


@given(st.integers(0, 400), st.integers(0, 2**32))
def test_pages_with_a_journal_are_those_that_sqlite_makes_of_both(cut: int, seed: int) -> None:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path, journal = Path(folder) / "a", Path(folder) / "a-wal"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("CREATE TABLE t (a)")
            for _ in range(rng.randrange(8)):
                connection.execute("INSERT INTO t VALUES (?)", (rng.randbytes(rng.randrange(9000)),))
                connection.execute("DELETE FROM t WHERE rowid % 4 = 2")
            data, log = bytearray(path.read_bytes()), bytearray(journal.read_bytes())
        if cut < 400 and log:
            log[min(len(log) - 1, cut * 97)] ^= 0x10
        add_journal(data, bytes(log))
        path.write_bytes(bytes(data))
        journal.write_bytes(b"")
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@given(st.binary(max_size=3 * PAGE), st.sampled_from([2, 10, 13]))
def test_whatever_pages_hold_they_end(noise: bytes, kind: int) -> None:
    pages = bytearray(noise.ljust(3 * PAGE, b"\x01"))
    pages[100] = pages[PAGE] = pages[2 * PAGE] = kind
    assert len(list(Pages(pages).rows())) <= 3 * PAGE
    add_journal(pages, noise)


def test_the_rest_of_a_row_that_leads_to_itself_is_read_once() -> None:
    pages = bytearray(2 * PAGE)
    pages[100:108] = b"\x0d\x00\x00\x01\x00\x00\x00\x00"
    pages[108:110] = (200).to_bytes(2, "big")
    pages[200:205] = b"\xbf\xff\xff\x7f\x01"
    pages[PAGE : PAGE + 4] = (2).to_bytes(4, "big")
    assert list(Pages(pages).rows()) == []
