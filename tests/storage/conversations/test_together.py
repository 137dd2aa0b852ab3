"""Several programs at one store, and a disk that fills up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from streamtui.cli.clock import SystemClock
from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.storage.conversations.store import ConversationStore
from tests.commands import run
from tests.disks import largest_file
from tests.paths import REPOSITORY
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread
from tests.storage.conversations.test_store import keep, store_in, turn

CONVERSATIONS, TURNS = 12, 5
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
