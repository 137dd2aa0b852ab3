"""What servers have said of where their models are: in the Responses API alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from streamtui.core.faults.bugs import survived

Found: TypeAlias = tuple[str, str]
"""The server's address without what may be secret, and the model; an empty one stands for all of them."""


def _keep_nothing(_: Found, __: bool) -> None: ...


class KnownApis:
    """Shared by all providers of a run; what changes is told to who keeps it."""

    def __init__(self, found: Iterable[Found] = (), keep: Callable[[Found, bool], None] = _keep_nothing) -> None:
        """`keep` hears, in a thread, of what is known from now on, and of what is not any more."""
        self._found = set(found)
        self._keep = keep

    def has(self, server: str, model: str) -> bool:
        """That model is served there in the Responses API alone, as far as is known."""
        return not self._found.isdisjoint({(server, ""), (server, model)})

    def learn(self, found: Found) -> None:
        """The server has answered there."""
        if found not in self._found:
            self._found.add(found)
            with survived("what is known of a server"):
                self._keep(found, True)

    def forget(self, server: str, model: str) -> None:
        """It is not so any more."""
        for found in {(server, ""), (server, model)} & self._found:
            self._found.remove(found)
            with survived("what is known of a server"):
                self._keep(found, False)
