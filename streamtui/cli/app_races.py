"""Races for the full-screen chat: who may take part, and the race of those that were chosen."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from streamtui.cli.compose import Composition
from streamtui.cli.contestants import endpoints_of, places_for
from streamtui.config.paths import models_dir
from streamtui.config.profiles import LOCAL, Flags
from streamtui.core.ports.race_entries import Entry
from streamtui.session.race import Race


class AppRaces:
    """See core.race_entries.Races."""

    def __init__(self, flags: Flags, composition: Composition) -> None:
        self._flags = flags
        self._composition = composition

    @property
    def place(self) -> str:
        """See core.race_entries.Races."""
        return self._composition.profile.name

    def others(self) -> Sequence[Entry]:
        """The profiles of config.toml with the models they name, and the local models that are here."""
        profiles = self._composition.configuration.profiles.values()
        named = [Entry(profile.name, profile.model) for profile in profiles if profile.name != self.place]
        return [*named, *(_local_models() if self.place != LOCAL else ())]

    async def models(self) -> Sequence[Entry]:
        """See core.race_entries.Races."""
        profile = self._composition.profile
        if profile.base_url is None:
            return _local_models()
        from streamtui.providers.endpoint import connect
        from streamtui.providers.limits import RequestLimits

        settings, clock = self._composition.configuration.settings, self._composition.clock
        limits = RequestLimits(settings.limits, clock)
        provider = await connect(profile.base_url, profile.api_key, settings=settings, clock=clock, limits=limits)
        try:
            return [Entry(profile.name, name) for name in await provider.models()]
        finally:
            await provider.close()

    def start(self, entries: Sequence[Entry], messages: Sequence[Mapping[str, Any]]) -> Race:
        """See core.race_entries.Races."""
        places = places_for(len(entries))
        return Race(endpoints_of(places, [self._flags_of(entry) for entry in entries]), messages, places.clock)

    def _flags_of(self, entry: Entry) -> Flags:
        """The chat's own place is chosen as it was for the chat: it may be in no profile."""
        flags = self._flags if entry.place == self.place else Flags(profile=entry.place)
        return replace(flags, model=entry.model or flags.model)


def _local_models() -> Sequence[Entry]:
    """Those whose weights are here."""
    from streamtui.providers.local.weights import WeightsState, known_models, weights_state

    models = models_dir(os.environ)
    return [
        Entry(LOCAL, model.name) for model in known_models(models) if weights_state(models, model) is WeightsState.HERE
    ]
