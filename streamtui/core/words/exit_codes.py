"""What the program's exit codes say."""

from __future__ import annotations

from enum import IntEnum

from streamtui.core.faults.faults import Fault


class ExitCode(IntEnum):
    """The same for every command."""

    DONE = 0
    """All that was asked for is there."""
    INCOMPLETE = 1
    """Something failed: a reply is not whole, or could not be kept or shown, a server fails what clients rely on."""
    USAGE = 2
    """The command or the configuration can't be meant."""
    INTERRUPTED = 130
    """By Ctrl-C or SIGTERM."""


def failure_code(fault: Fault) -> ExitCode:
    """The code of a command that ends with this fault before it could begin."""
    return ExitCode.USAGE if fault.kind == "configuration" else ExitCode.INCOMPLETE
