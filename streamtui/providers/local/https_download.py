"""A file from its HTTPS address, going on from the bytes that are here already."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from streamtui.files.judged import open_own
from streamtui.providers.local.fault import SourceError

_BLOCK = 1 << 18
_CONNECT_S = 10.0
_SILENCE_S = 30.0


def download_rest(address: str, half: Path, size: int, on_bytes: Callable[[int], None]) -> None:
    """Append to `half` what it lacks of the file of `size` bytes at `address`.

    `on_bytes` hears its size and may raise to end it. Raises SourceError, NotOursError, OSError.
    """
    import httpx2

    have = half.stat().st_size if half.exists() else 0
    headers = {"Range": f"bytes={have}-", "Accept-Encoding": "identity"}
    timeout = httpx2.Timeout(_SILENCE_S, connect=_CONNECT_S)
    host = httpx2.URL(address).host
    try:
        with httpx2.stream("GET", address, headers=headers, timeout=timeout, follow_redirects=True) as response:
            if response.status_code not in (200, 206):
                raise SourceError("connection", f"{host} answered with status {response.status_code}")
            going_on = response.status_code == 206
            with os.fdopen(open_own(half), "r+b") as file:
                done = have if going_on else 0
                file.seek(done)
                file.truncate()
                for block in response.iter_bytes(_BLOCK):
                    done += file.write(block[: size - done])
                    on_bytes(done)
                    if done == size:
                        break  # what is behind it can't belong to the file
    except httpx2.HTTPError as error:
        raise SourceError("connection", f"{host} can't be reached ({str(error) or type(error).__name__})") from error
