"""What a reply took has a row of its own, of whatever version the store is."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

from streamtui.core.chat import events as ev
from streamtui.core.chat.usage import Usage
from streamtui.core.chat.used import used_by
from streamtui.storage.conversations.database import NAME
from tests.storage.conversations.freezing import FROZEN
from tests.storage.conversations.test_store import keep, store_in, turn


def counted(prompt: str, at: float = 0.0) -> list[ev.StreamEvent]:
    """A turn whose server has counted the tokens."""
    *before, sent, finished, over = turn(prompt, "Hello.", at)
    usage = Usage(10, 5, 15, cached_tokens=4, reasoning_tokens=2)
    return [
        *before,
        sent,
        ev.UsageReported(at + 0.35, usage),
        ev.CostReported(at + 0.35, 0.5, "server"),
        finished,
        over,
    ]


def test_replies_of_an_older_version_are_counted_once(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(gzip.decompress((FROZEN / "v1.sqlite.gz").read_bytes()))
    for _ in range(2):
        with store_in(tmp_path) as store:
            _, whole = used_by(store.usage().result(), "day")
        connection = sqlite3.connect(tmp_path / NAME)
        [turns] = connection.execute("SELECT sum(completion_tokens), sum(prompt_tokens), sum(cost_usd) FROM turn")
        connection.close()
        assert (whole.completion_tokens, whole.prompt_tokens.known, whole.cost_usd.known) == turns


def test_a_reply_is_counted_when_its_turn_is_over(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *counted("One"), *counted("Two", 5.0), *turn("Three", "Hm.", 9.0)[:5])
        first, second = store.usage().result()
        assert (second.model, second.prompt_tokens, second.cached_tokens, second.reasoning_tokens) == (
            "model",
            10,
            4,
            2,
        )
        assert (second.completion_tokens, second.cost_usd, second.ttft_s, second.duration_s) == (5, 0.5, 0.2, 0.2)
        assert not second.estimated
        assert round(second.at - first.at, 3) == 5
        assert store.usage(second.at).result() == [second]
    with store_in(tmp_path) as store:  # the third was cut
        assert [use.estimated for use in store.usage().result()] == [False, False, True]


def test_what_others_have_spent_is_told_apart_from_what_this_run_has(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *counted("One"))
        assert store.spent(0.0).result().cost_usd == 0.5
    with store_in(tmp_path) as store:
        assert store.spent_elsewhere(0.0).result()[0].cost_usd == 0.5
        keep(store, *counted("Two"))
        assert store.spent(0.0).result().cost_usd == 1.0
        assert store.spent_elsewhere(0.0).result()[0].cost_usd == 0.5


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *counted("One"), *counted("Two", 5.0))
    connection = sqlite3.connect(tmp_path / NAME)
    connection.executescript(
        "DELETE FROM reply; UPDATE turn SET counted = 0; UPDATE turn SET events = x'00' WHERE id = 1"
    )
    connection.close()
    with store_in(tmp_path) as store:
        assert len(store.usage().result()) == 1
