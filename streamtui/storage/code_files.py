"""The code blocks of a reply on disk, for their owner alone."""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.code_files import code_files
from streamtui.storage.whole_file import half_beside


def add_code_files(text: str, folder: Path) -> list[Path]:
    """Save each block as `code-1.py` or the next number that is free; nothing is written over.

    Raises ConfigurationError where the folder can't be written.
    """
    saved: list[Path] = []
    numbers = count(1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, code in code_files(text):
            saved.append(_add(folder, numbers, ending, code))
    except OSError as error:
        raise ConfigurationError(
            f"Code can't be saved in {folder}: {error.strerror}; choose another folder."
        ) from error
    return saved


def replace_code_folder(text: str, folder: Path) -> None:
    """Make the folder hold each block as `1.py`, `2.sh`, ... and nothing else; without blocks there is none.

    The folder is there whole or not at all. Raises OSError.
    """
    blocks = code_files(text)
    if folder.exists():
        shutil.rmtree(folder)
    if not blocks:
        return
    half = half_beside(folder)
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    for number, (ending, code) in enumerate(blocks, 1):
        _write_new(half / f"{number}.{ending}", code)
    half.rename(folder)


def _add(folder: Path, numbers: count[int], ending: str, code: str) -> Path:
    for number in numbers:
        if any(folder.glob(f"code-{number}.*")):
            continue
        path = folder / f"code-{number}.{ending}"
        try:
            _write_new(path, code)
        except FileExistsError:
            continue
        return path
    raise AssertionError("numbers do not end")


def _write_new(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(text)
