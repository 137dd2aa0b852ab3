"""However the program ends, the conversation is there at the next start."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.commands import run
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread
from tests.terminal import Terminal


def program(url: str, *options: str, model: str = "slow") -> Terminal:
    return Terminal([sys.executable, "-m", "streamtui", "--base-url", url, "-m", model, *options])


def test_the_conversation_is_named_at_the_end_and_gone_on_with() -> None:
    with in_thread(FaultServer()) as server:
        with program(server.base_url, model="good") as terminal:
            terminal.wait_for("❯")
            terminal.press("First\r")
            terminal.wait_for("Hello, world.")
            terminal.press("\x11")
            terminal.wait_for_exit()
            said = terminal.text
        [identity] = re.findall("streamtui --resume ([0-9a-f]{8})", said)
        with program(server.base_url, "--resume", identity, model="good") as terminal:
            terminal.wait_for("First")
            terminal.press("Second\r")
            terminal.wait_for(lambda screen: screen.count("Hello, world.") == 2)
    assert [message["content"] for message in server.requests[-1].body["messages"]] == [
        "First",
        "Hello, world.",
        "Second",
    ]


@pytest.mark.parametrize("options", [["--no-store"], ["--resume", "beef"], ["-c"]])
def test_what_is_not_kept_is_not_named(fault_url: str, options: list[str]) -> None:
    with program(fault_url, *options, model="good") as terminal:
        if options == ["--no-store"]:
            terminal.wait_for("❯")
            terminal.press("First\r")
            terminal.wait_for("Hello, world.")
            terminal.press("\x11")
            assert terminal.wait_for_exit() == 0
            assert "--resume" not in terminal.text
            assert not list(Path(os.environ["STREAMTUI_DATA_DIR"]).glob("conversations*"))
        else:
            assert terminal.wait_for_exit() == 2
            assert "streamtui: " in terminal.text


def test_an_earlier_conversation_is_found_by_what_was_said_and_gone_on_with() -> None:
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good")
        for prompt in ("Explain quicksort", "Name three rivers", "\x1b[31mred[/] [bold]"):
            assert run("ask", prompt, *place).returncode == 0
        with program(server.base_url, model="good") as terminal:
            terminal.wait_for("❯")
            terminal.press("Here and now\r")
            terminal.wait_for("Hello, world.")
            terminal.press("\x1bOQ")
            terminal.wait_for(lambda screen: "Name three rivers" in screen and "red[/] [bold]" in screen)
            terminal.press("zzz")
            terminal.wait_for("That stands in no conversation.")
            terminal.press("\x7f\x7f\x7fQUICK")
            terminal.wait_for(lambda screen: "Explain quicksort" in screen and "rivers" not in screen)
            terminal.press("\r")
            terminal.wait_for(lambda screen: "CONVERSATIONS" not in screen and "Explain quicksort" in screen)
            terminal.press("And in Python?\r")
            terminal.wait_for(lambda screen: screen.count("Hello, world.") == 2)
            terminal.press("\x1bOQ")
            terminal.wait_for("Here and now")
            terminal.press("\x1b")
            terminal.wait_for("And in Python?")
    assert [message["content"] for message in server.requests[-1].body["messages"]] == [
        "Explain quicksort",
        "Hello, world.",
        "And in Python?",
    ]


def test_a_conversation_is_chosen_at_the_start_where_none_is_named(fault_url: str) -> None:
    place = ("--base-url", fault_url, "-m", "good")
    for prompt in ("Explain quicksort", "Name three rivers"):
        assert run("ask", prompt, *place).returncode == 0
    with program(fault_url, "--resume", model="good") as terminal:
        terminal.wait_for(lambda screen: "CONVERSATIONS" in screen and "Explain quicksort" in screen)
        terminal.press("quick\r")
        terminal.wait_for(lambda screen: "CONVERSATIONS" not in screen and "Hello, world." in screen)
