"""Races: the endpoints of those that take part, and for the full-screen chat who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from streamtui.cli.compose.app_places import AppPlaces
from streamtui.cli.compose.places import Places
from streamtui.config.flags import Flags
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race_entries import Entry
from streamtui.core.ports.session import Recorder
from streamtui.session.race import Race


def make_race(
    places: Places,
    entries: Sequence[Flags],
    messages: Sequence[Mapping[str, Any]],
    *,
    parameters: Mapping[str, Any] | None = None,
    runs: int = 1,
    recording: Callable[[Sequence[str]], Sequence[Recorder]] = lambda _: (),
    keepers: Sequence[Recorder] = (),
) -> Race:
    """A race of these, ready to run. Raises StreamtuiError where it is known already that one can't take part.

    `recording` gives a recorder for each contestant, by their names.
    """
    places = places.with_room_for(len(entries))  # if contestants wait for each other, it is none
    endpoints = _endpoints(places, entries)
    recorders = recording(list(endpoints))
    return Race(
        endpoints,
        messages,
        places.clock,
        parameters=parameters,
        runs=runs,
        ratios=places.ratios,
        recorders=recorders,
        keepers=keepers,
    )


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


class AppRaces(AppPlaces):
    """See core.ports.race_entries.Races."""

    def start(
        self, entries: Sequence[Entry], messages: Sequence[Mapping[str, Any]], parameters: Mapping[str, Any]
    ) -> Race:
        """See core.ports.race_entries.Races."""
        return make_race(self.places, [self.flags_of(entry) for entry in entries], messages, parameters=parameters)
