"""The person's editor."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from streamtui.core.faults.faults import ConfigurationError

_USUAL = ("nano", "vim", "vi", "notepad.exe")


def editor_words(environ: Mapping[str, str]) -> Sequence[str]:
    """The command of VISUAL or EDITOR, with what it is to be started with, else an editor that is there.

    Raises ConfigurationError.
    """
    for variable in ("VISUAL", "EDITOR"):
        if text := environ.get(variable, "").strip():
            try:
                return shlex.split(text)
            except ValueError as error:
                raise ConfigurationError(
                    f"{variable} is {text!r}, which is no command: set it to an editor."
                ) from error
    if found := next((name for name in _USUAL if shutil.which(name)), None):
        return [found]
    raise ConfigurationError("There is no editor: set EDITOR to one.")


def edit_file(path: Path, environ: Mapping[str, str], failed: str = "what it has written stands") -> None:
    """Let the person edit the file, and wait until they are done; the editor gets that environment.

    `failed` is what holds where it ends as if it had failed. Raises ConfigurationError.
    """
    words = editor_words(environ)
    try:
        code = subprocess.run([*words, str(path)], check=False, env=dict(environ)).returncode
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigurationError(
            f"The editor {words[0]} can't be started ({why}): set EDITOR to another one."
        ) from error
    if code:
        ended = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        raise ConfigurationError(f"The editor {words[0]} {ended}; {failed}.")
