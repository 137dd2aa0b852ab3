"""All that can be talked to, out of environment and files, which are read once in a run of the program."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from streamtui.cli.clock import SystemClock
from streamtui.cli.compose.log import keep_log
from streamtui.config.children import child_environment
from streamtui.config.environment import load_environment
from streamtui.config.file import Configuration, read_configuration
from streamtui.config.flags import Flags
from streamtui.config.paths import config_dir, models_dir
from streamtui.config.profiles import Profile, choose_profile
from streamtui.config.secrets import known_secrets
from streamtui.config.settings import Limits
from streamtui.core.faults.server_words import passwords
from streamtui.core.text.secrets import Secrets
from streamtui.providers.limits import RequestLimits

if TYPE_CHECKING:
    from streamtui.core.ports.provider import Endpoint


@dataclass(frozen=True, slots=True)
class Places:
    """What was configured. Every endpoint keeps within the same limits."""

    environ: Mapping[str, str]
    configuration: Configuration
    clock: SystemClock
    limits: RequestLimits

    @property
    def models_dir(self) -> Path:
        """The folder of the local models' weights."""
        return models_dir(self.environ)

    @property
    def child_environ(self) -> Mapping[str, str]:
        """What programs that are started get to know: no keys."""
        named = [profile.api_key_env for profile in self.configuration.profiles.values()]
        return child_environment(self.environ, named)

    @property
    def secrets(self) -> Secrets:
        """Every key that is known, to be hidden wherever something is shown or kept."""
        return known_secrets(self.environ, self.configuration)

    def profile(self, flags: Flags) -> Profile:
        """The profile that flags, environment and configuration choose. Raises ConfigurationError."""
        return choose_profile(flags, self.environ, self.configuration.profiles, self.configuration.default_profile)

    def endpoint(self, profile: Profile) -> Endpoint:
        """A new endpoint there. Loads no SDK.

        Raises StreamtuiError where it can be known that the place has no such model.
        """
        from streamtui.providers.endpoint import ServerEndpoint, connect

        keep_log(self.environ, self.secrets | Secrets(profile.api_key, *passwords(profile.base_url or "")))
        settings, clock, limits = self.configuration.settings, self.clock, self.limits
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
                secrets=self.secrets,
            )
        from streamtui.providers.local.catalogue import DEFAULT
        from streamtui.providers.local.endpoint import LocalEndpoint
        from streamtui.providers.local.weights import find_model

        model = find_model(self.models_dir, profile.model or DEFAULT.name)
        return LocalEndpoint(
            model,
            self.models_dir,
            partial(connect, settings=settings, clock=clock, limits=limits, secrets=self.secrets),
            self.child_environ,
            profile.options,
        )

    def with_room_for(self, streams: int) -> Places:
        """The same, where so many streams may be open at once at least; the minute's requests count for both."""
        return Places(self.environ, self.configuration, self.clock, self.limits.room_for(streams))


def read_places(change: Callable[[Limits], Limits] = lambda limits: limits) -> Places:
    """Read environment and files; `change` has the last word on the limits. Raises ConfigurationError."""
    load_environment()
    configuration = read_configuration(config_dir(os.environ), os.environ)
    settings = replace(configuration.settings, limits=change(configuration.settings.limits))
    clock = SystemClock()
    return Places(os.environ, replace(configuration, settings=settings), clock, RequestLimits(settings.limits, clock))
