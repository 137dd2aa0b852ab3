"""A server's words and address as parts of our sentences: short, without keys, harmless."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.secrets import Secrets, redact, whole_words

_LONGEST_QUOTE = 240
_LONGEST_ADDRESS = 400
"""Characters; no host's name is longer than 253, so that its end, which tells whose it is, is never cut off."""


def quote(words: str) -> str:
    """What a server says, within a sentence of ours: without the stop of its own."""
    return excerpt(words.rstrip(". \n"))


def excerpt(words: str, secrets: Secrets | None = None, *, longest: int = _LONGEST_QUOTE) -> str:
    """`words` on one line in quotation marks, cut where they get long; what is secret is hidden before."""
    line = " ".join((secrets or Secrets()).redact(whole_words(words, 40 * longest)).split())
    line = display_safe(line, keep_newlines=False)
    return f"“{line[: longest - 1]}…”" if len(line) > longest else f"“{line}”"


def names(word: str, said: str) -> bool:
    """A parameter or a model stands as a word of its own in what a server says."""
    return re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", said) is not None


def is_loopback(url: str) -> bool:
    """The URL's host is this machine."""
    from ipaddress import ip_address

    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name, or no URL at all
        return False


def trusts_none(url: str) -> bool:
    """It is on this machine and spoken to in plain, so that the certificates of the world need not be loaded."""
    return url.startswith("http:") and is_loopback(url)


def host(url: str) -> str:
    """The host and port of a URL, as the subject of a sentence."""
    return _bounded(display_safe(_parts(url)[1])) or "The server"


def address(url: str) -> str:
    """The URL without user info, query or fragment, cut where it gets long."""
    scheme, where, path = _parts(url)
    return _bounded(display_safe(f"{scheme}://{where}{path}")) if where else "the address"


def safe_url(words: str) -> str:
    """The same of what was given as a URL and may be none."""
    where = re.split(r"[?#]", words, maxsplit=1)[0]
    scheme, slashes, rest = where.rpartition("//")
    return display_safe(redact(scheme + slashes + rest.rpartition("@")[2]), keep_newlines=False)


def passwords(url: str) -> list[str]:
    """The secrets in a URL's user info, as they stand there and as they are sent."""
    try:
        found = urlsplit(url).password or ""
    except ValueError:
        return []
    return [found, unquote(found)] if found else []


def base_url_hint(url: str) -> str:
    """What is usual in a base URL and not in this address, as the end of a sentence that says to check it."""
    for path in ("/chat/completions", "/responses"):
        if url.count(path) > 1:
            return f", which ends before {path}"
    return "" if "/v1" in url else ", which often ends in /v1"


def _bounded(place: str) -> str:
    return f"{place[: _LONGEST_ADDRESS - 1]}…" if len(place) > _LONGEST_ADDRESS else place


def _parts(url: str) -> tuple[str, str, str]:
    try:
        split = urlsplit(url)
    except ValueError:
        return "", "", ""
    return split.scheme, split.netloc.rpartition("@")[2], split.path
