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
