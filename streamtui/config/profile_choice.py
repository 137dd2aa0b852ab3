"""Which of the profiles the program talks to, ready to be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from msgspec.structs import replace

from streamtui.config.environment import OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL, Environment, Source
from streamtui.config.flags import APIS, Api, Flags
from streamtui.config.key_places import KeyPlaces
from streamtui.config.keyring_keys import SERVICE
from streamtui.config.keys import (
    NO_KEY,
    OPENAI_URL,
    Answers,
    Key,
    allowed_key,
    host_of,
    openai_key,
    same_server,
    shown_url,
    unanswered,
)
from streamtui.config.profiles import LOCAL, Profile, told_profile
from streamtui.config.ready_profiles import READY, ready_profile
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.wanted_key import WantedKey, WantedKeyError
from streamtui.core.text.nearest import perhaps

API = "STREAMTUI_API"
OPENAI_DEFAULT_MODEL = "gpt-4.1-mini"


def choose_profile(
    flags: Flags,
    environment: Environment,
    profiles: Mapping[str, Profile],
    default: str | None = None,
    answers: Answers = unanswered,
    key_places: KeyPlaces | None = None,
) -> Profile:
    """The first that is there: flags, the OPENAI_ variables, the configuration, the local model.

    The result is ready to use: its key is filled in, its URL checked. Raises ConfigurationError, WantedKeyError where
    there is no key and one is needed, and KeyQuestionError where the key is not that server's own and `answers` don't
    say whether it may go there.
    """
    profile, url_from = _place(flags, environment, profiles, default)
    own_url = profile.base_url
    if flags.base_url is not None:
        profile, url_from = _moved(profile, flags), "--base-url"
    if flags.model is not None:
        profile = replace(profile, model=flags.model)
    if api := flags.api or environment.get(API):
        if api not in APIS:
            raise ConfigurationError(f"{API} is {api!r}: it is one of {', '.join(APIS)}.")
        profile = replace(profile, api=cast("Api", api))
    if profile.base_url is None:
        return profile
    host_of(profile.base_url)
    key = _key(profile, own_url or profile.base_url, environment, key_places or KeyPlaces())
    allowed = key and allowed_key(key, profile.base_url, url_from, answers)
    if not allowed and _is_openai(profile):
        raise _wanted(
            profile,
            f"OpenAI needs a key: set {OPENAI_API_KEY} in the environment or in a .env file, "
            f"or use the model on this machine with --profile {LOCAL}.",
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
        profile = _moved(profile, flags)
    elif profile.base_url is None and flags.profile is None and default is None:
        profile = Profile("openai")
    if profile.base_url is not None:
        host_of(profile.base_url)
    return replace(profile, api_key="")


def _place(
    flags: Flags, environment: Environment, profiles: Mapping[str, Profile], default: str | None
) -> tuple[Profile, str | Source]:
    """The profile, and who says where its server is."""
    if flags.profile is not None:
        return _named(flags.profile, profiles, environment)
    source = environment.source_of(OPENAI_BASE_URL)
    base_url = flags.base_url or (source.get(OPENAI_BASE_URL) if source is not None else "")
    if base_url or environment.get(OPENAI_API_KEY):
        host = host_of(base_url or OPENAI_URL)
        name = "openai" if host == host_of(OPENAI_URL) else host
        return Profile(name, base_url or OPENAI_URL, model=environment.get(OPENAI_MODEL)), source or ""
    if default is not None or profiles:
        return _named(default or next(iter(profiles)), profiles, environment)
    return _named(LOCAL, profiles, environment)


def _named(name: str, profiles: Mapping[str, Profile], environment: Environment) -> tuple[Profile, str]:
    if name in profiles:
        return profiles[name], told_profile(name)
    if name == LOCAL:
        return Profile(LOCAL, None), ""
    if name in READY:
        return ready_profile(name, environment), f"the ready profile {name!r}"
    own, ready = [*profiles, LOCAL], ", ".join(READY)
    raise ConfigurationError(
        f"There is no profile {name!r}{perhaps(name, [*own, *READY])}: known are {', '.join(own)} (config.toml), "
        f"and ready without it {ready}."
    )


def _moved(profile: Profile, flags: Flags) -> Profile:
    """The profile at another address; its headers may hold keys, which are its own server's."""
    assert flags.base_url is not None
    stays = flags.trust_env or same_server(profile.base_url or "", flags.base_url)
    return replace(profile, base_url=flags.base_url, headers=profile.headers if stays else {})


def _key(profile: Profile, own_url: str, environment: Environment, key_places: KeyPlaces) -> Key | None:
    """What was typed for it; the profile's own, which belongs to its own URL; what was kept for it; else OpenAI's."""
    if (typed := key_places.typed(profile, profile.base_url or own_url)) is not None:
        return typed
    if profile.api_key:
        return Key(profile.api_key, "api_key", told_profile(profile.name), own_url)
    name = profile.api_key_env
    if name and (source := environment.source_of(name)) is not None:
        return Key(source.get(name), name, source, own_url)
    if (own := key_places.own(profile, own_url)) is not None:
        return own
    elsewhere = None if name or profile.api_key_keyring else openai_key(profile.base_url or own_url, environment)
    if elsewhere is not None and same_server(elsewhere.home, own_url):
        return elsewhere
    if (kept := key_places.kept(profile, profile.base_url or own_url)) is not None:
        return kept
    if name:
        raise _wanted(
            profile,
            f"The profile {profile.name!r} takes its key from {name}, which is not set: "
            f"set it in the environment or in a .env file.",
        )
    if profile.api_key_keyring:
        raise _wanted(
            profile,
            f"The keyring has no key {profile.api_key_keyring!r} for the profile {profile.name!r}: put it there by "
            f"`keyring set {SERVICE} {profile.api_key_keyring}`.",
        )
    return elsewhere


def _wanted(profile: Profile, why: str) -> WantedKeyError:
    return WantedKeyError(WantedKey(profile.name, shown_url(profile.base_url or ""), why))


def _is_openai(profile: Profile) -> bool:
    return profile.base_url is not None and profile.base_url.rstrip("/") == OPENAI_URL
