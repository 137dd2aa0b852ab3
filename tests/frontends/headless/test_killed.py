"""Races and batches that are kept, killed with SIGKILL while replies come: what was seen is there, marked as cut."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.commands import run, start
from tests.servers.keeping import Answered, KeptServer, kept_answers, wait_until_kept
from tests.servers.threaded import in_thread

HALVES = [("Why?", "Half of one", "cut"), ("Why?", "Half of two", "cut")]
RACE = {"Why?": [*HALVES, ("Why?", "Whole of quick", "whole")]}
BATCH = {prompt: [(prompt, "Half of one", "cut")] for prompt in ("First?", "Second?")}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("race", "Why?", "--system", "Be brief.", "-m", "one", "-m", "quick", "-m", "two"), RACE),
        (("batch", "prompts.txt", "--system", "Be brief.", "-m", "one"), BATCH),
    ],
)
def test_what_is_kept_is_there_after_kill_9_and_can_be_gone_on_with(
    command: tuple[str, ...], expected: dict[str, list[Answered]]
) -> None:
    Path("prompts.txt").write_text("First?\nSecond?\n")
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    with in_thread(KeptServer(data)) as server:
        place = ("--base-url", server.base_url)
        process = start(*command, *place, "--store")
        try:
            wait_until_kept(data, expected, process.poll)
        finally:
            process.kill()
            process.communicate()
        assert kept_answers(data) == expected
        assert server.unkept == []
        for row in map(json.loads, run("history", "list", "--json").stdout.splitlines()):
            done = run("ask", "And now?", *place, "-m", "quick", "--resume", row["id"])
            assert (done.returncode, done.stdout) == (0, "Whole of quick\n")
