"""Which key goes to which server: the one that belongs there, another one only with the person's yes.

OPENAI_API_KEY belongs to the server of the OPENAI_BASE_URL that stands beside it, in the environment or in the file,
else to OpenAI; a profile's key to its base URL. No other server gets it unasked, and no server in plain HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import urlsplit

from streamtui.config.environment import OPENAI_API_KEY, OPENAI_BASE_URL, Environment, Source
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.faults.server_words import address, is_loopback, safe_url
from streamtui.core.ports.key_question import KeyQuestion, KeyQuestionError
from streamtui.core.text.display_safe import display_safe

OPENAI_URL = "https://api.openai.com/v1"
NO_KEY = "none"
"""What servers without keys are sent, as the SDK insists on a key."""
_PLAIN = re.compile(r"https?://[^/?#\\\x00-\x20\x7f]+(?:[/?#]|\Z)", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}

Answers: TypeAlias = Callable[[KeyQuestion], "bool | None"]
"""What the person said to a question; `None` where it was not asked."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and where it belongs."""

    value: str = field(repr=False)
    name: str
    source: str | Source
    home: str
    """The base URL of its server."""


def unanswered(_: KeyQuestion) -> None:
    """Answers nothing."""


def openai_key(base_url: str, environment: Environment) -> Key | None:
    """OPENAI_API_KEY: of several the one that belongs to that server, else the first."""
    keys = list(_openai_keys(environment))
    return next((key for key in keys if same_server(key.home, base_url)), keys[0] if keys else None)


def allowed_key(key: Key, base_url: str, url_from: str | Source, answers: Answers) -> str | None:
    """The key's value where it may go to that server, and `None` where it may not.

    A server on this machine does without a key that is not its own, as most do; about others the person is asked.
    Raises KeyQuestionError where there is no answer yet.
    """
    if not (reason := _objection(key, base_url)):
        return key.value
    question = KeyQuestion(
        shown_url(base_url),
        display_safe(str(url_from), keep_newlines=False),
        display_safe(key.name, keep_newlines=False),
        display_safe(str(key.source), keep_newlines=False),
        reason,
        _folder(url_from) or _folder(key.source),
    )
    answer = answers(question)
    if answer is None and not is_loopback(base_url):
        raise KeyQuestionError(question)
    return key.value if answer else None


def host_of(url: str) -> str:
    """The host of a base URL that can be used, with its port if that is named. Raises ConfigurationError.

    Of what programs read in different ways nothing is taken: they might not agree on the host.
    """
    try:
        parts = urlsplit(url)
        if _PLAIN.match(url) and parts.hostname and parts.port != 0:
            return parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    except ValueError:  # a port or an address that is none
        pass
    raise ConfigurationError(f"The base URL {safe_url(url)!r} can't be used: write it like http://127.0.0.1:8080/v1.")


def shown_url(url: str) -> str:
    """The URL without what may be secret in it; letters that may look like others are written as they are looked up."""
    shown = address(url)
    if shown.isascii():
        return shown
    host = urlsplit(url).hostname or ""
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError:
        plain = host.encode("ascii", "backslashreplace").decode("ascii")
    return shown.lower().replace(host, plain).encode("ascii", "backslashreplace").decode("ascii")


def _openai_keys(environment: Environment) -> Iterator[Key]:
    for source in environment.sources:
        if value := source.get(OPENAI_API_KEY):
            home = source.get(OPENAI_BASE_URL) or OPENAI_URL
            yield Key(value, OPENAI_API_KEY, source, home)


def _folder(source: str | Source) -> str:
    """The file's that has a part in it, if one has."""
    return str(source.folder) if isinstance(source, Source) and source.folder is not None else ""


def _objection(key: Key, base_url: str) -> str:
    if key.value == NO_KEY:
        return ""
    if not same_server(key.home, base_url):
        return f"it belongs to {shown_url(key.home)}"
    if base_url.lower().startswith("http:") and not is_loopback(base_url):
        return "plain HTTP lets everyone on the way read it"
    return ""


def same_server(one: str, other: str) -> bool:
    """Whether both base URLs are of one server: scheme, host and port."""
    return _server(one) == _server(other)


def _server(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return "", url, None
