"""Whatever lies where the store should be: one sentence, the reply comes all the same, and nothing is overwritten."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from streamtui.cli.clock import SystemClock
from streamtui.files.locks import lock_at
from streamtui.storage.conversations import database
from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.schema import APPLICATION_ID
from streamtui.storage.conversations.store import ConversationStore
from streamtui.storage.conversations.streams import Bounds
from tests.commands import run
from tests.storage.conversations.test_store import keep, store_in, turn

Odd = Callable[[Path, ExitStack], object]


def sql(*statements: str) -> Odd:
    """The file after these, in place of what was there where it begins with a `CREATE`."""

    def make(path: Path, _: ExitStack) -> None:
        if statements[0].startswith("CREATE"):
            path.unlink()
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return make


def folder(path: Path, _: ExitStack) -> None:
    path.unlink()
    path.mkdir()


def link(path: Path, _: ExitStack) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def dangling_link(path: Path, _: ExitStack) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def pipe(path: Path, _: ExitStack) -> None:
    path.unlink()
    os.mkfifo(path)


def folder_beside(end: str) -> Odd:
    """Where SQLite would have its own."""

    def make(path: Path, _: ExitStack) -> None:
        beside = path.with_name(path.name + end)
        beside.unlink(missing_ok=True)
        beside.mkdir()

    return make


def link_beside(path: Path, _: ExitStack) -> None:
    path.with_name("precious").write_text("mine")
    path.with_name(f"{path.name}-wal").symlink_to("precious")


def file_for_folder(path: Path, _: ExitStack) -> None:
    for one in path.parent.rglob("*"):
        if one.is_file():
            one.unlink()
    for one in (path.parent / "writing", path.parent):
        with suppress(FileNotFoundError):
            one.rmdir()
    path.parent.write_text("mine")


def held(path: Path, until: ExitStack) -> None:
    until.enter_context(lock_at(path.with_name("conversations.lock")).acquire(timeout=0))


def exclusive(path: Path, until: ExitStack) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    until.callback(connection.close)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("BEGIN EXCLUSIVE")


ODD: dict[str, tuple[Odd, str]] = {
    "folder": (folder, "is a folder"),
    "link": (link, "is a link"),
    "dangling": (dangling_link, "is a link"),
    "pipe": (pipe, "is no regular file"),
    "journal": (folder_beside("-wal"), f"{NAME}-wal is a folder"),
    "shared": (folder_beside("-shm"), f"{NAME}-shm is a folder"),
    "rollback": (folder_beside("-journal"), f"{NAME}-journal is a folder"),
    "journal, link": (link_beside, f"{NAME}-wal is a link"),
    "file": (file_for_folder, "is no folder"),
    "newer": (sql("PRAGMA user_version = 99"), "by a newer version"),
    "theirs": (sql("CREATE TABLE t (x)"), "another program's database"),
    "theirs, of version 1": (sql("CREATE TABLE t (x)", "PRAGMA user_version = 1"), "another program's database"),
    "theirs, named": (sql("CREATE TABLE t (x)", "PRAGMA application_id = 7"), "another program's database"),
    "held": (held, "another program holds"),
    "exclusive": (exclusive, "another program holds"),
}


def lying(place: Path) -> dict[str, object]:
    """What is there, but for locks, which hold nothing."""
    return dict(_lying(place))


def _lying(place: Path) -> Iterator[tuple[str, object]]:
    for path in (place, *sorted(place.rglob("*"))):
        if path.is_symlink():
            yield path.name, path.readlink()
        elif path.is_file() and path.suffix != ".lock":
            yield path.name, path.read_bytes()
        elif path.exists() and path.suffix != ".lock":
            yield path.name, ""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE_S", 0.05)


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_told_in_a_sentence_and_stays_as_it_is(fault_url: str, name: str) -> None:
    make, words = ODD[name]
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    with store_in(data) as store:
        keep(store, *turn("Hi", "Hello."))
    with ExitStack() as until:
        make(data / NAME, until)
        before = {} if name == "exclusive" else lying(data)  # whoever closes a file lets go of its lock
        asked = run("ask", "hi", "--base-url", fault_url, "-m", "good")
        listed = run("history", "list")
        assert name == "exclusive" or lying(data) == before
    assert (asked.returncode, asked.stdout) == (0, "Hello, world.\n")
    assert (listed.returncode, listed.stdout) == (1, "")
    for said in (asked.stderr, listed.stderr):
        [sentence] = said.splitlines()
        assert words in sentence
    assert "; the chat goes on, and nothing of it is kept." in asked.stderr


def test_a_name_that_no_disk_takes_is_told(fault_url: str) -> None:
    env = {"STREAMTUI_DATA_DIR": "/tmp/" + "x" * 5000}
    asked = run("ask", "hi", "--base-url", fault_url, "-m", "good", env=env)
    listed = run("history", "list", env=env)
    assert (asked.returncode, asked.stdout, listed.returncode) == (0, "Hello, world.\n", 1)
    assert "File name too long" in asked.stderr
    assert "File name too long" in listed.stderr


def test_a_broken_file_is_told_of_by_whoever_finds_it() -> None:
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    data.mkdir(parents=True)
    (data / NAME).write_text("This is no database. " * 100)
    listed = run("history", "list")
    assert listed.returncode == 0
    assert f"lies at {data / NAME}.broken-1 now" in listed.stderr
    assert (data / f"{NAME}.broken-1").read_text() == "This is no database. " * 100
    assert run("history", "list", "--json").stderr == ""


@pytest.mark.parametrize("streams", [True, False])
def test_an_empty_file_is_told_of_and_what_is_left_of_it_is_put_aside(streams: bool) -> None:
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    store = ConversationStore(data, SystemClock(), streams=Bounds(9, 9, 9) if streams else None)
    keep(store, *turn("Hi", "Hello."))
    store.close()
    (data / NAME).write_bytes(b"")
    os.utime(data / NAME, (0, 0))
    listed = run("history", "list")
    said = f"lies at {data / NAME}.broken-1 now" if streams else "was empty: a new one begins."
    assert said in listed.stderr
    assert listed.returncode == 0
    assert len([*data.glob("*.broken-1-streams/*")]) == streams
    assert run("history", "list").stderr == "No conversation is kept yet.\n"


def test_a_file_whose_tables_went_with_its_journal_leaves_its_streams() -> None:
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    store = ConversationStore(data, SystemClock(), streams=Bounds(9, 9, 9))
    keep(store, *turn("Hi", "Hello."))
    store.close()
    (data / NAME).unlink()
    with closing(sqlite3.connect(data / NAME)) as bare:
        bare.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        bare.execute("PRAGMA journal_mode = wal")
    (data / f"{NAME}-wal").write_bytes(bytes(33))
    listed = run("history", "list")
    assert f"lies at {data / NAME}.broken-1 now: 0 conversations were read" in listed.stderr
    assert len([*data.glob("*.broken-1-streams/*")]) == 1


def test_a_table_that_is_missing_is_made_again_and_what_is_there_stays() -> None:
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    with store_in(data) as store:
        keep(store, *turn("Hi", "Hello."))
    sql("DROP TABLE piece")(data / NAME, ExitStack())
    with store_in(data) as store:
        keep(store, *turn("Lost", "Hello."))
    listed = run("history", "list", "--json")
    assert "one conversation was read out of it" in listed.stderr
    assert '"title": "Hi"' in listed.stdout
