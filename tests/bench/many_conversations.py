"""A store of ten thousand conversations, as some years leave it: English prose and code, and some Chinese.

It is built once for each version of the tables, in the folder for temporary files, and then copied.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pydoc_data import topics

from streamtui.core.chat import events as ev
from streamtui.core.chat.condensed import Condenser, condensed
from streamtui.core.chat.state import ChatState
from streamtui.storage.conversations.database import NAME, Database
from streamtui.storage.conversations.schema import MIGRATIONS
from streamtui.storage.conversations.turn_rows import finish_turn

CONVERSATIONS, TURNS = 10_000, 10
CHINESE = "今天气很好我们讨论快速排序算法的内容机器学习模型可以帮助人理解数据并且生成文本服务返回流式响应"
PROSE = " ".join(topics.topics.values()).split()
_CHINESE_SHARE, _RARE_SHARE = 0.05, 0.001


@contextmanager
def many_conversations() -> Iterator[Path]:
    """A folder with a copy of the store in it."""
    version = hashlib.sha256("".join((*MIGRATIONS, Path(__file__).read_text())).encode()).hexdigest()[:12]
    built = Path(tempfile.gettempdir()) / f"streamtui-bench-conversations-{version}"
    if not built.exists():
        half = built.with_suffix(f".{os.getpid()}")
        _build(half)
        half.rename(built)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(built / NAME, folder)
        yield Path(folder)


def words_said(rng: random.Random, least: int, most: int) -> str:
    """Some words that stand together somewhere."""
    start = rng.randrange(len(PROSE) - most)
    return " ".join(PROSE[start : start + rng.randint(least, most)])


def _build(folder: Path) -> None:
    rng, now = random.Random(13), time.time()
    database = Database(folder)
    for number in range(CONVERSATIONS):
        changed, chinese = now - (CONVERSATIONS - number) * 3600, rng.random() < _CHINESE_SHARE
        identity, last = f"{rng.getrandbits(64):016x}", None
        with database.transaction() as connection:
            connection.execute(
                "INSERT INTO conversation (id, began, changed, title, pinned) VALUES (?, ?, ?, ?, ?)",
                (identity, changed, changed, words_said(rng, 4, 9), number % 1000 == 0),
            )
            for place in range(TURNS):
                prompt, answer = words_said(rng, 5, 20), words_said(rng, 40, 140)
                if chinese:
                    prompt, answer = "".join(rng.choices(CHINESE, k=12)), "".join(rng.choices(CHINESE, k=200))
                if rng.random() < _RARE_SHARE:
                    answer += f"\n```python\nzebra{number}()\n```"
                last = connection.execute(
                    "INSERT INTO turn (conversation, parent, began, key) VALUES (?, ?, ?, ?)",
                    (identity, last, changed, f"k{place}"),
                ).lastrowid
                assert last is not None
                finish_turn(connection, last, _said(prompt, answer, f"model-{number % 7}"), 0.0)
            connection.execute("UPDATE conversation SET head = ? WHERE id = ?", (last, identity))
    database.close()


def _said(prompt: str, answer: str, model: str) -> list[ev.StreamEvent]:
    state, condenser, kept = ChatState(), Condenser(), list[ev.StreamEvent]()
    for event in (
        ev.PromptSubmitted(0.0, prompt),
        ev.RequestSent(0.1, 1, model),
        ev.ResponseStarted(0.3),
        ev.ChunkReceived(0.4),
        ev.TextDelta(0.4, answer),
        ev.ReplyFinished(2.0),
        ev.TurnFinished(2.0),
    ):
        state.apply(event)
        kept.extend(condenser.kept(event, state))
    return condensed(kept)
