"""What is known of the models that can be asked: at the chat's place once it has been asked, and at others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.race_entries import Entry, Places


class KnownModels:
    """Asks a place for its models once."""

    def __init__(self, places: Places | None) -> None:
        self.places = places
        self.asking = False
        """The place has not answered yet."""
        self.problem = ""
        """Why the place named none, in a sentence."""
        self._lock = asyncio.Lock()
        self._asked_at = ""
        self._names: Sequence[str] = ()
        self._others: Sequence[Entry] = ()

    @property
    def names(self) -> Sequence[str] | None:
        """The models of the chat's place; `None` where they are not known."""
        known = self.places is not None and self._asked_at == self.places.profile and self._names
        return self._names if known else None

    @property
    def wanted(self) -> bool:
        """The place can be asked, and has not answered."""
        return self.places is not None and self._asked_at != self.places.profile

    def want_again(self) -> None:
        """Where the place named none, it may be asked once more."""
        if self.problem:
            self._asked_at = ""

    @property
    def note(self) -> str:
        """What is waited for, or went wrong."""
        if self.places is None:
            return ""
        return f"asking {self.places.profile} for its models …" if self.wanted else self.problem

    def entries(self) -> list[Entry]:
        """All that are known, those of the chat's place first."""
        if self.places is None:
            return []
        return [*(Entry(self.places.profile, name) for name in self.names or ()), *self._others]

    def lacks(self, name: str) -> bool:
        """The place is known not to have that model."""
        return self.names is not None and name not in self.names and self.places is not None and self.places.lists_all

    async def ask(self) -> None:
        """Ask the place, unless that was done. What went wrong is a sentence then."""
        async with self._lock:
            if self.places is not None and self.wanted:
                await self._ask(self.places)

    async def _ask(self, places: Places) -> None:
        self.asking, self.problem, profile = True, "", places.profile
        self._others = places.others()
        try:
            models = await places.models()
        except StreamtuiError as error:
            self._names, self.problem = (), error.fault.message
        else:
            self._names = [entry.model for entry in models]
            self.problem = "" if models else f"{profile} names no models."
        finally:
            self.asking, self._asked_at = False, profile
