"""The folder of a batch: whole replies or none, whatever killed the program that wrote it."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streamtui.core.chat.conversation import Reply, ReplyState
from streamtui.core.faults.faults import ConfigurationError, Fault
from streamtui.core.ports.batch import Answered, Prompt, survey
from streamtui.core.text.growing_text import GrowingText
from streamtui.storage.batch.folder import BatchFolder

CODE = "Here:\n```python\nprint(1)\n```\n"
HALF = Reply(text=GrowingText("Hal"), state=ReplyState.CUT, fault=Fault("cut", "It broke."))


def ask(prompt_id: str, text: str = "Hi") -> Prompt:
    return Prompt(prompt_id, [{"role": "user", "content": text}])


def whole(text: str) -> Reply:
    return Reply(text=GrowingText(text), state=ReplyState.COMPLETE)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[BatchFolder]:
    folder = BatchFolder(tmp_path / "out", with_code=True)
    with folder.alone():
        folder.answered()
        yield folder


def lines(folder: BatchFolder) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder.path / "results.jsonl").read_text().splitlines()]


def test_a_complete_reply_is_a_text_its_code_and_a_line(folder: BatchFolder) -> None:
    folder.save(ask("a"), whole(CODE), ())
    assert (folder.path / "a.md").read_text() == CODE
    assert (folder.path / "a.code" / "1.py").read_text() == "print(1)\n"
    line = lines(folder)[0]
    assert (line["schema"], line["id"], line["file"], line["content"]) == ("streamtui.reply.v1", "a", "a.md", CODE)
    assert folder.answered() == {"a": Answered(ask("a").digest, complete=True)}


def test_a_broken_reply_is_a_line_alone(folder: BatchFolder) -> None:
    folder.save(ask("a"), HALF, ())
    assert (lines(folder)[0]["content"], lines(folder)[0]["error"]["kind"]) == ("Hal", "cut")
    assert not (folder.path / "a.md").exists()
    assert folder.answered() == {"a": Answered(ask("a").digest, complete=False)}


def test_all_is_the_owners_alone(folder: BatchFolder) -> None:
    folder.save(ask("a"), whole(CODE), ())
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.path.rglob("*") if path.is_file()}
    assert modes == dict.fromkeys(("a.md", "1.py", "results.jsonl", ".lock"), 0o600)


def test_half_a_line_is_taken_away_at_the_next_start_wherever_it_was_torn(folder: BatchFolder) -> None:
    for prompt_id in "ab":
        folder.save(ask(prompt_id), whole("x" * 100_000), ())
    path = folder.path / "results.jsonl"
    content = path.read_bytes()
    first = content.index(b"\n") + 1
    for end in (first, first + 1, first + 70_000, len(content) - 1):
        path.write_bytes(content[:end])
        assert list(BatchFolder(folder.path).answered()) == ["a"]
        assert path.read_bytes() == content[:first]


def test_what_a_killed_run_was_writing_is_taken_away(folder: BatchFolder) -> None:
    (folder.path / ".123.half").write_text("half")
    (folder.path / ".124.half").mkdir()
    (folder.path / ".124.half" / "1.py").write_text("half")
    BatchFolder(folder.path).answered()
    assert sorted(path.name for path in folder.path.iterdir()) == [".lock", "results.jsonl"]


def test_failed_ones_are_forgotten_where_they_are_to_be_retried(folder: BatchFolder) -> None:
    folder.save(ask("a"), whole("Hi"), ())
    folder.save(ask("b"), HALF, ())
    assert list(folder.answered(retry_failed=True)) == ["a"]
    folder.save(ask("b"), whole("Now"), ())
    assert [line["id"] for line in lines(folder)] == ["a", "b"]
    assert stat.S_IMODE((folder.path / "results.jsonl").stat().st_mode) == 0o600


def test_code_of_an_attempt_before_does_not_stay(folder: BatchFolder) -> None:
    folder.save(ask("a"), whole(CODE * 3), ())
    folder.save(ask("a"), whole(CODE), ())
    assert [path.name for path in (folder.path / "a.code").iterdir()] == ["1.py"]


def test_half_a_character_does_no_harm(folder: BatchFolder) -> None:
    folder.save(ask("a"), whole("\ud83d!"), ())
    assert (folder.path / "a.md").read_text() == "?!"


def test_a_file_that_holds_other_things_is_refused(folder: BatchFolder) -> None:
    (folder.path / "results.jsonl").write_text('{"id": "a"}\n')
    with pytest.raises(ConfigurationError, match="line 1, is not a result"):
        folder.answered()


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="choose another by --out"):
        BatchFolder(tmp_path / "file")


class TestTheSurvey:
    def test_it_counts_what_there_is_to_do(self) -> None:
        prompts = [ask("a"), ask("b"), Prompt("c", [], "m"), ask("A")]
        known = {"a": Answered(ask("a").digest, complete=True), "b": Answered(ask("b").digest, complete=False)}
        found = survey(prompts, known)
        assert (found.total, found.done, found.failed, found.crowded) == (4, 1, 1, frozenset("a"))
        assert found.without_model
        assert not survey([ask("a"), Prompt("c", [], "m")], known).without_model

    def test_an_id_that_comes_twice_is_refused(self) -> None:
        with pytest.raises(ConfigurationError, match="Two prompts have the id 'a'"):
            survey([ask("a"), ask("a", "other")], {})

    def test_a_prompt_that_changed_since_it_was_asked_is_refused(self) -> None:
        with pytest.raises(ConfigurationError, match="not the one that an earlier run asked"):
            survey([ask("a", "new")], {"a": Answered(ask("a", "old").digest, complete=True)})
