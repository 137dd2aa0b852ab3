"""Several programs at one store, and a disk that fills up.

For a minute rather than a moment: `STREAMTUI_TOGETHER_S=60 python -m pytest -s THIS_FILE -k at_once`.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from streamtui.cli.clock import SystemClock
from streamtui.core.chat.events import PromptSubmitted, StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.session.growing_tree import GrowingTree
from streamtui.storage.conversations.store import ConversationStore
from tests.commands import run
from tests.disks import largest_file
from tests.doubles.keeping import keep_events
from tests.paths import REPOSITORY
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread
from tests.storage.conversations.test_store import keep, store_in, turn

CONVERSATIONS, TURNS = 12, 5
TOGETHER_S = float(os.environ.get("STREAMTUI_TOGETHER_S", "1"))
PROGRAM = """
import sys
from pathlib import Path
from tests.storage.conversations.test_together import talk
talk(Path(sys.argv[1]), sys.argv[2])
"""


def talk(folder: Path, name: str) -> None:
    """Many turns, and the file is opened and closed in between."""
    for conversation in range(CONVERSATIONS):
        store = ConversationStore(folder, SystemClock())
        events: list[StreamEvent] = []
        for number in range(TURNS):
            events += turn(f"{name} {conversation} {number}", f"Answer {number}.", 10.0 * number)
        keep(store, *events)
        store.close()


@pytest.mark.long
def test_programs_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    names = ["one", "two", "three"]
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    programs = [subprocess.Popen([*command, name], cwd=REPOSITORY) for name in names]
    assert [program.wait(60) for program in programs] == [0, 0, 0]
    with store_in(tmp_path) as store:
        assert store.verify().result() == []
        rows = store.listed(1000).result()
        loaded = [ChatState().fold(store.load(row.id).result().events) for row in rows]
    said = {str(message.text) for state in loaded for message in state.conversation.messages}
    wanted = {f"{name} {one} {number}" for name in names for one in range(CONVERSATIONS) for number in range(TURNS)}
    assert {text for text in said if not text.startswith("Answer")} == wanted


async def _converse(folder: Path, name: str, conversation: str) -> tuple[int, float, str]:
    """Turn after turn, each prompt on the disk before its reply comes; how many there were, and the longest wait."""
    store = ConversationStore(folder, SystemClock())
    before = store.load(conversation).result() if conversation else None
    keeper, state = store.keeper(before), ChatState().fold(before.events if before is not None else ())
    growing = GrowingTree(lambda: uuid4().hex, keeper, before)
    number, longest_s, until = 0, 0.0, time.monotonic() + TOGETHER_S
    while time.monotonic() < until:
        for event in turn(f"{name} {number}", f"Answer {name} {number}.", 10.0 * number):
            state.apply(event)
            growing.take(event, state)
            if isinstance(event, PromptSubmitted):
                began = time.monotonic()
                await keeper.written()
                longest_s = max(longest_s, time.monotonic() - began)
        number += 1
    store.close()
    return number, longest_s, keeper.failure


def converse(folder: str, name: str, conversation: str = "") -> None:
    """The same, as a program that prints it."""
    print(json.dumps(asyncio.run(_converse(Path(folder), name, conversation))))


@pytest.mark.long
@pytest.mark.parametrize("same", [False, True])
def test_programs_that_talk_at_once_keep_every_message_and_hardly_wait_for_each_other(
    tmp_path: Path, same: bool
) -> None:
    with store_in(tmp_path) as store:
        shared = keep(store, *turn("The first", "Of all."))
    script = f"from {__name__} import converse; import sys; converse(*sys.argv[1:])"
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), name, *([shared] if same else [])],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
        )
        for name in ("one", "two")
    ]
    told: list[Any] = [json.loads(program.communicate(timeout=TOGETHER_S + 60)[0]) for program in programs]
    print(f"turns, longest wait in s, failure: {told}")
    with store_in(tmp_path) as store:
        assert store.verify().result() == []
        whole = [store.load_whole(row.id).result() for row in store.listed(1000).result()]
    assert len(whole) == (1 if same else 3)
    kept = [event for one in whole for turn in one.tree for event in turn["events"]]
    said = {event["text"] for event in kept if event["event"] == "PromptSubmitted"}
    wanted = {
        f"{name} {number}" for name, (turns, _, _) in zip(("one", "two"), told, strict=True) for number in range(turns)
    }
    assert said == {"The first", *wanted}
    assert {event["reply"]["answer"]["text"] for event in kept if event["event"] == "ReplyKept"} == {
        "Of all.",
        *(f"Answer {prompt}." for prompt in wanted),
    }
    assert [failure for _, _, failure in told] == ["", ""]


def test_a_disk_that_is_full_costs_the_keeping_and_not_the_reply() -> None:
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good")
        assert run("ask", "Before", *place).returncode == 0
        with largest_file(30_000):
            done = run("ask", "hi", *place)
    assert (done.returncode, done.stdout) == (0, "Hello, world.\n")
    assert "is kept" in done.stderr
    assert run("history", "verify").returncode == 0
    assert [line.split()[-1] for line in run("history", "list").stdout.splitlines()] == ["Before"]


def test_a_conversation_that_a_full_disk_kept_nothing_of_is_none_to_go_on_with(tmp_path: Path) -> None:
    def bounded(store: ConversationStore, pages: int) -> None:
        store._ask(lambda database: database.connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()).result()

    with store_in(tmp_path) as store:
        bounded(store, 1)  # no more than there are
        lost = store.keeper()
        keep_events(lost, turn("Hello", "word " * 50_000))
        store.verify().result()
        assert "the disk is full, so make room on it; the chat goes on" in lost.failure
        assert (store.last, store.search("").result()) == ("", [])
        bounded(store, 100_000)
        again = keep(store, *turn("Again", "Kept."))
        store.verify().result()
        assert store.last == again
        assert [row.title for row in store.search("").result()] == ["Again"]


def test_a_reply_that_found_no_room_at_the_very_end_is_told_when_the_program_ends() -> None:
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url)
        assert run("ask", "Before", *place, "-m", "good").returncode == 0
        with largest_file(200_000):
            done = run("ask", "hi", *place, "-m", "long-line")
    assert done.returncode == 0
    assert "No more of this conversation is kept" in done.stderr
