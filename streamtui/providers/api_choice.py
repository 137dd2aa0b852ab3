"""Which API a server is asked in, and what of it is to be used there."""

from __future__ import annotations

from dataclasses import dataclass

from streamtui.providers.known_apis import KnownApis


@dataclass
class ApiChoice:
    """What the person has set for one server. The API may be changed while it is asked: the next request goes by it."""

    api: str = "chat"
    """chat, responses, or auto: chat, until the server says that it is the other one."""
    keeps: bool = False
    """Responses are kept there, and requests go on from them."""
    background: bool = False
    """They go on there where the connection breaks, and are read on."""
    legacy_functions: bool = False
    """It knows no `tools`, only what came before them in chat completions."""
    known: KnownApis | None = None
    """What servers have said, for auto; without it this provider alone knows what it was told."""
