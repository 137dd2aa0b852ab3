"""The endpoints of those that race, each under a name of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from streamtui.cli.compose import Places, read_places
from streamtui.config.profiles import Flags
from streamtui.config.settings import Limits
from streamtui.core.ports.provider import Endpoint


def places_for(contestants: int) -> Places:
    """What there is to talk to, within limits that let so many stream at once. Raises ConfigurationError."""
    return read_places(partial(_room_for, contestants))


def endpoints_of(places: Places, entries: Sequence[Flags]) -> Mapping[str, Endpoint]:
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


def _room_for(contestants: int, limits: Limits) -> Limits:
    """A race whose contestants wait for each other would be none."""
    return replace(limits, concurrent_streams=max(limits.concurrent_streams, contestants))
