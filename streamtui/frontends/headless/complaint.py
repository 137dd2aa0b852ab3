"""How all that is wrong, late or done otherwise than asked is told on stderr, whatever the command: one line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.exit_codes import ExitCode


def complaint(sentence: str) -> str:
    """The line, without a newline at its end: `streamtui: There is no profile 'x': ...`."""
    return f"streamtui: {display_safe(sentence, keep_newlines=False)}"


def complaining(err: TextIO) -> Callable[[str], object]:
    """Tells there what it is given."""
    return lambda sentence: err.write(f"{complaint(sentence)}\n")


def refusal(error: OSError) -> str:
    """The line on what stdout raised."""
    return complaint(f"Stdout takes no more ({error.strerror}); the rest is not shown.")


def kept(code: int, failure: str, err: TextIO) -> int:
    """The exit code of a command that was to keep what came; tells where it could not, which is no success."""
    if failure:
        err.write(f"{complaint(failure)}\n")
    return code or (ExitCode.INCOMPLETE if failure else ExitCode.DONE)
