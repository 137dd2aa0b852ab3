"""A race of the chat that is killed with SIGKILL while replies come, or left, or of which one is kept."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.commands import run
from tests.servers.keeping import Answered, KeptServer, kept_answers, wait_until_kept
from tests.servers.threaded import in_thread
from tests.terminal import Terminal

pytestmark = pytest.mark.one_python

HELLO = ("Hello", "Whole of quick", "whole")
QUICK = ("Why?", "Whole of quick", "whole")
CUT = [("Why?", "Half of one", "cut"), ("Why?", "Half of two", "cut"), QUICK]
STOPPED = [(*each[:2], each[2].replace("cut", "cancelled")) for each in CUT]


@contextmanager
def racing(base_url: str, data: Path, first: str, race: str, kept: dict[str, list[Answered]]) -> Iterator[Terminal]:
    """The app in a race of three, once all that has come of it is kept."""
    command = [sys.executable, "-m", "streamtui", "--base-url", base_url, "-m", "quick", "--system", "Be brief."]
    with Terminal(command) as terminal:
        terminal.wait_for("❯")
        if first:
            terminal.press(f"{first}\r")
            terminal.wait_for("Whole of quick")
            terminal.press("/system Be long.\r")
            terminal.press("/set seed 7\r")
        terminal.press(f"/race {race}\r")
        terminal.wait_for("chosen")
        for keys in ("one ", "two ", "\r"):
            terminal.press(keys)
        terminal.wait_for("Half of two")
        wait_until_kept(data, kept, partial(terminal.read_for, 0.1))
        yield terminal


@pytest.mark.parametrize(
    ("first", "race", "kept"),
    [("", "Why?", {"Why?": CUT}), ("Hello", "Why?", {"Hello": [HELLO, *CUT]}), ("Why?", "", {"Why?": [*CUT, QUICK]})],
)
def test_after_kill_9_all_that_came_stands_side_by_side(first: str, race: str, kept: dict[str, list[Answered]]) -> None:
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    with in_thread(KeptServer(data)) as server:
        with racing(server.base_url, data, first, race, kept) as terminal:
            terminal.kill(signal.SIGKILL)
            terminal.wait_for_exit()
        assert kept_answers(data) == kept
        assert server.unkept == []
        done = run("ask", "And now?", "--base-url", server.base_url, "-m", "quick", "--continue")
        assert (done.returncode, done.stdout) == (0, "Whole of quick\n")
        system, seed = ("Be long.", 7) if first else ("Be brief.", None)
        assert server.requests[-1].messages[0] == {"role": "system", "content": system}
        assert server.requests[-1].body.get("seed") == seed


@pytest.mark.parametrize(
    ("first", "keys", "kept"),
    [
        ("", "\x1b", {}),
        ("Hello", "\x1b", {"Hello": [HELLO]}),
        ("", "k", {"Why?": STOPPED}),
        ("Hello", "k", {"Hello": [HELLO, *STOPPED]}),
    ],
)
def test_what_is_left_is_gone_and_what_is_kept_is_there_once(
    first: str, keys: str, kept: dict[str, list[Answered]]
) -> None:
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    title, before = (first, [HELLO]) if first else ("Why?", [])
    with (
        in_thread(KeptServer(data)) as server,
        racing(server.base_url, data, first, "Why?", {title: [*before, *CUT]}) as terminal,
    ):
        terminal.press(keys)
        if keys == "\x1b":
            terminal.wait_for("all finished")
            terminal.press(keys)
        terminal.wait_for("Ask something")
        wait_until_kept(data, kept, partial(terminal.read_for, 0.1))
        terminal.press("\x11")
        assert terminal.wait_for_exit() == 0
    assert kept_answers(data) == kept
