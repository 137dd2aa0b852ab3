"""A store that can't be written is read all the same, and who would change it is told why that can't be."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from streamtui.core.faults.faults import DiskError
from streamtui.storage.conversations.database import NAME
from tests.disks import bound_by_rights, largest_file
from tests.storage.conversations.test_store import keep, store_in, turn

Seal = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
def data() -> Iterator[Path]:
    """A store where anybody may get to, with one conversation."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        with store_in(Path(place) / "data") as store:
            keep(store, *turn("Hi", "Hello."))
        yield Path(place) / "data"


@contextmanager
def full(_: Path) -> Iterator[None]:
    with largest_file(0):
        yield


@contextmanager
def folder_to_read(folder: Path) -> Iterator[None]:
    with bound_by_rights(folder):
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)


@contextmanager
def file_to_read(folder: Path) -> Iterator[None]:
    with bound_by_rights(folder):
        (folder / NAME).chmod(0o400)
        yield
        (folder / NAME).chmod(0o600)


def read(folder: Path) -> list[object]:
    """All that can be asked without a change."""
    with store_in(folder) as store:
        [row] = store.listed().result()
        [found] = store.search("hello").result()
        replies = [type(event) for event in store.recording(row.id).result().lanes[0].events]
        whole = store.load_whole(row.id).result()
        return [
            *(row, found.found, replies, whole.tree, [type(event) for event in store.load().result().events]),
            *(store.usage().result(), store.spent(0).result(), store.spent_elsewhere(0).result()),
            *(store.verify().result(), store.title(row.id).result(), store.take_news()),
        ]


@pytest.mark.parametrize("seal", [full, folder_to_read, file_to_read])
def test_all_that_is_kept_is_read_and_that_leaves_nothing_beside_it(data: Path, seal: Seal) -> None:
    before, names = read(data), sorted(data.iterdir())
    with seal(data):
        assert read(data) == before
        assert seal is full or sorted(data.iterdir()) == names  # there SQLite begins to make two files
    assert read(data) == before


@pytest.mark.parametrize(
    ("seal", "why"),
    [
        (full, "disk I/O error"),
        (folder_to_read, "nothing can be written in its folder"),
        (file_to_read, f"{NAME}: Permission denied"),
    ],
)
def test_who_would_change_it_is_told_why_that_can_not_be(data: Path, seal: Seal, why: str) -> None:
    told = f"The conversations in {data} can be read, but not written: {why}; STREAMTUI_DATA_DIR moves them to another"
    with seal(data), store_in(data) as store:
        [row] = store.listed().result()
        for change in (store.delete, lambda one: store.retitle(one, "New"), lambda one: store.pin(one, pinned=True)):
            with pytest.raises(DiskError) as refused:
                change(row.id).result()
            assert str(refused.value) == f"{told} folder."
        keep(store, *turn("Later", "Hello."))
        assert store.listed().result() == [row]
        assert store.take_news() == [f"{told} folder; the chat goes on, and nothing of it is kept."]
    with store_in(data) as store:
        keep(store, *turn("Later", "Hello."))
        assert [row.title for row in store.listed().result()] == ["Later", "Hi"]


def test_one_of_which_a_part_is_in_the_journal_yet_is_not_shown_without_it(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data / NAME, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM conversation").fetchone()  # nobody may move what is in the journal meanwhile
        with store_in(data) as store:
            keep(store, *turn("Later", "Hello."))
        shutil.copytree(data, tmp_path / "copy")
    for ending in ("", "-wal"):
        shutil.copy(tmp_path / "copy" / f"{NAME}{ending}", data)
    with (
        folder_to_read(data),
        store_in(data) as store,
        pytest.raises(DiskError, match=f"the last of them are in {NAME}-wal yet: copy the folder to where you may"),
    ):
        store.listed().result()
    with store_in(data) as store:
        assert [row.title for row in store.listed().result()] == ["Later", "Hi"]


def test_one_of_an_older_version_says_that_it_has_to_be_written_anew(data: Path) -> None:
    with closing(sqlite3.connect(data / NAME)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with (
        folder_to_read(data),
        store_in(data) as store,
        pytest.raises(DiskError, match="were kept by an older version of streamtui, and have to be written anew"),
    ):
        store.listed().result()
