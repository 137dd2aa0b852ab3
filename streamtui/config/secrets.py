"""Every key that environment and configuration hold, whichever of them is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streamtui.config.environment import OPENAI_API_KEY, OPENAI_BASE_URL, Environment
from streamtui.config.file import Configuration
from streamtui.core.faults.server_words import passwords
from streamtui.core.text.secrets import Secrets

_SECRET_NAME = re.compile(r"key|token|secret|passw|auth|cookie|credential", re.IGNORECASE)
"""In the name of a header or of a variable that an MCP server is given."""
_SECRET = re.compile(r"(?!.*://)(?=.*\d|.{16})\S+")
"""What it holds then; a word of a language is none."""
_SCHEME = re.compile(r"^(?:bearer|basic|token)\s+", re.IGNORECASE)


def known_secrets(environment: Environment, configuration: Configuration) -> Secrets:
    """All of them, to be hidden."""
    return Secrets(*_keys(environment, configuration))


def _keys(environment: Environment, configuration: Configuration) -> Iterator[str]:
    yield from environment.values({OPENAI_API_KEY, *configuration.key_variables})
    for url in environment.values({OPENAI_BASE_URL}):
        yield from passwords(url)
    for profile in configuration.profiles.values():
        yield profile.api_key
        yield from passwords(profile.base_url or "")
    for server in configuration.mcp_servers:
        for name, value in (*server.env.items(), *server.headers.items()):
            if _SECRET_NAME.search(name):
                yield from _SECRET.findall(_SCHEME.sub("", value))
        yield from passwords(server.url)
