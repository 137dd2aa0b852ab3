"""What of a file arrives in a store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamtui.cli.compose.imports import take_in_files
from streamtui.core.chat.conversation import Conversation
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.store import KeptConversation
from streamtui.frontends.headless.history import Imported
from tests.storage.conversations.test_store import store_in


def written(folder: Path, value: Any) -> Path:
    path = folder / "export.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return path


def taken_in(folder: Path, *files: Path) -> Imported:
    with store_in(folder / "store") as store:
        return take_in_files(store, files, list[object]().append)


@dataclass
class Arrived:
    """A conversation of a store, and its whole tree."""

    kept: KeptConversation

    @property
    def chat(self) -> Conversation:
        return ChatState().fold(self.kept.events).conversation

    @property
    def said(self) -> list[str]:
        return [str(message.text) for message in self.chat.messages]

    @property
    def replies(self) -> list[Reply]:
        return [message for message in self.chat.messages if isinstance(message, Reply)]


def arrived(folder: Path) -> list[Arrived]:
    with store_in(folder / "store") as store:
        assert store.verify().result() == []
        return [Arrived(store.load_whole(row.id).result()) for row in store.listed(1000).result()]


def brought(folder: Path, value: Any) -> tuple[Imported, list[Arrived]]:
    done = taken_in(folder, written(folder, value))
    return done, arrived(folder)
