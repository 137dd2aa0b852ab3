"""The system's keyring, as the extra sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import keyring
from keyring.backend import KeyringBackend


class FakeKeyring(KeyringBackend):
    """Has what was put there."""

    priority = 1

    def __init__(self, failure: Exception | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.answers = Event()
        self.answers.set()
        self._failure = failure

    def get_password(self, service: str, username: str) -> str | None:
        if self._failure is not None:
            raise self._failure
        self.answers.wait()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@contextmanager
def keyring_of(ring: FakeKeyring) -> Iterator[FakeKeyring]:
    """It is the system's while the block lasts."""
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        yield ring
    finally:
        keyring.set_keyring(before)
