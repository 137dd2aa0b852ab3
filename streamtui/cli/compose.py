"""Putting the rooms together: from flags, environment and files to an endpoint, and sessions on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from streamtui.cli.clock import SystemClock
from streamtui.config.environment import load_environment
from streamtui.config.file import Configuration, read_configuration
from streamtui.config.paths import config_dir, models_dir
from streamtui.config.profiles import Flags, Profile, choose_profile
from streamtui.config.settings import Limits
from streamtui.core.ports.provider import ChatProvider, Endpoint
from streamtui.core.ports.session import Recorder
from streamtui.core.ports.tools import Toolbox
from streamtui.providers.limits import RequestLimits
from streamtui.session.live import LiveSession
from streamtui.session.tool_round import ApprovalRule, ToolRules


@dataclass(frozen=True, slots=True)
class Composition:
    """One run of the program: what was configured, and the place it talks to."""

    configuration: Configuration
    profile: Profile
    endpoint: Endpoint
    clock: SystemClock

    def session(
        self,
        provider: ChatProvider,
        toolbox: Toolbox | None = None,
        recorder: Recorder | None = None,
        *,
        approve: ApprovalRule | None = None,
    ) -> LiveSession:
        """A new conversation on that provider; `approve` wins over the configuration."""
        tools = self.configuration.settings.tools
        rules = ToolRules(approve or tools.approve, tools.rounds, tools.concurrent)
        return LiveSession(provider, self.endpoint, self.clock, toolbox=toolbox, rules=rules, recorder=recorder)


def compose(flags: Flags) -> Composition:
    """Read what there is and choose the place to talk to. Loads no SDK. Raises ConfigurationError."""
    places = read_places()
    profile = places.profile(flags)
    return Composition(places.configuration, profile, places.endpoint(profile), places.clock)


@dataclass(frozen=True, slots=True)
class Places:
    """All that can be talked to in one run of the program, within the same limits."""

    configuration: Configuration
    clock: SystemClock
    limits: RequestLimits

    def profile(self, flags: Flags) -> Profile:
        """The profile that flags, environment and configuration choose. Raises ConfigurationError."""
        return choose_profile(flags, os.environ, self.configuration.profiles, self.configuration.default_profile)

    def endpoint(self, profile: Profile) -> Endpoint:
        """A new endpoint there. Raises StreamtuiError where it can be known that the place has no such model."""
        return _endpoint(profile, self)


def read_places(change: Callable[[Limits], Limits] = lambda limits: limits) -> Places:
    """Read environment and files; `change` has the last word on the limits. Raises ConfigurationError."""
    load_environment()
    configuration = read_configuration(config_dir(os.environ), os.environ)
    settings = replace(configuration.settings, limits=change(configuration.settings.limits))
    clock = SystemClock()
    return Places(replace(configuration, settings=settings), clock, RequestLimits(settings.limits, clock))


@contextmanager
def recorder_to(path: Path | None, composition: Composition) -> Iterator[Recorder | None]:
    """A recorder that keeps every event in the file at `path` while the block lasts; none without a path."""
    if path is None:
        yield None
        return
    from streamtui.storage.recordings.recording_file import RecordingWriter

    endpoint, profile = composition.endpoint, composition.profile
    url = profile.base_url or endpoint.label
    with RecordingWriter(path, model=endpoint.model, url=url, key=profile.api_key) as recorder:
        yield recorder


def _endpoint(profile: Profile, places: Places) -> Endpoint:
    from streamtui.providers.endpoint import ServerEndpoint, connect

    settings, clock, limits = places.configuration.settings, places.clock, places.limits
    if profile.base_url is not None:
        return ServerEndpoint(
            profile.base_url,
            profile.api_key,
            label=profile.name,
            settings=settings,
            clock=clock,
            limits=limits,
            model=profile.model,
            options=profile.options,
            legacy_functions=profile.legacy_functions,
        )
    from streamtui.providers.local.catalogue import DEFAULT
    from streamtui.providers.local.endpoint import LocalEndpoint
    from streamtui.providers.local.weights import find_model

    models = models_dir(os.environ)
    model = find_model(models, profile.model or DEFAULT.name)
    return LocalEndpoint(
        model, models, partial(connect, settings=settings, clock=clock, limits=limits), profile.options
    )
