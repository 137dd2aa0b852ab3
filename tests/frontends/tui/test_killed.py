"""SIGKILL at any instant of a turn with a call: what was seen a second before is there, cut, and can be gone on with.

At 4 instants, and at 20 in `.ci/run`; at others: `STREAMTUI_KILLS=24 STREAMTUI_SEED=1 python -m pytest -s THIS_FILE`.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from streamtui.cli.clock import SystemClock
from streamtui.core.chat.conversation import Conversation
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.storage.conversations.store import ConversationStore
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.replies import Answer, Pause, Step, chunk, ending, text
from tests.servers.threaded import in_thread
from tests.terminal import Terminal

pytestmark = pytest.mark.one_python

KILLS = int(os.environ.get("STREAMTUI_KILLS", "4"))
SEED = int(os.environ.get("STREAMTUI_SEED", "13"))
AT_ONCE = 4
BEHIND_S = 1.0
"""So far the disk may be behind the screen."""
WORD = re.compile(r"w\d{3}(?!\d)")
TOOL = '''
import time

def look_up(words: str) -> str:
    """Look words up."""
    time.sleep(0.5)
    return "It is w900."
'''
STEP_S = 0.04
TURN_S = 3.6
"""From the prompt to the end of the turn, about."""


class Slow(ChatServer):
    """Writes words, calls a function, and writes more words; with the model `quick` it just answers."""

    def answer(self, request: RecordedRequest) -> Answer:
        if request.model == "quick":
            return text("All is well.")
        later = request.body["messages"][-1]["role"] == "tool"
        return Answer([Pause(0.3), *(_words(500, 25) if later else [*_words(100, 20), *_call()]), *ending()])


def _words(first: int, count: int) -> Iterator[Step]:
    for number in range(first, first + count):
        yield chunk({"content": f"w{number} "})
        yield Pause(STEP_S)


def _call() -> Iterator[Step]:
    whole = json.dumps({"words": " ".join(f"w{number}" for number in range(300, 315))})
    function = {"name": "look_up", "arguments": ""}
    yield chunk({"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]})
    for start in range(0, len(whole), 5):
        yield chunk({"tool_calls": [{"index": 0, "function": {"arguments": whole[start : start + 5]}}]})
        yield Pause(STEP_S)


def _load(folder: Path) -> tuple[ChatState, bool]:
    """The conversation, and whether the list calls it cut."""
    store = ConversationStore(folder, SystemClock())
    try:
        assert store.verify().result() == []
        [row] = store.listed().result()
        return ChatState().fold(store.load().result().events), row.cut
    finally:
        store.close()


def _kept_words(conversation: Conversation) -> set[str]:
    replies = [message for message in conversation.messages if isinstance(message, Reply)]
    calls = [call for reply in replies for call in reply.tool_calls]
    texts = [*(reply.text for reply in replies), *(call.arguments for call in calls), *(call.output for call in calls)]
    return set(WORD.findall(" ".join(map(str, texts))))


def _killed(base_url: str, tools: Path, place: tuple[Path, float]) -> tuple[float, int, str]:
    """Kill the program so long after its prompt, and look at what is kept; says how many words were seen, and how it
    ended."""
    folder, after_s = place
    env = {"STREAMTUI_DATA_DIR": str(folder), "STREAMTUI_TOOLS_APPROVE": "none"}
    command = [sys.executable, "-m", "streamtui", "--base-url", base_url]
    with Terminal([*command, "-m", "slow", "--tools", str(tools)], env=env) as terminal:
        terminal.wait_for("❯")
        terminal.press("A question\r")
        terminal.wait_for(lambda screen: "❯ A question" not in screen and "A question" in screen)
        terminal.read_for(max(0.0, after_s - BEHIND_S))
        shown = set(WORD.findall(terminal.text)) if after_s > BEHIND_S else set[str]()
        terminal.read_for(min(after_s, BEHIND_S))
        terminal.kill(signal.SIGKILL)
        terminal.wait_for_exit()
    state, cut = _load(folder)
    messages = state.conversation.messages
    assert messages[0].text == "A question"
    assert shown <= _kept_words(state.conversation), f"after {after_s:.2f} s: {sorted(shown)}"
    assert not state.phase.busy
    replies = [message for message in messages if isinstance(message, Reply)]
    assert all(reply.state is not ReplyState.OPEN for reply in replies)
    assert cut == (state.fault is not None and state.fault.kind == "cut")
    assert cut or str(replies[-1].text).endswith("w524 ")
    with Terminal([*command, "-m", "quick", "--continue"], env=env) as terminal:
        terminal.wait_for("A question")
        terminal.press("\x1br")
        terminal.wait_for("All is well.")
    return after_s, len(shown), "cut" if cut else "whole"


@pytest.mark.long
@pytest.mark.timeout(60 * KILLS)
def test_whatever_was_seen_a_second_before_a_kill_is_kept_and_gone_on_with(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    instants = [(number + rng.random()) / KILLS * (TURN_S + 1) for number in range(KILLS)]
    tools = tmp_path / "tools.py"
    tools.write_text(TOOL)
    places = [(tmp_path / f"data-{number}", after_s) for number, after_s in enumerate(instants)]
    with in_thread(Slow()) as server, ThreadPoolExecutor(AT_ONCE) as threads:
        for after_s, words, ending in threads.map(partial(_killed, server.base_url, tools), places):
            print(f"seed {SEED}: killed {after_s:.2f} s after the prompt, {words} words seen, {ending}")
