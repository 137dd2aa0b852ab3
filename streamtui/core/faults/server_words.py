"""A server's words and address as parts of our sentences: short, without keys, harmless."""

from __future__ import annotations

from urllib.parse import urlsplit

from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.secrets import redact

_LONGEST_QUOTE = 240


def quote(words: str) -> str:
    """`words` on one line in quotation marks, cut where they get long."""
    line = " ".join(words[: 20 * _LONGEST_QUOTE].split())
    line = display_safe(redact(line), keep_newlines=False).rstrip(".")
    return f"“{line[: _LONGEST_QUOTE - 1]}…”" if len(line) > _LONGEST_QUOTE else f"“{line}”"


def host(url: str) -> str:
    """The host and port of a URL, as the subject of a sentence."""
    return display_safe(_parts(url)[1]) or "The server"


def address(url: str) -> str:
    """The URL without user info, query or fragment."""
    scheme, where, path = _parts(url)
    return display_safe(f"{scheme}://{where}{path}") if where else "the address"


def base_url_hint(url: str) -> str:
    """What is usual in a base URL and not in this address, as the end of a sentence that says to check it."""
    if url.count("/chat/completions") > 1:
        return ", which ends before /chat/completions"
    return "" if "/v1" in url else ", which often ends in /v1"


def _parts(url: str) -> tuple[str, str, str]:
    try:
        split = urlsplit(url)
    except ValueError:
        return "", "", ""
    return split.scheme, split.netloc.rpartition("@")[2], split.path
