"""stdout and stderr as the headless commands want them, and a quiet end where nobody reads them any more."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import TextIO


def run_on_pipes(command: Callable[[TextIO, TextIO], int]) -> int:
    """Run `command(out, err)`; returns its exit code. A pipe that was closed (`| head`) is no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = command(sys.stdout, sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes stdout once more as it ends; give it somewhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
