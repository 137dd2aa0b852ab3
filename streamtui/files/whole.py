"""Files and folders that are there whole or not at all: made beside their place under a name that only we make."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from streamtui.files.judged import (
    PRIVATE_FOLDER,
    is_channel,
    is_own,
    open_new,
    open_own,
    open_to_read,
    require_replaceable,
)
from streamtui.files.writing import Sink, write_all

_HALF = re.compile(r"\.streamtui-\d+-[0-9a-f]{8}\.half")


def make_folder(path: Path) -> None:
    """Make the folder, and those that it is in, where they are not there; those that are stay as they are.

    Raises OSError.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            _make_one(folder)


def write_named(path: Path, pieces: Iterable[bytes], *, replace: bool = False) -> None:
    """Write to what a person named: a file, whole or not at all, or a pipe or device. Raises as `open_named` does."""
    if not is_channel(path):
        require_replaceable(path, replace=replace)
        replace_whole(path, pieces)
        return
    sink = Sink(path)
    try:
        for data in pieces:
            sink.write(data)
    finally:
        sink.close()


def replace_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Put the pieces in the place of a file of ours, or where nothing is. Raises OSError."""
    half = half_beside(path)
    try:
        _write_half(half, pieces)
        put_in_place(half, path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


@contextmanager
def added_whole(path: Path, text: str) -> Iterator[None]:
    """A file is made where nothing is, and goes again if the block fails; if the program is killed, by `undo_added`.

    A lone surrogate becomes a question mark. Raises FileExistsError, OSError.
    """
    half = half_beside(path)
    try:
        _write_half(half, (text.encode("utf-8", "replace"),))
        _link(half, path)
        try:
            yield
        except BaseException:
            path.unlink()
            raise
    finally:
        half.unlink(missing_ok=True)


def undo_added(folder: Path, keep: str) -> list[str]:
    """Take away what killed programs of ours had added in the folder, but for `keep`; says their names.

    They are known by the half that they share their bytes with. Raises OSError.
    """
    seen = [each for each in os.scandir(folder) if each.is_file(follow_symlinks=False)]
    halves = {each.inode() for each in seen if _HALF.fullmatch(each.name) and is_own(Path(each))}
    added = [each.name for each in seen if each.inode() in halves and not _HALF.fullmatch(each.name)]
    gone = [name for name in added if name != keep]
    for name in gone:
        (folder / name).unlink()
    return gone


def add_folder(path: Path, texts: Iterable[tuple[str, str]]) -> None:
    """Make a folder of files, by name and text, where nothing is. Raises FileExistsError, OSError."""
    _require_free(path)
    half = half_beside(path)
    _make_one(half)
    try:
        for name, text in texts:
            add_file(half / name, text)
        half.rename(path)
    except BaseException:
        remove_flat_folder(half)
        raise


def add_file(path: Path, text: str) -> None:
    """Make a file where nothing is; of one that can't be written to its end nothing stays.

    Raises FileExistsError, OSError.
    """
    descriptor = open_new(path)
    try:
        write_all(descriptor, text.encode("utf-8", "replace"))
    except BaseException:
        path.unlink()
        raise
    finally:
        os.close(descriptor)


def put_in_place(half: Path, path: Path) -> None:
    """Give what was written beside it the place of a file of ours, or where nothing is. Raises OSError."""
    if os.path.lexists(path):
        os.close(open_own(path))
    half.replace(path)


def copy_file(source: Path, target: Path) -> None:
    """A copy of a file where nothing is yet, its owner's alone; half of one never. Raises FileExistsError, OSError."""
    try:
        with os.fdopen(open_to_read(source), "rb") as before, os.fdopen(open_new(target), "wb") as after:
            shutil.copyfileobj(before, after)
    except FileExistsError:
        raise
    except OSError:
        target.unlink(missing_ok=True)
        raise


def remove_file(path: Path) -> bool:
    """Remove the file, or the link to one, and say whether there was one. Raises OSError."""
    found = path.is_file() or path.is_symlink()
    if found:
        path.unlink()
    return found


@contextmanager
def scratch_folder(path: Path) -> Iterator[None]:
    """There is an empty folder while the block runs; one that a killed program left there goes first.

    Raises FileExistsError where something else lies there; OSError.
    """
    _remove_tree(path)
    path.mkdir(mode=PRIVATE_FOLDER)
    path.chmod(PRIVATE_FOLDER)
    try:
        yield
    finally:
        _remove_tree(path)


def half_beside(path: Path) -> Path:
    """Where to write what will be put in the place of `path`."""
    return path.with_name(f".streamtui-{os.getpid()}-{secrets.token_hex(4)}.half")


def is_half(name: str) -> bool:
    """A file of that name is one that a program of ours was writing."""
    return _HALF.fullmatch(name) is not None


def remove_halves(folder: Path) -> None:
    """Take away what programs of ours, all of them dead, were writing in the folder. Raises OSError."""
    for half in list(folder.iterdir()):
        if _HALF.fullmatch(half.name) and is_own(half):
            remove_flat_folder(half) if half.is_dir() else half.unlink()


def remove_flat_folder(folder: Path) -> None:
    """Remove the files of ours in it, and the folder if nothing else is there. Raises OSError."""
    if not (is_own(folder) and folder.is_dir()):
        return
    for path in list(folder.iterdir()):
        if is_own(path) and not path.is_dir():
            path.unlink()
    with suppress(OSError):
        folder.rmdir()


def _write_half(half: Path, pieces: Iterable[bytes]) -> None:
    descriptor = open_new(half)
    try:
        for piece in pieces:
            write_all(descriptor, piece)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _link(half: Path, path: Path) -> None:
    """Give it a second name where nothing is; on a disk that knows no second names, the only one."""
    try:
        os.link(half, path)
    except FileExistsError:
        raise
    except OSError:
        _require_free(path)
        half.rename(path)


def _remove_tree(folder: Path) -> None:
    if is_own(folder) and folder.is_dir():
        shutil.rmtree(folder, ignore_errors=True)


def _make_one(folder: Path) -> None:
    try:
        folder.mkdir(mode=PRIVATE_FOLDER)
    except FileExistsError as error:
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, f"{folder.name} exists and is no folder", str(folder)) from error
    else:
        with suppress(PermissionError):  # some disks know no modes
            folder.chmod(PRIVATE_FOLDER)  # a umask may have taken what the owner needs


def _require_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(None, f"{path.name} is there already", str(path))
