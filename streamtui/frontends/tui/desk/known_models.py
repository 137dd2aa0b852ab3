"""What is known of the models that can be asked: at the chat's place once it has been asked, and at others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.model_facts import UNKNOWN, ModelFacts
from streamtui.core.ports.race_entries import Entry, Places

_RECENT, _HERE = "RECENT", "HERE"


class KnownModels:
    """Asks a place for its models once."""

    def __init__(self, places: Places | None) -> None:
        self.places = places
        self.asking = False
        """The place has not answered yet."""
        self.problem = ""
        """Why the place named none, in a sentence."""
        self._lock, self._looking = asyncio.Lock(), asyncio.Lock()
        self._looked = False
        self._asked_at = ""
        self._names: Sequence[str] = ()
        self._facts: Mapping[Entry, ModelFacts] = {}

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

    def entries(self, now: Entry) -> list[Entry]:
        """All that can be chosen, each once: the recent ones first, then those of the chat's place and the one asked
        `now`, then others, and what wants a key."""
        if self.places is None:
            return []
        here = [replace(now, heading=_HERE), *(Entry(now.profile, name, _HERE) for name in self.names or ())]
        known = dict.fromkeys([*here, *self.places.others(), *self.places.keyless()])
        lacking = [one for one in self.places.recent if one.profile == now.profile and self.lacks(one.model)]
        recent = [replace(one, heading=_RECENT) for one in self.places.recent if one not in lacking]
        return list(dict.fromkeys([*recent, *known]))

    def facts(self, entry: Entry) -> ModelFacts:
        """What is known of it by now."""
        return self._facts.get(entry, UNKNOWN)

    async def look_around(self) -> None:
        """Find what is on this machine, once; whoever calls it meanwhile waits for that."""
        async with self._looking:
            if self.places is not None and not self._looked:
                await self.places.look_around()
                self._looked = True

    async def look_up(self, entries: Sequence[Entry]) -> None:
        """Learn what is known of them."""
        if self.places is not None:
            self._facts = await asyncio.to_thread(self.places.facts, entries)

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
        try:
            models = await places.models()
        except StreamtuiError as error:
            self._names, self.problem = (), error.fault.message
        else:
            self._names = [entry.model for entry in models]
            self.problem = "" if models else f"{profile} names no models."
        finally:
            self.asking, self._asked_at = False, profile
