"""A server that knows what its client has on disk: it looks there when a request comes, and can say only a half."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeAlias

from streamtui.cli.clock import SystemClock
from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import ConfigurationError
from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.store import ConversationStore
from tests.servers import replies
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.replies import Answer, Silence
from tests.terminal import PATIENCE_S


class KeptServer(ChatServer):
    """Answers with the model's name; all but `quick` fall silent behind the first half of it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(models=["quick", "one", "two"])
        self._file = folder / NAME
        self.unkept: list[str] = []
        """The prompts that were sent before they were on disk."""

    def answer(self, request: RecordedRequest) -> Answer:
        prompt = request.messages[-1]["content"]
        if prompt not in self._kept():
            self.unkept.append(prompt)
        if request.model == "quick":
            return replies.text("Whole of quick")
        return Answer([*replies.text_steps("Half of ", request.model), Silence()])

    def _kept(self) -> set[str]:
        if not self._file.exists():
            return set()
        with closing(sqlite3.connect(self._file)) as connection:
            return {str(prompt) for (prompt,) in connection.execute("SELECT prompt FROM turn")}


Answered: TypeAlias = tuple[str, str, str]
"""What was asked, what was answered, and how that ended."""


def kept_answers(folder: Path) -> dict[str, list[Answered]]:
    """Of each conversation, by its title, those on all branches, sorted.

    Raises ConfigurationError where one that was listed is gone a moment later.
    """
    store = ConversationStore(folder, SystemClock())
    try:
        assert store.verify().result() == []
        return {row.title: _answers(store, row.id) for row in store.listed().result()}
    finally:
        store.close()


def wait_until_kept(folder: Path, answers: Mapping[str, list[Answered]], meanwhile: Callable[[], object]) -> None:
    """Look there until these are; `meanwhile` is called between two looks."""
    deadline = time.monotonic() + PATIENCE_S
    while (found := _kept_now(folder)) != answers:
        assert time.monotonic() < deadline, found
        meanwhile()


def _kept_now(folder: Path) -> dict[str, list[Answered]] | None:
    with suppress(ConfigurationError):  # a draft that was listed has been replaced meanwhile
        return kept_answers(folder)
    return None


def _answers(store: ConversationStore, conversation: str) -> list[Answered]:
    kept = store.load(conversation).result()
    turns = asyncio.run(store.keeper(kept).read([turn.key for turn in kept.turns]))
    asking = [turn for turn in turns if any(isinstance(event, ev.PromptSubmitted) for event in turn)]
    return sorted(map(_answered, asking))


def _answered(turn: Sequence[ev.StreamEvent]) -> Answered:
    asked, answered, ending = "", "", "whole"
    for event in turn:
        match event:
            case ev.PromptSubmitted():
                asked = event.text
            case ev.ReplyKept():
                answered = event.reply.answer.text
            case ev.TurnFailed():
                ending = event.fault.kind
    return asked, answered, ending
