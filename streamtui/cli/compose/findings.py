"""What `streamtui doctor` finds of what was configured: settings, keys, servers, the store and its disk.

Nothing is written, and whatever fails is a finding of its own.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from streamtui.cli.compose.mistakes import mistakes
from streamtui.cli.compose.places import Places, read_places
from streamtui.config.file import Configuration, read_file
from streamtui.config.flags import Flags
from streamtui.config.keys import NO_KEY, shown_url
from streamtui.config.paths import config_dir, data_dir, models_dir
from streamtui.config.profiles import LOCAL, Profile
from streamtui.config.ready_profiles import HERE, READY, READY_KEYS, TITLES
from streamtui.config.shown import set_values
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.findings import Finding, State
from streamtui.core.ports.settings import SetValue
from streamtui.core.text.secrets import Secrets
from streamtui.core.words.figures import bytes_words, plural

if TYPE_CHECKING:
    from streamtui.storage.conversations.looked_at import StoreLook

CONFIGURATION, SERVERS, DISK = "configuration", "servers", "disk"
_WITHIN_S = 3.0
"""So long a server is waited for."""
_LEAST_FREE = 200 << 20
_MOST_PROFILES, _MOST_CHANGES, _MOST_NAMES = 20, 30, 5
_WHOLE_CHECK = "streamtui history verify"


def configuration_findings(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether config.toml is right, and what it and the variables change."""
    path = config_dir(environ) / "config.toml"
    wrong = mistakes(environ)
    text = str(path) if path.exists() else f"{path} (not there: all is as it is without)"
    yield Finding(CONFIGURATION, "config.toml", "ok", text)
    for sentence in wrong:
        yield Finding(CONFIGURATION, "mistake", "fail", sentence, "`streamtui config edit` opens it.")
    if not wrong:
        values = set_values(read_file(config_dir(environ), environ), Secrets())
        changed = [f"{value.name} = {_told(value)}" for value in values if not value.is_default]
        for line in changed[:_MOST_CHANGES]:
            yield Finding(CONFIGURATION, "set", "ok", line)
        if len(changed) > _MOST_CHANGES:
            yield Finding(CONFIGURATION, "set", "note", f"{len(changed) - _MOST_CHANGES} more")


def _told(value: SetValue) -> str:
    """What it is, without what the person wrote for a model or has a key printed by: others read the report."""
    if value.name.endswith(".api_key_command"):
        return f"{str(value.value).split(' ')[0]} …"
    own_words = value.name.startswith("snippets.") or (
        value.name.startswith("personas.") and value.name.endswith(".system")
    )
    return f"({plural(len(str(value.value)), 'character')})" if own_words else value.text


def places_read() -> tuple[Places | None, list[Finding]]:
    """What was configured, where it can be read, and what was left out of a `.env`."""
    remarks: list[str] = []
    try:
        places = read_places(say=remarks.append, no_store=True)
    except StreamtuiError:  # which the mistakes tell
        return None, []
    file = places.environment.file
    found = [Finding(CONFIGURATION, ".env", "warn", remark) for remark in remarks]
    if file.folder is not None and not remarks:
        found.append(
            Finding(CONFIGURATION, ".env", "note", f"{file} sets {', '.join(sorted(file.variables)) or 'nothing'}")
        )
    return places, found


def key_findings(places: Places) -> Iterator[Finding]:
    """Which keys there are, by their names alone."""
    names = sorted({"OPENAI_API_KEY", *READY_KEYS, *places.configuration.key_variables})
    there = [f"{name} ({source})" for name in names if (source := places.environment.source_of(name)) is not None]
    yield Finding(SERVERS, "keys", "ok" if there else "note", ", ".join(there) or "none in the environment")


async def server_findings(places: Places, flags: Flags, *, asks: bool) -> AsyncIterator[Finding]:
    """Whom the program would talk to, and whether they answer; then who else does on this machine."""
    chosen = _profile(places, flags)
    if isinstance(chosen, str):
        yield Finding(SERVERS, "talks to", "fail", chosen)
    else:
        yield Finding(SERVERS, "talks to", "ok", _described(chosen))
    others = list(places.configuration.profiles)[:_MOST_PROFILES]
    asked = {} if isinstance(chosen, str) else {chosen.name: chosen}
    for name in others:
        if name not in asked and not places.configuration.profiles[name].api_key_command:
            profile = _profile(places, Flags(profile=name))
            if isinstance(profile, str):
                yield Finding(SERVERS, name, "warn", profile)
            else:
                asked[name] = profile
    if not asks:
        yield Finding(SERVERS, "answers", "note", "nobody was asked (--offline)")
        return
    first = None if isinstance(chosen, str) else chosen.name
    answers = [_answer(places, profile, "fail" if name == first else "warn") for name, profile in asked.items()]
    for finding in await asyncio.gather(*answers):
        yield finding
    from streamtui.providers.found_servers import models_at

    ports = {name: port for name, port in HERE.items() if name not in asked}
    found = await asyncio.gather(*(asyncio.to_thread(models_at, port) for port in ports.values()))
    for (name, port), models in zip(ports.items(), found, strict=True):
        if models:
            text = f"port {port}, {plural(len(models), 'model')}: {', '.join([*models][:_MOST_NAMES])}"
            yield Finding(SERVERS, f"found {TITLES[name]}", "note", text, f"`streamtui -p {name}` talks to it.")


def disk_findings(environ: Mapping[str, str]) -> Iterator[Finding]:
    """The folder for data: what lies there, who may read it, and what is free."""
    from streamtui.storage.conversations.looked_at import look_at

    folder = data_dir(environ)
    yield Finding(DISK, "data", "ok", str(folder) if folder.exists() else f"{folder} (made when it is needed)")
    nearest = next((each for each in (folder, *folder.parents) if each.exists()), None)
    if nearest is not None:
        if not os.access(nearest, os.W_OK):
            yield Finding(DISK, "writable", "fail", "no", "STREAMTUI_DATA_DIR moves it to another folder.")
        with suppress(OSError):
            free = shutil.disk_usage(nearest).free
            yield Finding(DISK, "free", "ok" if free > _LEAST_FREE else "warn", bytes_words(free))
    if folder.exists() and os.name == "posix" and folder.stat().st_mode & 0o077:
        yield Finding(DISK, "privacy", "warn", "others may look into the folder", f"chmod 700 {folder}")
    try:
        look = look_at(folder)
    except StreamtuiError as error:
        yield Finding(DISK, "conversations", "fail", error.fault.message)
    else:
        yield from _store(look)
    for name, path in (("streams", folder / "streams"), ("models", models_dir(environ))):
        if path.exists():
            yield Finding(DISK, name, "ok", bytes_words(_size(path)))
    log = folder / "streamtui.log"
    if log.exists():
        yield Finding(
            DISK, "log", "note", f"{log} ({bytes_words(log.stat().st_size)})", "bugs that were survived stand there."
        )


def _store(look: StoreLook | None) -> Iterator[Finding]:
    if look is None:
        yield Finding(DISK, "conversations", "ok", "none yet")
        return
    kept = f"{plural(look.conversations, 'conversation')}, {bytes_words(look.size)}"
    text = f"{kept}, version {look.version}, journal {look.journal}"
    if look.problem:
        yield Finding(DISK, "conversations", "fail", f"{text}: {look.problem}", f"`{_WHOLE_CHECK}` tells more.")
    else:
        yield Finding(DISK, "conversations", "ok", text)


def known_secrets_of(places: Places | None, environ: Mapping[str, str]) -> Secrets:
    """What is to be hidden in all of it, as far as that is known where nothing could be read."""
    from streamtui.config.environment import Environment, Source
    from streamtui.config.secrets import known_secrets

    return places.secrets if places is not None else known_secrets(Environment(Source(environ)), Configuration())


def _profile(places: Places, flags: Flags) -> Profile | str:
    """The profile, or why there is none."""
    try:
        return places.profile(flags)
    except StreamtuiError as error:
        return error.fault.message


def _described(profile: Profile) -> str:
    if profile.base_url is None:
        return f"{LOCAL}: the model on this machine"
    key = f"key: {profile.key_from}" if profile.api_key and profile.api_key != NO_KEY else "no key"
    model = profile.model or ("its first model" if profile.name not in READY else "the model that it is ready with")
    return f"{profile.name}: {shown_url(profile.base_url)}, {model}, {key}, api {profile.api}"


async def _answer(places: Places, profile: Profile, else_state: State) -> Finding:
    """What its list of models says, and how fast."""
    name = profile.name
    began = monotonic()
    try:
        endpoint = places.endpoint(profile)
        try:
            models = await asyncio.wait_for(endpoint.models(), _WITHIN_S)
        finally:
            await endpoint.close()
    except asyncio.TimeoutError:
        return Finding(SERVERS, name, else_state, f"does not answer within {_WITHIN_S:g} s")
    except StreamtuiError as error:
        return Finding(SERVERS, name, else_state, error.fault.message)
    took_ms = (monotonic() - began) * 1000
    if profile.base_url is None:
        advice = "" if models else "the first prompt asks whether to fetch one, as `streamtui model pull` does."
        return Finding(SERVERS, name, "ok" if models else "note", f"{plural(len(models), 'model')} fetched", advice)
    lacks = bool(profile.model and models and profile.model not in models)
    text = f"answers in {took_ms:.0f} ms, {plural(len(models), 'model')}"
    return Finding(SERVERS, name, "warn" if lacks else "ok", f"{text}, not {profile.model}" if lacks else text)


def _size(path: Path) -> int:
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            with suppress(OSError):
                total += (Path(folder) / name).lstat().st_size
    return total
