"""core.ports.prompts.Snippets without a file."""

from __future__ import annotations

from collections.abc import Mapping

from streamtui.core.ports.prompts import Snippets


class FakeSnippets:
    """Begins with one."""

    def __init__(self) -> None:
        self.kept = {"fix": "Find the mistake in {cursor}!"}

    def all(self) -> Mapping[str, str]:
        return self.kept

    def keep(self, name: str, text: str) -> None:
        self.kept[name] = text


_: type[Snippets] = FakeSnippets
