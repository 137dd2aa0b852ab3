"""The code blocks of a reply on disk, for their owner alone."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count
from pathlib import Path

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.code_files import code_files
from streamtui.files.judged import open_to_read
from streamtui.files.whole import add_file, add_folder, make_folder


def add_code_files(text: str, folder: Path) -> list[Path]:
    """Save each block as `code-1.py` or the next number that is free; nothing is written over.

    One that such a file holds already is not saved again; its path is told.

    Raises ConfigurationError where the folder can't be written.
    """
    saved: list[Path] = []
    numbers = count(1)
    try:
        make_folder(folder)
        for ending, code in code_files(text):
            saved.append(_add(folder, numbers, ending, code))
    except OSError as error:
        raise ConfigurationError(
            f"Code can't be saved in {folder}: {error.strerror}; choose another folder."
        ) from error
    return saved


def add_code_folder(text: str, folder: Path) -> None:
    """Make a folder of the blocks as `1.py`, `2.sh`, ... where nothing is, whole or not at all; none without blocks.

    Raises FileExistsError, OSError.
    """
    if blocks := code_files(text):
        add_folder(folder, ((f"{number}.{ending}", code) for number, (ending, code) in enumerate(blocks, 1)))


def _add(folder: Path, numbers: count[int], ending: str, code: str) -> Path:
    for number in numbers:
        path, taken = folder / f"code-{number}.{ending}", set(folder.glob(f"code-{number}.*"))
        if path in taken and _holds(path, code.encode("utf-8", "replace")):
            return path
        if taken:
            continue
        try:
            add_file(path, code)
        except FileExistsError:
            continue
        return path
    raise AssertionError("numbers do not end")


def _holds(path: Path, data: bytes) -> bool:
    """Whether that is what the file says."""
    with suppress(OSError), os.fdopen(open_to_read(path), "rb") as file:
        return file.read(len(data) + 1) == data
    return False
