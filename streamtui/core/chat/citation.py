"""What a server names as a source of an answer."""

from __future__ import annotations

from msgspec import Struct


class Citation(Struct, frozen=True, omit_defaults=True):
    """Where something of the answer is from."""

    url: str = ""
    title: str = ""
    kind: str = ""
    """The server's word: `url_citation`, `file_citation`, ..."""
