"""Profiles, and which of them the program talks to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from msgspec import Struct
from msgspec.structs import replace

from streamtui.config.environment import OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL, Environment, Source
from streamtui.config.flags import APIS, Api, Flags
from streamtui.config.keys import NO_KEY, OPENAI_URL, Answers, Key, allowed_key, host_of, openai_key, unanswered
from streamtui.config.tables import read_table
from streamtui.core.faults.faults import ConfigurationError

LOCAL = "local"
API = "STREAMTUI_API"
OPENAI_DEFAULT_MODEL = "gpt-4.1-mini"


class Profile(Struct, frozen=True):
    """A named place to talk to."""

    name: str
    base_url: str | None = OPENAI_URL
    """`None`: the model on this machine."""
    api_key: str = ""
    api_key_env: str = ""
    """The environment variable that holds the key."""
    key_from: str = ""
    """Where the key stands, for the person; nothing where none is sent."""
    model: str = ""
    """Empty: the place's default; a server is asked which models it has."""
    options: Mapping[str, Any] = {}
    """More parameters of every request: temperature, max_tokens, ..."""
    api: Api = "chat"
    """What is spoken there; auto: chat, unless the server says that it is the other one."""
    state: Literal["client", "server"] = "client"
    """Who keeps the conversation where `api` is responses: each request is whole, or goes on from the last reply."""
    background: bool = False
    """A response goes on at the server where the connection breaks, and is read on; where `api` is responses."""
    legacy_functions: bool = False
    """The server knows `functions` and `function_call` only, as OpenAI's did before `tools`."""

    def __repr__(self) -> str:
        """Without the key."""
        return f"Profile({self.name!r}, {self.base_url!r}, model={self.model!r})"


def choose_profile(
    flags: Flags,
    environment: Environment,
    profiles: Mapping[str, Profile],
    default: str | None = None,
    answers: Answers = unanswered,
) -> Profile:
    """The first that is there: flags, the OPENAI_ variables, the configuration, the local model.

    The result is ready to use: its key is filled in, its URL checked. Raises ConfigurationError, and KeyQuestionError
    where the key is not that server's own and `answers` don't say whether it may go there.
    """
    profile, url_from = _place(flags, environment, profiles, default)
    own_url = profile.base_url
    if flags.base_url is not None:
        profile, url_from = replace(profile, base_url=flags.base_url), "--base-url"
    if flags.model is not None:
        profile = replace(profile, model=flags.model)
    if api := flags.api or environment.get(API):
        if api not in APIS:
            raise ConfigurationError(f"{API} is {api!r}: it is one of {', '.join(APIS)}.")
        profile = replace(profile, api=cast("Api", api))
    if profile.base_url is None:
        return profile
    host_of(profile.base_url)
    key = _key(profile, own_url or profile.base_url, environment)
    allowed = key and allowed_key(key, profile.base_url, url_from, answers)
    if not allowed and _is_openai(profile):
        raise ConfigurationError(
            f"OpenAI needs a key: set {OPENAI_API_KEY} in the environment or in a .env file, "
            f"or use the model on this machine with --profile {LOCAL}."
        )
    key_from = f"{key.name} in {key.source}" if key and allowed and allowed != NO_KEY else ""
    profile = replace(profile, api_key=allowed or NO_KEY, key_from=key_from)
    if not profile.model and _is_openai(profile):
        profile = replace(profile, model=OPENAI_DEFAULT_MODEL)
    return profile


def choose_place(
    flags: Flags, environment: Environment, profiles: Mapping[str, Profile], default: str | None = None
) -> Profile:
    """The same for programs that bring a key of their own; OpenAI, where nothing says another place.

    The result has no key. Raises ConfigurationError.
    """
    profile, _ = _place(flags, environment, profiles, default)
    if flags.base_url is not None:
        profile = replace(profile, base_url=flags.base_url)
    elif profile.base_url is None and flags.profile is None and default is None:
        profile = Profile("openai")
    if profile.base_url is not None:
        host_of(profile.base_url)
    return replace(profile, api_key="")


def profiles_from(tables: Mapping[str, Any]) -> dict[str, Profile]:
    """The `[profiles.NAME]` tables of the configuration file. Raises ConfigurationError."""
    return {
        name: read_table(Profile, table, f"profiles.{name}", quotes=False, name=name, key_from="")
        for name, table in tables.items()
    }


def _place(
    flags: Flags, environment: Environment, profiles: Mapping[str, Profile], default: str | None
) -> tuple[Profile, str | Source]:
    """The profile, and who says where its server is."""
    if flags.profile is not None:
        return _named(flags.profile, profiles)
    source = environment.source_of(OPENAI_BASE_URL)
    base_url = flags.base_url or (source.get(OPENAI_BASE_URL) if source is not None else "")
    if base_url or environment.get(OPENAI_API_KEY):
        host = host_of(base_url or OPENAI_URL)
        name = "openai" if host == host_of(OPENAI_URL) else host
        return Profile(name, base_url or OPENAI_URL, model=environment.get(OPENAI_MODEL)), source or ""
    if default is not None or profiles:
        return _named(default or next(iter(profiles)), profiles)
    return _named(LOCAL, profiles)


def _named(name: str, profiles: Mapping[str, Profile]) -> tuple[Profile, str]:
    if name in profiles:
        return profiles[name], _told(name)
    if name == LOCAL:
        return Profile(LOCAL, None), ""
    raise ConfigurationError(f"There is no profile {name!r}: known are {', '.join([*profiles, LOCAL])} (config.toml).")


def _key(profile: Profile, own_url: str, environment: Environment) -> Key | None:
    """The profile's own key, which belongs to its own URL; else OpenAI's."""
    if profile.api_key:
        return Key(profile.api_key, "api_key", _told(profile.name), own_url)
    name = profile.api_key_env
    if not name:
        return openai_key(profile.base_url or own_url, environment)
    if (source := environment.source_of(name)) is None:
        raise ConfigurationError(
            f"The profile {profile.name!r} takes its key from {name}, which is not set: "
            f"set it in the environment or in a .env file."
        )
    return Key(source.get(name), name, source, own_url)


def _told(profile: str) -> str:
    return f"the profile {profile!r} of config.toml"


def _is_openai(profile: Profile) -> bool:
    return profile.base_url is not None and profile.base_url.rstrip("/") == OPENAI_URL
