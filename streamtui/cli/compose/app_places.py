"""For the full-screen chat: which models there are, at its own place and at others, and the way to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from streamtui.cli.compose.sessions import Composition
from streamtui.config.flags import Flags
from streamtui.config.profiles import LOCAL
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race_entries import Entry


class AppPlaces:
    """See core.ports.race_entries.Places."""

    def __init__(self, flags: Flags, composition: Composition) -> None:
        """Where the chat begins, and the flags that it was chosen by: it may stand in no file."""
        self.places = composition.places
        self._flags = flags
        self._first, self._now = composition, composition

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

    def others(self) -> Sequence[Entry]:
        """The profiles of config.toml with the models they name, where the chat began, local models that are here."""
        return [entry for entry in self._known() if entry.profile != self.profile]

    async def models(self) -> Sequence[Entry]:
        """See core.ports.race_entries.Entries."""
        return [Entry(self.profile, name) for name in await self._now.endpoint.models()]

    def move(self, entry: Entry) -> Endpoint:
        """See core.ports.race_entries.Places."""
        profile = self.places.profile(self.flags_of(entry))
        self._now = replace(self._now, profile=profile, endpoint=self.places.endpoint(profile))
        return self._now.endpoint

    def flags_of(self, entry: Entry) -> Flags:
        """What chooses that place and model."""
        own = self._flags if entry.profile == self._first.profile.name else Flags(profile=entry.profile)
        return replace(own, model=entry.model or own.model, trust_env=self._flags.trust_env)

    def _known(self) -> Iterator[Entry]:
        first, profiles = self._first.profile, self.places.configuration.profiles
        if first.name not in profiles and first.name != LOCAL:
            yield Entry(first.name, first.model)
        yield from (Entry(profile.name, profile.model) for profile in profiles.values())
        if self.profile != LOCAL:
            from streamtui.providers.local.weights import models_here

            yield from (Entry(LOCAL, name) for name in models_here(self.places.models_dir))
