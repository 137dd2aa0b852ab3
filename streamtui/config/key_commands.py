"""A key that a command prints: `pass`, `op`, `security`, whatever the person keeps their keys with."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.secrets import redact

WITHIN_S = 30.0
"""Until it has printed the key: it may ask the person, in a window of its own."""
_LONGEST = 10_000
_LONGEST_WHY = 200


def key_of_command(command: str, profile: str, environ: Mapping[str, str]) -> str:
    """The first line that it prints. It is started without a shell and without a terminal, which the chat may have.

    Raises ConfigurationError.
    """
    try:
        words = shlex.split(command)
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=dict(environ),
            timeout=WITHIN_S,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _no_key(profile, f"had printed none after {WITHIN_S:g} s") from None
    except (OSError, ValueError, IndexError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no command"
        raise _no_key(profile, f"can't be started ({why})") from error
    if done.returncode != 0:
        said = display_safe(done.stderr[:_LONGEST].decode("utf-8", "replace").strip(), keep_newlines=False)
        told = f": {redact(said)[:_LONGEST_WHY]}" if said else ""
        raise _no_key(profile, f"ended with code {done.returncode}{told}")
    lines = done.stdout[:_LONGEST].decode("utf-8", "replace").splitlines()
    if not lines or not (key := lines[0].strip()):
        raise _no_key(profile, "printed nothing")
    return key


def _no_key(profile: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The profile {profile!r} takes its key from its api_key_command, which {why}: try it in a shell."
    )
