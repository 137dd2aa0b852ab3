"""What is made is its owner's alone whatever the umask, and nothing of others is written, emptied or removed."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from streamtui.files.judged import NotOursError, open_own, open_to_read, require_replaceable
from streamtui.files.locks import lock_at
from streamtui.files.whole import (
    add_file,
    add_folder,
    added_whole,
    copy_file,
    make_folder,
    remove_halves,
    replace_whole,
    scratch_folder,
    undo_added,
    write_named,
)
from streamtui.files.writing import Sink
from tests.disks import largest_file

FOREIGN = b"not yours\nand without an end"
HALF = ".streamtui-1-0123abcd.half"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def umask(bits: int) -> Iterator[None]:
    before = os.umask(bits)
    try:
        yield
    finally:
        os.umask(before)


def sink(path: Path, *, replace: bool = False) -> None:
    written = Sink(path, replace=replace)
    written.write(b"ours\n")
    written.close()


def own(path: Path) -> None:
    os.close(open_own(path))


def replaced(path: Path) -> None:
    replace_whole(path, [b"ours"])


def named(path: Path) -> None:
    write_named(path, [b"ours"])


def judged(path: Path) -> None:
    require_replaceable(path)


def locked(path: Path) -> None:
    with lock_at(path):
        pass


WRITERS: list[Callable[[Path], None]] = [sink, own, replaced, named, locked]


@pytest.mark.parametrize("bits", [0o000, 0o077, 0o777])
def test_all_is_the_owners_alone_whatever_the_umask(tmp_path: Path, bits: int) -> None:
    folder = tmp_path / "a" / "b"
    with umask(bits):
        make_folder(folder)
        for write in WRITERS:
            write(folder / write.__name__)
        add_file(folder / "added", "ours")
        add_folder(folder / "folder", [("1.py", "ours")])
        with added_whole(folder / "whole", "ours"):
            pass
        with scratch_folder(folder / "scratch"):
            assert mode(folder / "scratch") == 0o700
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(found) == len(WRITERS) + 3
    assert {mode(path) for path in found} == {0o600}
    assert {mode(path) for path in tmp_path.rglob("*") if path.is_dir()} == {0o700}


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o755)
    make_folder(tmp_path / "theirs" / "ours")
    assert (mode(tmp_path / "theirs"), mode(tmp_path / "theirs" / "ours")) == (0o755, 0o700)


class TestWhatIsNotOurs:
    @pytest.mark.parametrize("write", [*WRITERS, judged])
    def test_nothing_is_written_through_a_link(self, tmp_path: Path, write: Callable[[Path], None]) -> None:
        foreign = tmp_path / "foreign"
        foreign.write_bytes(FOREIGN)
        foreign.chmod(0o644)
        for target in (foreign, tmp_path / "absent"):
            link = tmp_path / f"to-{target.name}"
            link.symlink_to(target)
            with pytest.raises(NotOursError, match=f"{link.name} is a link"):
                write(link)
        assert (foreign.read_bytes(), mode(foreign)) == (FOREIGN, 0o644)
        assert names(tmp_path) == ["foreign", "to-absent", "to-foreign"]

    @pytest.mark.parametrize("write", [*WRITERS, judged])
    def test_a_second_name_or_another_owner_is_refused(self, tmp_path: Path, write: Callable[[Path], None]) -> None:
        foreign = tmp_path / "foreign"
        foreign.touch(mode=0o644)
        (tmp_path / "again").hardlink_to(foreign)
        with pytest.raises(NotOursError, match="second name"):
            write(tmp_path / "again")
        (tmp_path / "again").unlink()
        if os.geteuid() == 0:
            os.chown(foreign, 12345, -1)
            with pytest.raises(NotOursError, match="another user"):
                write(foreign)
        assert mode(foreign) == 0o644

    @pytest.mark.parametrize("write", [own, replaced, locked])
    def test_a_pipe_or_a_folder_is_refused_and_not_waited_for(
        self, tmp_path: Path, write: Callable[[Path], None]
    ) -> None:
        os.mkfifo(tmp_path / "pipe", 0o644)
        (tmp_path / "folder").mkdir()
        for name in ("pipe", "folder"):
            with pytest.raises(NotOursError, match=name):
                write(tmp_path / name)
        assert mode(tmp_path / "pipe") == 0o644

    def test_a_lock_that_holds_something_is_none(self, tmp_path: Path) -> None:
        (tmp_path / ".lock").write_bytes(FOREIGN)
        (tmp_path / ".lock").chmod(0o644)
        with pytest.raises(NotOursError, match="no lock of ours"):
            lock_at(tmp_path / ".lock")
        assert ((tmp_path / ".lock").read_bytes(), mode(tmp_path / ".lock")) == (FOREIGN, 0o644)

    def test_only_halves_of_ours_are_taken_away(self, tmp_path: Path) -> None:
        for name in (HALF, ".1.half", ".other.half", "x.half", f"{HALF}.bak"):
            (tmp_path / name).write_bytes(FOREIGN)
        folders = [tmp_path / HALF.replace("-1-", f"-{number}-") for number in (2, 3)]
        for folder in folders:
            folder.mkdir()
            (folder / "1.py").touch()
        (folders[1] / "deep").mkdir()
        (folders[1] / "deep" / "theirs").touch()
        (tmp_path / HALF.replace("-1-", "-4-")).symlink_to(folders[1])
        remove_halves(tmp_path)
        left = {".1.half", ".other.half", "x.half", f"{HALF}.bak", folders[1].name, HALF.replace("-1-", "-4-")}
        assert set(names(tmp_path)) == left
        assert names(folders[1]) == ["deep"]

    def test_nothing_takes_a_place_that_is_taken(self, tmp_path: Path) -> None:
        (tmp_path / "there").symlink_to(tmp_path / "absent")
        with pytest.raises(FileExistsError), added_whole(tmp_path / "there", "ours"):
            pass
        with pytest.raises(FileExistsError):
            add_folder(tmp_path / "there", [])
        with pytest.raises(FileExistsError):
            add_file(tmp_path / "there", "ours")
        with pytest.raises(FileExistsError), scratch_folder(tmp_path / "there"):
            pass
        assert names(tmp_path) == ["there"]


def test_what_was_added_goes_again_where_the_block_fails_or_the_program_was_killed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), added_whole(tmp_path / "a.md", "ours"):
        raise ZeroDivisionError
    assert names(tmp_path) == []
    for name in ("a.md", "b.md", HALF):
        (tmp_path / name).write_text("ours")
    (tmp_path / "b.md").unlink()
    (tmp_path / "b.md").hardlink_to(tmp_path / HALF)
    assert undo_added(tmp_path, keep="b.md") == []
    assert undo_added(tmp_path, keep="") == ["b.md"]
    assert names(tmp_path) == [HALF, "a.md"]


class TestAFullDisk:
    def test_of_what_can_not_be_copied_whole_nothing_is_there(self, tmp_path: Path) -> None:
        (tmp_path / "long").write_bytes(b"x" * 200)
        with largest_file(100), pytest.raises(OSError, match="too large"):
            copy_file(tmp_path / "long", tmp_path / "copy")
        assert names(tmp_path) == ["long"]

    def test_what_can_not_be_written_whole_leaves_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "there").write_bytes(b"before")
        written = Sink(tmp_path / "log")
        written.write(b"x" * 60)
        with largest_file(100):
            with pytest.raises(OSError, match="too large"):
                written.write(b"y" * 60)
            with pytest.raises(OSError, match="too large"):
                write_named(tmp_path / "there", [b"x" * 200], replace=True)
            with pytest.raises(OSError, match="too large"):
                add_file(tmp_path / "file", "x" * 200)
            with pytest.raises(OSError, match="too large"):
                add_folder(tmp_path / "folder", [("1.py", "x"), ("2.py", "x" * 200)])
        written.close()
        assert (tmp_path / "log").read_bytes() == b"x" * 60
        assert (tmp_path / "there").read_bytes() == b"before"
        assert names(tmp_path) == ["log", "there"]


class TestWhatAPersonNames:
    def test_a_device_is_written_to_and_keeps_its_mode(self, tmp_path: Path) -> None:
        before = mode(Path(os.devnull))
        (tmp_path / "link").symlink_to(os.devnull)
        for path in (Path(os.devnull), tmp_path / "link"):
            sink(path)
            named(path)
        assert mode(Path(os.devnull)) == before
        with pytest.raises(OSError, match="No space left"):
            sink(Path("/dev/full"))

    def test_a_pipe_gets_all_and_keeps_its_mode(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe, 0o644)
        with pytest.raises(NotOursError, match="nobody reads from"):
            sink(pipe)
        read: list[bytes] = []
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(reader, True)
        written = Sink(pipe)
        with os.fdopen(reader, "rb") as file:
            thread = threading.Thread(target=lambda: read.append(file.read()))
            thread.start()
            written.write(b"x" * 200_000)
            written.close()
            thread.join()
        assert read == [b"x" * 200_000]
        assert mode(pipe) == 0o644

    def test_a_pipe_whose_reader_sleeps_is_not_waited_for_long(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("streamtui.files.writing._PATIENCE_S", 0.0)
        os.mkfifo(tmp_path / "pipe")
        reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
        written = Sink(tmp_path / "pipe")
        with pytest.raises(TimeoutError, match="has taken nothing"):
            written.write(b"x" * 10_000_000)
        written.close()
        os.close(reader)

    def test_a_file_is_begun_anew_where_that_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "log").write_bytes(FOREIGN)
        (tmp_path / "log").chmod(0o644)
        for write in (sink, named, judged):
            with pytest.raises(FileExistsError):
                write(tmp_path / "log")
        assert ((tmp_path / "log").read_bytes(), mode(tmp_path / "log")) == (FOREIGN, 0o644)
        sink(tmp_path / "log", replace=True)
        assert ((tmp_path / "log").read_bytes(), mode(tmp_path / "log")) == (b"ours\n", 0o600)
        write_named(tmp_path / "log", [b"again"], replace=True)
        assert (tmp_path / "log").read_bytes() == b"again"


def test_only_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(NotOursError, match="is no file"):
            open_to_read(path)
