"""A server in a process of its own, so that what it costs is not counted as its client's."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection


@contextmanager
def beside(serve: Callable[[Connection], None]) -> Iterator[str]:
    """Where it is, as `serve` says once it listens; it ends with the block."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    try:
        where: str = ours.recv()
        yield where
    finally:
        process.terminate()
        process.join()
