"""The power fails: the disk holds what was written up to some byte, and what was whole by then is read."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from streamtui.core.chat.state import ChatState
from streamtui.storage.conversations.database import NAME, Database
from tests.doubles.keeping import keep_events
from tests.storage.conversations.test_store import keep, store_in, turn

CUTS = 40


@dataclass(frozen=True)
class Disk:
    """What was on it, one byte before the power failed or the other."""

    main: bytes
    journal: bytes
    prompts: list[str]
    """In the order in which each was told to be on the disk, and how long the journal was then."""
    sizes: list[int]

    def lay(self, folder: Path, journal: bytes | None) -> None:
        folder.mkdir()
        (folder / NAME).write_bytes(self.main)
        if journal is not None:
            (folder / f"{NAME}-wal").write_bytes(journal)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    folder = tmp_path_factory.mktemp("power")
    with store_in(folder) as store:
        keep(store, *turn("Settled", "Long ago."))
    with store_in(folder) as store, closing(sqlite3.connect(folder / NAME)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM turn").fetchone()  # nobody may move what is in the journal meanwhile
        main = (folder / NAME).read_bytes()
        prompts, sizes = list[str](), list[int]()
        for number in range(6):
            keeper = store.keeper()
            keep_events(keeper, turn(f"Question {number}", "An answer. " * 200)[: 7 if number % 2 else 5])
            asyncio.run(keeper.written())
            prompts.append(f"Question {number}")
            sizes.append((folder / f"{NAME}-wal").stat().st_size)
        assert (folder / NAME).read_bytes() == main
        yield Disk(main, (folder / f"{NAME}-wal").read_bytes(), prompts, sizes)


def titles(folder: Path) -> list[str]:
    """The oldest first; all that is kept can be read."""
    with store_in(folder) as store:
        assert store.verify().result() == []
        assert store.take_news() == []
        rows = store.listed().result()
        for row in rows:
            assert ChatState().fold(store.load(row.id).result().events).conversation.messages
    return [row.title for row in reversed(rows)]


def test_of_a_journal_that_ends_anywhere_what_was_told_to_be_on_the_disk_is_there(tmp_path: Path, disk: Disk) -> None:
    step = len(disk.journal) // CUTS
    for number, cut in enumerate((*range(0, len(disk.journal), step), *disk.sizes)):
        disk.lay(tmp_path / str(number), disk.journal[:cut])
        there = [prompt for prompt, size in zip(disk.prompts, disk.sizes, strict=True) if size <= cut]
        found = titles(tmp_path / str(number))
        assert found[0] == "Settled"
        assert found[1:] == disk.prompts[: len(found) - 1]
        assert len(found) - 1 >= len(there), f"cut at {cut} of {len(disk.journal)}"


def test_of_torn_pages_in_the_journal_none_is_taken(tmp_path: Path, disk: Disk) -> None:
    rng = random.Random(8)
    for number in range(8):
        start = rng.randrange(disk.sizes[0], len(disk.journal) - 512)
        torn = disk.journal[:start] + rng.randbytes(512) + disk.journal[start + 512 :]
        disk.lay(tmp_path / str(number), torn)
        there = [prompt for prompt, size in zip(disk.prompts, disk.sizes, strict=True) if size <= start]
        found = titles(tmp_path / str(number))
        assert found[1:] == disk.prompts[: len(found) - 1]
        assert len(found) - 1 >= len(there)


def test_without_its_journal_the_file_holds_what_was_settled(tmp_path: Path, disk: Disk) -> None:
    disk.lay(tmp_path / "data", None)
    assert titles(tmp_path / "data") == ["Settled"]


async def test_a_prompt_is_on_the_disk_before_it_is_sent_also_where_it_was_in_the_journal_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown, transaction = list[bool](), Database.transaction

    @contextmanager
    def watched(database: Database, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        size = (tmp_path / f"{NAME}-wal").stat().st_size
        with transaction(database, durable=durable) as connection:
            yield connection
        if durable:
            grown.append((tmp_path / f"{NAME}-wal").stat().st_size > size)

    with store_in(tmp_path) as store:
        store.listed().result()
        monkeypatch.setattr(Database, "transaction", watched)
        keeper = store.keeper()
        keep_events(keeper, turn("Question", "Answer")[:1])
        store.listed().result()
        await keeper.written()
        assert grown == [True]
        await keeper.written()
        assert grown == [True]
