"""Races: the endpoints of those that take part, and for the full-screen chat who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from streamtui.cli.compose.places import Places
from streamtui.cli.compose.sessions import Composition
from streamtui.config.flags import Flags
from streamtui.config.profiles import LOCAL
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race_entries import Entry
from streamtui.session.race import Race


def make_race(
    places: Places, entries: Sequence[Flags], messages: Sequence[Mapping[str, Any]], *, runs: int = 1
) -> Race:
    """A race of these, ready to run. Raises StreamtuiError where it is known already that one can't take part."""
    places = places.with_room_for(len(entries))  # if contestants wait for each other, it is none
    return Race(_endpoints(places, entries), messages, places.clock, runs=runs, ratios=places.ratios)


def _endpoints(places: Places, entries: Sequence[Flags]) -> Mapping[str, Endpoint]:
    """An endpoint for each, by the model's name, with the profile's where there are several; numbered where alike."""
    profiles = [places.profile(entry) for entry in entries]
    several = len({profile.name for profile in profiles}) > 1
    endpoints: dict[str, Endpoint] = {}
    for profile in profiles:
        endpoint = places.endpoint(profile)
        name = " · ".join(filter(None, [profile.name if several else "", endpoint.model])) or endpoint.label
        label, number = name, 1
        while label in endpoints:
            number += 1
            label = f"{name} #{number}"
        endpoints[label] = endpoint
    return endpoints


class AppRaces:
    """See core.ports.race_entries.Races."""

    def __init__(self, flags: Flags, composition: Composition) -> None:
        self._flags = flags
        self._composition = composition
        self._places = composition.places

    @property
    def profile(self) -> str:
        """See core.ports.race_entries.Races."""
        return self._composition.profile.name

    def others(self) -> Sequence[Entry]:
        """The profiles of config.toml with the models they name, and the local models that are here."""
        profiles = self._places.configuration.profiles.values()
        named = [Entry(profile.name, profile.model) for profile in profiles if profile.name != self.profile]
        if self.profile == LOCAL:
            return named
        from streamtui.providers.local.weights import models_here

        return [*named, *(Entry(LOCAL, name) for name in models_here(self._places.models_dir))]

    async def models(self) -> Sequence[Entry]:
        """See core.ports.race_entries.Races."""
        return [Entry(self.profile, name) for name in await self._composition.endpoint.models()]

    def start(self, entries: Sequence[Entry], messages: Sequence[Mapping[str, Any]]) -> Race:
        """See core.ports.race_entries.Races."""
        return make_race(self._places, [self._flags_of(entry) for entry in entries], messages)

    def _flags_of(self, entry: Entry) -> Flags:
        """The chat's own profile is chosen as it was for the chat: it may stand in no file."""
        own = self._flags if entry.profile == self.profile else Flags(profile=entry.profile)
        return replace(own, model=entry.model or own.model, trust_env=self._flags.trust_env)
