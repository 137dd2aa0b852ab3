"""The environment, with what a `.env` file adds to it."""

from __future__ import annotations

from pathlib import Path


def load_environment() -> None:
    """Add the nearest `.env` (this folder's, or of one above it) to the environment; what is set already wins.

    It goes into `os.environ` as the SDK reads variables of its own there.
    """
    here = Path.cwd()
    path = next((folder / ".env" for folder in (here, *here.parents) if (folder / ".env").is_file()), None)
    if path is not None:
        from dotenv import load_dotenv  # only where there is a file: the import costs 50 ms

        load_dotenv(path, override=False)
