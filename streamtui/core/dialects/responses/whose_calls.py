"""Whose the calls of a text are: some servers run such themselves, too, as xAI does with its searches of X.

A server that says which tools were asked for runs all others. Of one that does not, what it runs is known by its names
and ids; as long as neither came nobody can tell.
"""

from __future__ import annotations

import re
from typing import Any

from streamtui.core.json_text.values import mapping, mappings, text

_CLIENTS = ("function", "custom", "namespace")
"""Types of tools that are a client's."""
_SERVERS_ID = re.compile(r"(?:^|_)xs_call")
_SERVERS_NAME = re.compile(r"x_(?:(?:keyword|semantic|user)_search|thread_fetch)$")


class WhoseCalls:
    """Of one response."""

    def __init__(self) -> None:
        self._offered: set[str] | None = None
        """The names of the client's tools, once the server said which there are."""
        self._texts_offered = False
        """Some of these take a text."""
        self._all_ours = False
        """There are no others."""

    def learn(self, tools: list[dict[str, Any]]) -> None:
        """These were asked for, as the server says."""
        if tools:
            spread = [*tools, *(inner for tool in tools for inner in mappings(tool.get("tools")))]
            self._offered = {
                text(where.get("name")) for tool in spread for where in (tool, mapping(tool.get("custom")))
            }
            self._texts_offered = any(tool.get("type") == "custom" for tool in spread)
            self._all_ours = all(tool.get("type") in _CLIENTS for tool in spread)

    def is_servers(self, item: dict[str, Any], *, whole: bool) -> bool | None:
        """The server runs the call of a text that has these names and ids; `None`: that is not known yet.

        `whole`: no more of them will come.
        """
        name, ids = text(item.get("name")), [text(item.get(field)) for field in ("call_id", "id", "item_id")]
        if self._all_ours:
            return False
        if self._offered is not None and name:
            return name not in self._offered
        if any(map(_SERVERS_ID.search, ids)) or _SERVERS_NAME.match(name):
            return True
        if self._offered is not None and not self._texts_offered:
            return True
        return False if name or whole else None
