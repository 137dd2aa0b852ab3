"""What a server does for a reply by itself, and what it names as its sources: shown, and never run here."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Struct

from streamtui.core.text.growing_text import GrowingText


@dataclass(slots=True)
class ServerCall:
    """A call that the server runs: a search, code, a tool of its own."""

    kind: str
    """`web_search`, `code_interpreter`, `mcp`, ..."""
    id: str = ""
    name: str = ""
    """Of the tool, where the kind has several."""
    state: str = ""
    """The server's word: `in_progress`, `searching`, `completed`, ..."""
    text: GrowingText = field(default_factory=GrowingText)
    """Its code, query or arguments, as far as they came."""
    first_at: float = 0.0
    last_at: float = 0.0


class Citation(Struct, frozen=True, omit_defaults=True):
    """Where something of the answer is from."""

    url: str = ""
    title: str = ""
    kind: str = ""
    """The server's word: `url_citation`, `file_citation`, ..."""


class KeptServerCall(Struct, frozen=True, omit_defaults=True):
    """A call of the server as it is kept."""

    kind: str
    id: str = ""
    name: str = ""
    state: str = ""
    text: str = ""
    first_us: int = 0
    last_us: int = 0
