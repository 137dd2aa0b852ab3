"""Profiles, and which of them the program talks to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from streamtui.config.flags import Flags
from streamtui.config.tables import read_table
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.faults.server_words import safe_url

LOCAL = "local"
OPENAI_URL = "https://api.openai.com/v1"
OPENAI_DEFAULT_MODEL = "gpt-4.1-mini"
NO_KEY = "none"
"""What servers without keys are sent, as the SDK insists on a key."""


class Profile(Struct, frozen=True):
    """A named place to talk to."""

    name: str
    base_url: str | None = OPENAI_URL
    """`None`: the model on this machine."""
    api_key: str = ""
    api_key_env: str = ""
    """The environment variable that holds the key."""
    model: str = ""
    """Empty: the place's default; a server is asked which models it has."""
    options: Mapping[str, Any] = {}
    """More parameters of every request: temperature, max_tokens, ..."""
    legacy_functions: bool = False
    """The server knows `functions` and `function_call` only, as OpenAI's did before `tools`."""

    def __repr__(self) -> str:
        """Without the key."""
        return f"Profile({self.name!r}, {self.base_url!r}, model={self.model!r})"


def choose_profile(
    flags: Flags, environ: Mapping[str, str], profiles: Mapping[str, Profile], default: str | None = None
) -> Profile:
    """The first that is there: flags, the OPENAI_ variables, the configuration, the local model.

    The result is ready to use: its key is filled in, its URL checked. Raises ConfigurationError.
    """
    profile = _place(flags, environ, profiles, default)
    if flags.base_url is not None:
        profile = replace(profile, base_url=flags.base_url)
    if flags.model is not None:
        profile = replace(profile, model=flags.model)
    if profile.base_url is None:
        return profile
    _host(profile.base_url)
    profile = replace(profile, api_key=_key(profile, environ))
    if not profile.model and _is_openai(profile):
        profile = replace(profile, model=OPENAI_DEFAULT_MODEL)
    return profile


def profiles_from(tables: Mapping[str, Any]) -> dict[str, Profile]:
    """The `[profiles.NAME]` tables of the configuration file. Raises ConfigurationError."""
    return {
        name: read_table(Profile, table, f"profiles.{name}", quotes=False, name=name) for name, table in tables.items()
    }


def _place(flags: Flags, environ: Mapping[str, str], profiles: Mapping[str, Profile], default: str | None) -> Profile:
    if flags.profile is not None:
        return _named(flags.profile, profiles)
    base_url = flags.base_url or environ.get("OPENAI_BASE_URL")
    if base_url or environ.get("OPENAI_API_KEY"):
        host = _host(base_url or OPENAI_URL)
        return Profile(
            "openai" if host == _host(OPENAI_URL) else host,
            base_url or OPENAI_URL,
            model=environ.get("OPENAI_MODEL", ""),
        )
    if default is not None or profiles:
        return _named(default or next(iter(profiles)), profiles)
    return Profile(LOCAL, None)


def _named(name: str, profiles: Mapping[str, Profile]) -> Profile:
    if name in profiles:
        return profiles[name]
    if name == LOCAL:
        return Profile(LOCAL, None)
    raise ConfigurationError(f"There is no profile {name!r}: known are {', '.join([*profiles, LOCAL])} (config.toml).")


def _key(profile: Profile, environ: Mapping[str, str]) -> str:
    if profile.api_key:
        return profile.api_key
    if profile.api_key_env:
        if key := environ.get(profile.api_key_env):
            return key
        raise ConfigurationError(
            f"The profile {profile.name!r} takes its key from {profile.api_key_env}, which is not set: "
            f"set it in the environment or in a .env file."
        )
    if key := environ.get("OPENAI_API_KEY"):
        return key
    if _is_openai(profile):
        raise ConfigurationError(
            "OpenAI needs a key: set OPENAI_API_KEY in the environment or in a .env file, "
            f"or use the model on this machine with --profile {LOCAL}."
        )
    return NO_KEY


def _is_openai(profile: Profile) -> bool:
    return profile.base_url is not None and profile.base_url.rstrip("/") == OPENAI_URL


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts.hostname
    except ValueError:  # a port or an address that is none
        pass
    raise ConfigurationError(f"The base URL {safe_url(url)!r} can't be used: write it like http://127.0.0.1:8080/v1.")
