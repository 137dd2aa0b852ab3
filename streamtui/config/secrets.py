"""Every key that environment and configuration hold, whichever of them is used."""

from __future__ import annotations

import re
import shlex
from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from streamtui.config.environment import OPENAI_API_KEY, OPENAI_BASE_URL, Environment
from streamtui.config.file import Configuration
from streamtui.core.faults.server_words import passwords
from streamtui.core.text.secrets import Secrets

_SECRET_NAME = re.compile(r"key|token|secret|passw|auth|cookie|credential", re.IGNORECASE)
"""In the name of a header or of a variable that an MCP server is given."""
_PLACE_NAME = re.compile(r"(?:file|path|dir|url|uri|env|name|id|user|port)\Z", re.IGNORECASE)
"""An option that ends so tells where a secret is, or whose."""
_SECRET = re.compile(r"(?!.*://)(?=.*\d|.{16})\S+")
"""What it holds then; a word of a language is none."""
_SCHEME = re.compile(r"^(?:bearer|basic|token)\s+", re.IGNORECASE)


def known_secrets(environment: Environment, configuration: Configuration, had: Collection[str] = ()) -> Secrets:
    """All of them, to be hidden, with those that were `had` of elsewhere."""
    return Secrets(*had, *_keys(environment, configuration))


def _keys(environment: Environment, configuration: Configuration) -> Iterator[str]:
    yield from environment.values({OPENAI_API_KEY, *configuration.key_variables})
    for url in environment.values({OPENAI_BASE_URL}):
        yield from passwords(url)
    for profile in configuration.profiles.values():
        yield profile.api_key
        yield from passwords(profile.base_url or "")
        yield from argument_secrets(_words(profile.api_key_command))
        for fields in (profile.headers, profile.extra_body, profile.options):
            yield from _named_secret(fields)
    for server in configuration.mcp_servers:
        yield from _named_secret({**server.env, **server.headers})
        yield from passwords(server.url)
        yield from argument_secrets(server.args)


def argument_secrets(words: Iterable[str]) -> Iterator[str]:
    """What a program is started with that is a secret by the option or the variable that it stands behind.

    >>> list(argument_secrets(["--key-file", "/key1", "--api-key", "abc123", "--token=def456", "PASSWORD=ghi789"]))
    ['abc123', 'def456', 'ghi789']
    """
    before = ""
    for word in words:
        name, sign, value = word.partition("=")
        if sign and _names_secret(name):
            yield from _SECRET.findall(value)
        elif before.startswith("-") and _names_secret(before):
            yield from _SECRET.findall(word)
        before = "" if sign else word


def _words(command: str) -> list[str]:
    """As it is started, without its quotation marks; where it is no command, as it stands there."""
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()


def _names_secret(name: str) -> bool:
    return bool(_SECRET_NAME.search(name)) and not _PLACE_NAME.search(name)


def _named_secret(fields: Mapping[str, Any]) -> Iterator[str]:
    """What is a secret by the name that it has, in tables of tables, too."""
    for name, value in fields.items():
        if isinstance(value, str) and _SECRET_NAME.search(name):
            yield from _SECRET.findall(_SCHEME.sub("", value))
            yield from _of_basic(value)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Mapping):
                yield from _named_secret(inner)


def _of_basic(value: str) -> Iterator[str]:
    """The password in basic authorization, as a server may repeat it."""
    scheme, _, encoded = value.partition(" ")
    if scheme.lower() == "basic":
        with suppress(ValueError):
            yield b64decode(encoded).decode("utf-8", "replace").partition(":")[2]
