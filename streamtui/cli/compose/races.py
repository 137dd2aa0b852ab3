"""Races: the endpoints of those that take part, and for the full-screen chat who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from streamtui.cli.compose.app_places import AppPlaces
from streamtui.cli.compose.places import Places
from streamtui.config.flags import Flags
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race_entries import Entry
from streamtui.core.ports.session import Recorder
from streamtui.session.race import Race


def endpoints_of(places: Places, entries: Sequence[Flags]) -> Mapping[str, Endpoint]:
    """An endpoint for each, by the model's name, with the profile's where there are several; numbered where alike.

    Raises StreamtuiError where it is known already that one can't take part.
    """
    places = places.with_room_for(len(entries))  # if contestants wait for each other, it is none
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
        self,
        entries: Sequence[Entry],
        messages: Sequence[Mapping[str, Any]],
        parameters: Mapping[str, Any],
        recorders: Sequence[Recorder] = (),
    ) -> Race:
        """See core.ports.race_entries.Races."""
        places = self.places
        endpoints = endpoints_of(places, [self.flags_of(entry) for entry in entries])
        telling = [*filter(None, (places.otel.recorder() for _ in endpoints))]
        return Race(
            endpoints,
            messages,
            places.clock,
            parameters=parameters,
            ratios=places.ratios,
            recorders=zip(*filter(None, (recorders, telling)), strict=True),
        )
