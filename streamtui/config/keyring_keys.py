"""Keys in the system's keyring, by the extra `keyring`.

What stands behind it may ask the person, or never answer: a desktop's service over a bus that nobody listens on. So it
is waited for in a thread, and no longer than a person takes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from queue import Empty, Queue
from threading import Thread
from typing import TypeVar

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.display_safe import display_safe

SERVICE = "streamtui"
WITHIN_S = 30.0
_LONGEST_WHY = 200
_INSTALL = "install it (pip install 'streamtui[keyring]')"
T = TypeVar("T")


def has_keyring() -> bool:
    """The extra is installed. Whether a keyring is behind it shows when it is asked."""
    return find_spec("keyring") is not None


def keyring_key(name: str) -> str:
    """What the keyring has under that name; nothing where it has none. Raises ConfigurationError."""

    def read() -> str:
        import keyring

        return keyring.get_password(SERVICE, name) or ""

    return _asked(read, f"The key {name!r} can't be had of the keyring")


def keep_in_keyring(name: str, key: str) -> None:
    """Keep it there under that name. Raises ConfigurationError."""

    def write() -> None:
        import keyring

        keyring.set_password(SERVICE, name, key)

    _asked(write, "The key can't be kept in the keyring")


def _asked(ask: Callable[[], T], failed: str) -> T:
    if not has_keyring():
        raise ConfigurationError(f"{failed}: the extra is not there; {_INSTALL}.")
    answers: Queue[T | Exception] = Queue()

    def run() -> None:
        try:
            answers.put(ask())
        except Exception as error:  # what stands behind it is others' code
            answers.put(error)

    Thread(target=run, daemon=True).start()  # one that hangs is left, and ends with the program
    try:
        answer = answers.get(timeout=WITHIN_S)
    except Empty:
        raise ConfigurationError(f"{failed}: it did not answer within {WITHIN_S:g} s.") from None
    if isinstance(answer, Exception):
        why = display_safe(str(answer), keep_newlines=False).partition(". ")[0].rstrip(".")[:_LONGEST_WHY]
        raise ConfigurationError(f"{failed}: {why or type(answer).__name__}.") from answer
    return answer
