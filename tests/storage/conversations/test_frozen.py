"""A store that an earlier version left is opened, made one of this version, and says what it said then."""

from __future__ import annotations

import asyncio
import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from streamtui.cli.clock import SystemClock
from streamtui.cli.compose.sessions import new_id
from streamtui.core.chat.events import PromptSubmitted
from streamtui.session.live import LiveSession
from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.schema import VERSION
from tests.doubles.providers import FakeEndpoint, FakeProvider, text_reply
from tests.storage.conversations.freezing import FROZEN, read
from tests.storage.conversations.test_store import keep, store_in, turn


def of_then(now: Any, then: Any) -> Any:
    """Of what is read now what was there then: a later version may say more in an object."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {name: of_then(now[name], value) for name, value in then.items() if name in now}
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        return [of_then(one, other) for one, other in zip(now, then, strict=True)]
    return now


def with_keys(then: Any) -> Any:
    """The first version named turns by numbers, and told of the tree beside it."""
    for conversation in then["exported"]:
        turns = conversation["tree"]
        for each in turns:
            each["id"], each["parent"] = str(each["id"]), each["parent"] and str(each["parent"])
        head, began, changed = (conversation.pop(name) for name in ("head", "began", "changed"))
        conversation["tree"] = {"began": began, "changed": changed, "head": str(head), "turns": turns}
    return then


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_store_of_each_version_says_today_what_it_said_then(tmp_path: Path, version: int) -> None:
    if not (packed := FROZEN / f"v{version}.sqlite.gz").exists():
        assert version == VERSION, "no store of that version was frozen"
        pytest.skip("the tables of this version are not released yet")
    (tmp_path / NAME).write_bytes(gzip.decompress(packed.read_bytes()))
    then = json.loads((FROZEN / f"v{version}.json").read_text("utf-8"))
    then = with_keys(then) if version == 1 else then
    for _ in range(2):  # as it was, and as it was made
        assert of_then(read(tmp_path), then) == then
    with store_in(tmp_path) as store:
        keep(store, *turn("Now", "And today."))
        assert [row.title for row in store.search("today").result()] == ["Now"]
        assert store.verify().result() == []
    connection = sqlite3.connect(tmp_path / NAME)
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    connection.close()


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_of_a_broken_store_of_each_version_all_that_can_be_read_stays(tmp_path: Path, version: int) -> None:
    if not (packed := FROZEN / f"v{version}.sqlite.gz").exists():
        pytest.skip("the tables of this version are not released yet")
    (tmp_path / NAME).write_bytes(b"damage" * 16 + b"done" + gzip.decompress(packed.read_bytes())[100:])
    then = json.loads((FROZEN / f"v{version}.json").read_text("utf-8"))
    now = read(tmp_path)
    assert now["verdict"] == []
    for part in ("rows", "found"):
        assert of_then(now[part], then[part]) == then[part]


@pytest.mark.parametrize("version", range(1, VERSION + 1))
async def test_in_a_store_of_each_version_every_question_can_be_asked_otherwise(tmp_path: Path, version: int) -> None:
    if not (packed := FROZEN / f"v{version}.sqlite.gz").exists():
        pytest.skip("the tables of this version are not released yet")
    (tmp_path / NAME).write_bytes(gzip.decompress(packed.read_bytes()))
    with store_in(tmp_path) as store:
        rows = await asyncio.wrap_future(store.listed())
        assert rows
        for row in rows:
            before = await asyncio.wrap_future(store.load(row.id))
            provider = FakeProvider(text_reply("Otherwise."))
            session = LiveSession(
                provider,
                FakeEndpoint(provider),
                SystemClock(),
                new_id=new_id,
                keeper=store.keeper(before),
                before=before,
            )
            first = session.state.conversation.messages[0]
            await session.edit(first.id, "What else?")
            asked, _ = session.state.conversation.messages
            branches = session.tree.at(asked)
            assert branches is not None
            assert len(branches.turns) == 2
            assert [message["content"] for message in provider.requests[0].messages][-1] == "What else?"
            await session.take_branch(branches.by(-1))
            assert session.state.conversation.messages[0] == first


def test_what_a_program_of_the_first_version_still_writes_is_there(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(gzip.decompress((FROZEN / "v1.sqlite.gz").read_bytes()))
    old = sqlite3.connect(path, isolation_level=None)
    with store_in(tmp_path) as store:
        before = store.load(store.listed().result()[0].id).result()
        [head] = old.execute("SELECT head FROM conversation WHERE id = ?", (before.id,)).fetchone()
        written = old.execute("SELECT events, prompt, answer FROM turn WHERE prompt != '' LIMIT 1").fetchone()
        for _ in range(2):
            row = old.execute(
                "INSERT INTO turn (conversation, parent, began, writer, prompt) VALUES (?, ?, 0, 'w', ?)",
                (before.id, head, written[1]),
            ).lastrowid
            ended = "UPDATE turn SET events = ?, writer = NULL, prompt = ?, answer = ? WHERE id = ?"
            old.execute(ended, (*written, row))
            old.execute("UPDATE conversation SET head = ? WHERE id = ?", (row, before.id))
            head = row
        after = store.load(before.id).result()
        assert len(after.turns) == len(before.turns) + 2

        asked = [event.text for event in after.events if isinstance(event, PromptSubmitted)]
        assert asked[-2:] == [written[1]] * 2
        assert after.head == after.turns[-1].key == str(head)
    old.close()
