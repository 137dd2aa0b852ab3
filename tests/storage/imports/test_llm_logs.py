"""What the command `llm` keeps arrives as conversations, of both generations of its tables; its file stays as it is."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.imports.importing import arrived, taken_in
from tests.storage.imports.samples import FIRST_TABLES, GOES_ON, THREADS, llm_database


def test_the_first_tables_arrive_with_calls_fragments_times_and_tokens(tmp_path: Path) -> None:
    done = taken_in(tmp_path, llm_database(tmp_path / "logs.db", FIRST_TABLES))
    [one] = arrived(tmp_path)
    assert (done.added, done.faults, done.left_out) == (1, [], {"attachment": 1})
    assert (one.kept.title, one.chat.system) == ("Sums", "Be terse.")
    assert one.said == ["A long text.\nWhat is 17*23?", "", "It is 391.", "Thanks", "Welcome."]
    [first, second, third] = one.replies
    [call] = first.tool_calls
    assert (call.name, str(call.arguments), call.output) == ("multiply", '{"a": 17, "b": 23}', "391")
    assert (first.model, first.served_model, first.statistics.duration_s) == ("gpt", "gpt-2025", 1.5)
    assert first.statistics.usage is not None
    assert (first.statistics.usage.prompt_tokens, first.statistics.usage.completion_tokens) == (11, 7)
    assert third.statistics.usage is None
    assert round(second.statistics.sent_at or 0) - round(first.statistics.sent_at or 0) in (2, 3)
    assert one.kept.began == 1735787045.5


def test_a_thread_arrives_with_the_branch_that_its_turns_took(tmp_path: Path) -> None:
    done = taken_in(tmp_path, llm_database(tmp_path / "logs.db", FIRST_TABLES, THREADS))
    assert (done.added, done.faults) == (2, [])
    [one] = [one for one in arrived(tmp_path) if one.kept.title == "Pets"]
    assert (one.said, one.chat.system) == (["A long text. A name?", "", "Never mind."], "Be kind.")
    assert [str(reply.reasoning) for reply in one.replies] == ["Hm."]
    assert len(one.kept.tree) == 3
    words = str(one.kept.tree)
    assert all(said in words for said in ("Percy.", "'output': 'Percy'"))


def test_a_conversation_of_the_first_tables_that_goes_on_as_a_thread_is_one(tmp_path: Path) -> None:
    before = llm_database(tmp_path / "before.db", FIRST_TABLES)
    both = llm_database(tmp_path / "both.db", FIRST_TABLES, THREADS, GOES_ON)
    said = ["A long text.\nWhat is 17*23?", "", "It is 391.", "Thanks", "Welcome.", "More?", "No."]
    for number, files in enumerate(((both,), (before, both, both, before))):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = taken_in(folder, *files)
        assert (done.added, done.grown, done.known, done.faults) == ((2, 0, 0, []), (2, 1, 3, []))[number]
        [one] = [one for one in arrived(folder) if one.kept.title == "Sums"]
        assert (one.said, len(one.kept.tree)) == (said, 3)
        assert [reply.statistics.duration_s for reply in one.replies] == [1.5, 0.5, None, pytest.approx(0.2)]
        assert [reply.model for reply in one.replies] == ["gpt"] * 4


def test_each_comes_once_and_the_file_stays_as_it_is(tmp_path: Path) -> None:
    path = llm_database(tmp_path / "logs.db", "PRAGMA journal_mode = WAL;", FIRST_TABLES, THREADS)
    before, names = sha256(path.read_bytes()).digest(), sorted(tmp_path.glob("logs.db*"))
    assert taken_in(tmp_path, path).added == 2
    again = taken_in(tmp_path, path)
    assert (again.added, again.known) == (0, 2)
    assert (sha256(path.read_bytes()).digest(), sorted(tmp_path.glob("logs.db*"))) == (before, names)


def test_what_another_program_writes_meanwhile_is_seen(tmp_path: Path) -> None:
    path = llm_database(tmp_path / "logs.db", "PRAGMA journal_mode = WAL;", FIRST_TABLES)
    writing = sqlite3.connect(path)
    writing.execute("INSERT INTO responses (id, prompt, response) VALUES ('r9', 'Late', 'But here')")
    writing.commit()
    assert taken_in(tmp_path, path).added == 2
    writing.close()


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE other (id INTEGER);",
        "CREATE VIEW responses AS WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n;",
        "CREATE VIRTUAL TABLE responses USING fts5 (id, prompt);",
    ],
)
def test_a_database_of_others_is_told_and_stays_as_it_is(tmp_path: Path, script: str) -> None:
    path = llm_database(tmp_path / "logs.db", script)
    before = path.read_bytes()
    done = taken_in(tmp_path, path)
    assert (done.added, len(done.faults), path.read_bytes()) == (0, 1, before)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200_000), st.binary(min_size=1, max_size=64)), max_size=6), st.booleans())
def test_a_broken_database_does_no_harm(damage: list[tuple[int, bytes]], cut: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = llm_database(folder / "logs.db", FIRST_TABLES, THREADS)
        data = bytearray(path.read_bytes())
        for place, piece in damage:
            place = 16 + place % (len(data) - 100)
            data[place : place + len(piece)] = piece
        path.write_bytes(data[: len(data) // 2] if cut else data)
        taken_in(folder, path)
        arrived(folder)


VALUES = st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5)
NAMES = st.sampled_from(["m0", "m1", "m2", "t1", "c1", "r1", "r2", ""])

TABLES = ("responses", "tool_calls", "tool_results", "threads", "turns", "messages", "parts", "fragments")


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_stands_in_its_columns_does_no_harm(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(sqlite3.connect(llm_database(folder / "logs.db", FIRST_TABLES, THREADS))) as connection:
            for table in TABLES:
                columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
                column = data.draw(st.sampled_from(columns))
                value = data.draw(VALUES.filter(lambda one: not isinstance(one, int) or abs(one) < 2**63) | NAMES)
                with suppress(sqlite3.Error, UnicodeEncodeError):
                    connection.execute(f'UPDATE OR IGNORE {table} SET "{column}" = ?', (value,))
            connection.commit()
        first = taken_in(folder, folder / "logs.db")
        assert len(arrived(folder)) == first.added
        assert taken_in(folder, folder / "logs.db").added == 0
