"""For the full-screen chat: which models there are, at its own place and at others, and the way to them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from streamtui.cli.compose.choices import KeptChoices
from streamtui.cli.compose.sessions import Composition
from streamtui.config.flags import Api, Flags
from streamtui.config.keys import same_server, shown_url
from streamtui.config.profiles import LOCAL, Profile
from streamtui.config.ready_profiles import HERE, READY, TITLES, has_key
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.faults.server_words import host
from streamtui.core.ports.model_facts import UNKNOWN, ModelFacts
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race_entries import Entry
from streamtui.core.ports.wanted_key import WantedKey
from streamtui.core.words.figures import plural

_MOST_RECENT = 12


class AppPlaces:
    """See core.ports.race_entries.Places."""

    def __init__(self, flags: Flags, composition: Composition, choices: KeptChoices | None = None) -> None:
        """Where the chat begins, and the flags that it was chosen by: it may stand in no file.

        `choices` is where what was chosen is kept, if it is.
        """
        self.places = composition.places
        self._flags = flags
        self._first, self._now = composition, composition
        self._choices = choices
        self._recent = [] if choices is None else [Entry(*names) for names in choices.recent]
        self._found: dict[str, Mapping[str, ModelFacts]] = {}
        """By profile the models of servers that were found."""

    @property
    def profile(self) -> str:
        """See core.ports.race_entries.Entries."""
        return self._now.profile.name

    @property
    def lists_all(self) -> bool:
        """See core.ports.race_entries.Entries. Of local models those that are here are named; others can be fetched."""
        return self._now.profile.base_url is not None

    @property
    def key_from(self) -> str:
        """See core.ports.race_entries.Places."""
        return self._now.profile.key_from

    @property
    def where(self) -> str:
        """See core.ports.race_entries.Places."""
        base_url = self._now.profile.base_url
        return "a model on this machine" if base_url is None else host(base_url)

    def others(self) -> Sequence[Entry]:
        """The profiles of config.toml with the models they name, where the chat began, local models that are here, what
        was found on this machine, and ready profiles whose key is known."""
        return [entry for entry in self._known() if entry.profile != self.profile]

    async def models(self) -> Sequence[Entry]:
        """See core.ports.race_entries.Entries."""
        return [Entry(self.profile, name) for name in await self._now.endpoint.models()]

    @property
    def recent(self) -> Sequence[Entry]:
        """See core.ports.race_entries.Places."""
        there = {self._first.profile.name, LOCAL, *self.places.configuration.profiles, *READY}
        return [entry for entry in self._recent if entry.profile in there]

    def chosen(self, entry: Entry) -> None:
        """See core.ports.race_entries.Places."""
        self._recent = [entry, *(other for other in self._recent if other != entry)][:_MOST_RECENT]
        if self._choices is not None:
            self._choices.keep_recent([(each.profile, each.model) for each in self._recent])

    def wanted_key(self, why: str) -> WantedKey | None:
        """See core.ports.race_entries.Places."""
        profile = self._now.profile
        if profile.base_url is None:
            return None
        told = why or "What is typed here is sent there from now on."
        return WantedKey(profile.name, shown_url(profile.base_url), told, profile.key_from)

    def keyless(self) -> Sequence[Entry]:
        """See core.ports.race_entries.Places."""
        known = {entry.profile for entry in self._known()} | {self.profile}
        wanting = (ready for name, ready in READY.items() if name not in known and name not in HERE)
        return [Entry(ready.name, ready.model, "WANT A KEY") for ready in wanting]

    async def look_around(self) -> None:
        """See core.ports.race_entries.Places. An address that was given, in whatever way, is the one that is meant."""
        if self._first.profile.base_url is not None:
            return
        from streamtui.providers.found_servers import models_at

        ports = {name: port for name, port in HERE.items() if not self._is_configured(READY[name])}
        answers = await asyncio.gather(*(asyncio.to_thread(models_at, port) for port in ports.values()))
        self._found = {name: models for name, models in zip(ports, answers, strict=True) if models}

    @property
    def found(self) -> Sequence[str]:
        """See core.ports.race_entries.Places."""
        return [*(TITLES[name] for name in self._found), *(ready.name for ready in self._keyed())]

    def facts(self, entries: Sequence[Entry]) -> Mapping[Entry, ModelFacts]:
        """See core.ports.race_entries.Places."""
        return {entry: self._facts(entry) for entry in entries if entry.model}

    def is_at(self, profile: str, url: str) -> bool:
        """See core.ports.race_entries.Places. Where it can't be gone to, `move` tells why."""
        try:
            one = self._now.profile if profile == self.profile else self.places.profile(self.flags_of(Entry(profile)))
        except StreamtuiError:
            return True
        return one.is_at(url)

    def move(self, entry: Entry) -> Endpoint:
        """See core.ports.race_entries.Places."""
        profile = self.places.profile(self.flags_of(entry))
        self._now = replace(self._now, profile=profile, endpoint=self.places.endpoint(profile))
        return self._now.endpoint

    def flags_of(self, entry: Entry) -> Flags:
        """What chooses that place and model."""
        own = self._flags if entry.profile == self._first.profile.name else Flags(profile=entry.profile)
        if entry.profile == self.profile:
            own = replace(own, api=cast("Api", self._now.endpoint.api))
        return replace(own, model=entry.model or own.model, trust_env=self._flags.trust_env)

    def _known(self) -> Iterator[Entry]:
        first, profiles = self._first.profile, self.places.configuration.profiles
        if first.name not in profiles and first.name != LOCAL:
            yield Entry(first.name, first.model, "WHERE IT BEGAN")
        yield from (Entry(profile.name, profile.model, "YOUR PROFILES") for profile in profiles.values())
        for name, models in self._found.items():
            yield from (Entry(name, model, f"FOUND HERE: {self._titled(name)}") for model in models)
        if self.profile != LOCAL:
            from streamtui.providers.local.weights import models_here

            yield from (Entry(LOCAL, name, "ON THIS MACHINE") for name in models_here(self.places.models_dir))
        yield from (Entry(ready.name, ready.model, "YOU HAVE A KEY") for ready in self._keyed())

    def _keyed(self) -> Iterator[Profile]:
        """Ready profiles whose key is known, that are no others by another name."""
        for name, ready in READY.items():
            if name not in HERE and has_key(name, self.places.environment) and not self._is_configured(ready):
                yield ready

    def _is_configured(self, ready: Profile) -> bool:
        """A profile of the person's has its name, or is the same server; or the chat began there."""
        own = [self._first.profile, *self.places.configuration.profiles.values()]
        address = (ready.base_url or "").replace("127.0.0.1", "localhost")
        return any(
            one.name == ready.name or same_server((one.base_url or "-").replace("127.0.0.1", "localhost"), address)
            for one in own
        )

    def _titled(self, name: str) -> str:
        return f"{TITLES[name]} · {plural(len(self._found[name]), 'model')}"

    def _facts(self, entry: Entry) -> ModelFacts:
        if entry.profile == self.profile:
            return self._now.endpoint.facts(entry.model)
        if entry.profile in self._found:
            return self._found[entry.profile].get(entry.model, UNKNOWN)
        profile = self.places.configuration.profiles.get(entry.profile) or READY.get(entry.profile)
        if profile is not None and profile.base_url is not None:
            from streamtui.providers.prices import listed_facts

            return listed_facts(entry.model, profile.base_url)
        if entry.profile == LOCAL:
            from streamtui.providers.local.weights import facts_here

            return facts_here(self.places.models_dir, entry.model)
        return UNKNOWN
