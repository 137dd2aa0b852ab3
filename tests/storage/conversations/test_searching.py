"""What was said is found among many conversations, by words and by what is true of them."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.usage import Usage
from streamtui.core.words.asked_words import Asked, read_asked
from streamtui.storage.conversations import searching
from streamtui.storage.conversations.database import NAME, Database
from streamtui.storage.conversations.turn_rows import finish_turn
from tests.storage.conversations.test_store import keep, store_in, turn


def put(database: Database, identity: str, said: Sequence[tuple[str, str]], changed: float, **columns: object) -> None:
    """A conversation, without what is needed to go on with it."""
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO conversation (id, began, changed, title) VALUES (?, ?, ?, ?)",
            (identity, changed, changed, identity),
        )
        for prompt, answer in said:
            names = {"prompt": prompt, "answer": answer, "events": b"", **columns}
            row = connection.execute("INSERT INTO turn (conversation, began) VALUES (?, ?)", (identity, changed))
            for name, value in names.items():
                connection.execute(f"UPDATE turn SET {name} = ? WHERE id = ?", (value, row.lastrowid))
        connection.execute(
            "UPDATE conversation SET head = (SELECT max(id) FROM turn WHERE conversation = ?) WHERE id = ?",
            (identity, identity),
        )


def found(database: Database, *words: str, limit: int = 100, **filters: object) -> list[str]:
    asked = Asked(words=words, **filters)  # type: ignore[arg-type]
    return [row.id for row in searching.search(database, asked, limit)]


@pytest.mark.parametrize("newest", [2000, 5])
@pytest.mark.parametrize("few", [300, 0])
@pytest.mark.parametrize("trigrams", [200, 1])
def test_every_way_of_looking_finds_what_a_reader_of_all_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newest: int, few: int, trigrams: int
) -> None:
    monkeypatch.setattr(searching, "_NEWEST", newest)
    monkeypatch.setattr(searching, "_FEW", few)
    monkeypatch.setattr(searching, "_MOST_TRIGRAMS", trigrams)
    rng = random.Random(13)
    database = Database(tmp_path)
    said = {
        f"id{number}": [
            ("".join(rng.choices('abß文内"%_ ', k=6)), "".join(rng.choices("abAB ", k=9))) for _ in range(3)
        ]
        for number in range(40)
    }

    def read(*words: str) -> list[str]:
        return [
            identity
            for identity, turns in said.items()
            if any(all(word.casefold() in f"{p}\0{a}".casefold() for word in words) for p, a in turns)
        ][::-1]

    for number, (identity, turns) in enumerate(said.items()):
        put(database, identity, turns, number, model=f"m{number % 4}")
    for looked_for in ("a", "ab", "ba b", "文内", "文", '"', "%", "a_", "aba", "aba 文", "zz", "ABß", "ß"):
        words, there = looked_for.split(), read(*looked_for.split())
        assert found(database, *words) == there
        assert found(database, *words, limit=3) == there[:3]
        assert found(database, *words, models=("M1",)) == [each for each in there if int(each[2:]) % 4 == 1]
    database.close()


def test_filters_are_true_of_what_is_found(tmp_path: Path) -> None:
    database = Database(tmp_path)
    put(database, "code", [("one", "1")], 100.0, code=1, model="GPT-4o")
    put(database, "call", [("one", "1")], 200.0, calls=2, model="qwen")
    put(database, "cut", [("one", "1")], 300.0, fault="cut")
    put(database, "more", [("one", "1"), ("two", "2")], 400.0, messages=2, prompt_tokens=5, cost_usd=0.25, model="a")
    with database.transaction() as connection:
        connection.execute("UPDATE conversation SET pinned = 1 WHERE id = 'code'")
    for words in ((), ("one",)):
        assert found(database, *words) == ["code", "more", "cut", "call"]
        assert found(database, *words, are=("code",)) == ["code"]
        assert found(database, *words, are=("call",)) == ["call"]
        assert found(database, *words, are=("cut",)) == ["cut"]
        assert found(database, *words, are=("pinned",)) == ["code"]
        assert found(database, *words, are=("code", "cut")) == []
        assert found(database, *words, models=("gpt",)) == ["code"]
        assert found(database, *words, models=("q", "w")) == ["call"]
        assert found(database, *words, before=300.0) == ["code", "call"]
        assert found(database, *words, after=300.0, before=400.0) == ["cut"]
    assert found(database, "two", are=("code",)) == []
    [row, *_] = searching.search(database, Asked(words=("two",)))
    assert (row.messages, row.tokens, row.cost_usd, row.model) == (4, 10, 0.5, "a")
    [last] = database.connection.execute("SELECT id FROM turn WHERE prompt = 'two'").fetchone()
    assert row.found_turn == last
    database.close()


def test_a_title_that_was_given_is_found(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, *turn("Hi", "Hello."))
        store.retitle(identity, "On Sorting").result()
        [row] = store.search("sorting").result()
        assert (row.id, row.found, row.found_turn) == (identity, "", None)
        assert store.search("sorting is:cut").result() == []


def test_what_is_asked_counts_before_its_answer_and_tokens_that_nobody_counted_are_marked(tmp_path: Path) -> None:
    asked, *answered = turn("Hi", "Hello.")
    counted = ev.UsageReported(0.35, Usage(8, 2, 10))
    with store_in(tmp_path) as store:
        keep(store, asked, *answered[:-2], counted, *answered[-2:])
        keep(store, asked, *answered)
        keep(store, asked, *answered[:-2])
        rows = store.listed().result()
    assert [(row.messages, row.tokens, row.tokens_are_estimated) for row in rows] == [
        (1, 0, False),
        (2, 2, True),
        (2, 10, False),
    ]


def test_sums_follow_the_turns(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep(store, *turn("Hi", "Hello."))
        [row] = store.listed().result()
    database = Database(tmp_path)
    [turn_row] = database.connection.execute("SELECT id FROM turn").fetchone()
    with database.transaction() as connection:
        finish_turn(connection, turn_row, turn("Hi", "Hello."), 0.0)
    sums = database.connection.execute("SELECT messages, code, last_turn FROM conversation").fetchone()
    assert (row.messages, row.model, sums) == (2, "model", (1, 0, turn_row))  # of unkept replies nothing is said
    database.close()


def test_a_store_of_the_first_version_has_its_sums(tmp_path: Path) -> None:
    from streamtui.storage.conversations.schema import _FIRST

    connection = sqlite3.connect(tmp_path / NAME)
    connection.executescript(_FIRST)
    connection.execute("INSERT INTO conversation (id, began, changed, title) VALUES ('x', 1, 2, 't')")
    for model in ("a", "b,c", "a", ""):
        connection.execute(
            "INSERT INTO turn (conversation, began, model, messages, cost_usd, prompt, answer) "
            "VALUES ('x', 1, ?, 2, 0.5, 'first', 'ok 内容')",
            (model,),
        )
    connection.execute("PRAGMA user_version = 1")
    connection.execute("PRAGMA application_id = 0x73747569")
    connection.commit()
    connection.close()
    database = Database(tmp_path)
    assert database.connection.execute("SELECT model, models, messages, cost_usd FROM conversation").fetchone() == (
        "a",
        "a\nb,c\n",
        8,
        2.0,
    )
    assert found(database, "内容") == found(database, "FIRST") == found(database, models=("B,C",)) == ["x"]
    database.close()


def test_what_is_typed_without_end_is_looked_for_in_time(tmp_path: Path) -> None:
    database = Database(tmp_path)
    put(database, "long", [("%_" * 50_000, "x" * 100_000)], 1.0)
    began = time.process_time()
    for typed in ("x" * 90_000, "%_ " * 5000, "".join(f"model:{number} " for number in range(5000)), '"' * 5000):
        searching.search(database, read_asked(typed, 0))
    assert found(database, "x" * 1000) == ["long"]
    assert time.process_time() - began < 20
    database.close()
