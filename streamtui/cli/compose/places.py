"""All that can be talked to, out of environment and files, which are read once in a run of the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from streamtui.cli.clock import SystemClock
from streamtui.cli.compose.answers import KeyAnswers
from streamtui.cli.compose.current import CurrentConfiguration
from streamtui.cli.compose.kept_keys import KeptKeys
from streamtui.cli.compose.known_apis import kept_apis
from streamtui.cli.compose.log import keep_log
from streamtui.cli.compose.otel import OtelDoor
from streamtui.cli.compose.token_ratios import kept_ratios
from streamtui.config.children import child_environment
from streamtui.config.environment import Environment, read_environment, working_folder
from streamtui.config.file import Configuration, read_configuration
from streamtui.config.flags import Flags
from streamtui.config.key_places import KeyPlaces
from streamtui.config.paths import config_dir, data_dir, models_dir
from streamtui.config.profile_choice import choose_profile
from streamtui.config.profiles import LOCAL, OwnLimits, Profile
from streamtui.config.secrets import known_secrets
from streamtui.config.settings import Limits
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.faults.server_words import passwords
from streamtui.core.ports.key_question import KeyQuestion
from streamtui.core.text.secrets import Secrets
from streamtui.frontends.headless.complaint import complaint
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.known_apis import KnownApis
from streamtui.providers.limits import RequestLimits

if TYPE_CHECKING:
    from streamtui.core.ports.provider import Endpoint


@dataclass(frozen=True, slots=True)
class Places:
    """What was configured. Every endpoint keeps within the same limits."""

    environ: Mapping[str, str]
    """The shell's variables, by which all goes but who is talked to."""
    environment: Environment
    """Those, and what a file adds to them: by it goes who is talked to."""
    answers: KeyAnswers
    folder: Path
    """Where the person is."""
    current: CurrentConfiguration
    """What was configured, as it holds now."""
    clock: SystemClock
    limits: RequestLimits
    ratios: TokenRatios
    """What is known of the tokens of each model, for all conversations."""
    apis: KnownApis
    """What is known of where servers have their models."""
    otel: OtelDoor
    key_places: KeyPlaces
    change_limits: Callable[[Limits], Limits]
    """What the command line says of limits, whoever set them."""
    own_limits: MutableMapping[str, RequestLimits] = field(default_factory=dict)
    """Those of profiles that have their own."""

    @property
    def configuration(self) -> Configuration:
        """What holds now."""
        return self.current.configuration

    @property
    def models_dir(self) -> Path:
        """The folder of the local models' weights."""
        return models_dir(self.environ)

    @property
    def child_environ(self) -> Mapping[str, str]:
        """What programs that are started get to know: no keys."""
        return child_environment(self.environ, self.configuration.key_variables)

    @property
    def secrets(self) -> Secrets:
        """Every key that is known, to be hidden wherever something is shown or kept."""
        return known_secrets(self.environment, self.configuration, self.key_places.known)

    def profile(self, flags: Flags) -> Profile:
        """The profile that flags, environment and configuration choose.

        Raises ConfigurationError, and KeyQuestionError where the person is to be asked.
        """
        configuration = self.configuration
        answers = _yes if flags.trust_env else self.answers
        return choose_profile(
            flags,
            self.environment,
            configuration.profiles,
            configuration.default_profile,
            answers,
            self.key_places,
        )

    def limits_of(self, profile: Profile) -> RequestLimits:
        """Those that requests to it keep within."""
        if profile.limits == OwnLimits():
            return self.limits
        if profile.name not in self.own_limits:
            own = self.change_limits(profile.limits.over(self.configuration.settings.limits))
            self.own_limits[profile.name] = self.limits.apart(own)
        return self.own_limits[profile.name]

    def endpoint(self, profile: Profile) -> Endpoint:
        """A new endpoint there. Loads no SDK.

        Raises StreamtuiError where it can be known that the place has no such model.
        """
        from streamtui.providers.endpoint import ServerEndpoint, connect

        keep_log(self.environ, self.secrets | Secrets(profile.api_key, *passwords(profile.base_url or "")))
        settings, clock, limits = self.current, self.clock, self.limits_of(profile)
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
                choice=ApiChoice(
                    profile.api,
                    keeps=profile.state == "server",
                    background=profile.background,
                    legacy_functions=profile.legacy_functions,
                    known=self.apis,
                ),
                secrets=self.secrets,
                headers=profile.headers,
                extra_body=profile.extra_body,
            )
        from streamtui.providers.local.catalogue import DEFAULT
        from streamtui.providers.local.endpoint import LocalEndpoint
        from streamtui.providers.local.weights import find_model

        choice = ApiChoice(profile.api)
        model = find_model(self.models_dir, profile.model or DEFAULT.name)
        return LocalEndpoint(
            model,
            self.models_dir,
            partial(
                connect,
                settings=settings,
                clock=clock,
                limits=limits,
                place=LOCAL,
                choice=choice,
                secrets=self.secrets,
            ),
            self.child_environ,
            profile.options,
            choice=choice,
        )

    def with_room_for(self, streams: int) -> Places:
        """The same, where so many streams may be open at once at least; the minute's requests count for both."""
        own = {name: limits.room_for(streams) for name, limits in self.own_limits.items()}
        return replace(self, limits=self.limits.room_for(streams), own_limits=own)


def read_places(
    change: Callable[[Limits], Limits] = lambda limits: limits,
    say: Callable[[str], object] | None = None,
    *,
    no_store: bool = False,
) -> Places:
    """Read environment and files; `change` has the last word on the limits. Raises ConfigurationError.

    `say` hears what was left out, in sentences; without it they go to stderr. `no_store`: nothing is kept of whom is
    talked to, nor of how they count.
    """
    folder = working_folder()
    configuration = read_configuration(config_dir(os.environ), os.environ)
    environment = read_environment(os.environ, configuration.key_variables, folder)
    if environment.remark:
        (say or _write)(environment.remark)
    limits = change(configuration.settings.limits)
    data = data_dir(os.environ)
    clock, keeps = SystemClock(), configuration.settings.store.keep and not no_store
    return Places(
        os.environ,
        environment,
        KeyAnswers(data),
        folder,
        CurrentConfiguration(configuration.with_limits(limits)),
        clock,
        RequestLimits(limits, clock),
        kept_ratios(data, keeps=keeps),
        kept_apis(data, keeps=keeps),
        OtelDoor(configuration.settings.otel, clock),
        KeyPlaces(child_environment(os.environ, configuration.key_variables), KeptKeys(data).names),
        change,
    )


def _write(remark: str) -> None:
    print(complaint(remark), file=sys.stderr)


def _yes(_: KeyQuestion) -> bool:
    return True
