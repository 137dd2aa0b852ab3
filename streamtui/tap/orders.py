"""What an engine is to do."""

from __future__ import annotations

import msgspec


class Orders(msgspec.Struct):
    """Its one argument, which crosses as a line of JSON: an argument of a command would show the token to all."""

    host: str
    port: int
    """0: any that is free."""
    base_url: str
    token: str = ""
    headers: dict[str, str] = {}
    """Go with every request to the server, in place of the program's own of these names."""
    gather_s: float = 0.05
    """How long pieces of bodies may wait to be told together; see Outbox."""
