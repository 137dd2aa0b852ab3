"""The folder of a batch: whole replies or none, whatever killed the program that wrote it."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.faults.faults import ConfigurationError, DiskError, Fault
from streamtui.core.ports.batch import Answered, Prompt, survey
from streamtui.core.text.growing_text import GrowingText
from streamtui.storage.batch.folder import BatchFolder
from tests.disks import largest_file

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


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def test_what_a_killed_run_was_writing_is_taken_away(folder: BatchFolder) -> None:
    folder.save(ask("b"), whole("Hi"), ())
    (folder.path / ".streamtui-123-00000000.half").write_text("half")
    (folder.path / ".streamtui-124-00000000.half").mkdir()
    (folder.path / ".streamtui-124-00000000.half" / "1.py").write_text("half")
    for name in "ab":  # killed before the line of `a`, and behind that of `b`
        (folder.path / f".streamtui-125-0000000{name}.half").write_text("whole")
        (folder.path / f"{name}.md").unlink(missing_ok=True)
        (folder.path / f"{name}.md").hardlink_to(folder.path / f".streamtui-125-0000000{name}.half")
        (folder.path / f"{name}.code").mkdir()
        (folder.path / f"{name}.code" / "1.py").write_text("whole")
    BatchFolder(folder.path).answered()
    assert names(folder.path) == ["b.code", "b.md", "results.jsonl"]
    folder.save(ask("a"), whole("Now"), ())
    assert (folder.path / "a.md").read_text() == "Now"


class TestTheFilesOfOthers:
    @pytest.mark.parametrize(
        "foreign",
        [
            b"only line, without an end",
            b'{"id": "a"}\n',
            b"line\nnot yours",
            b'{"id": "a", "prompt_digest": "b", "complete": true}\nnot yours',
            b"[" * 100_000,
            b"\x00\xff\n",
            b'{"schema": "streamtui.reply.v9"',
        ],
    )
    def test_a_file_of_results_that_is_none_is_refused_and_left_as_it_is(self, tmp_path: Path, foreign: bytes) -> None:
        path = tmp_path / "results.jsonl"
        path.write_bytes(foreign)
        path.chmod(0o644)
        for retry_failed in (False, True):
            with pytest.raises(ConfigurationError, match="is not a result of a batch"):
                BatchFolder(tmp_path).answered(retry_failed=retry_failed)
        assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (foreign, 0o644)

    def test_nothing_is_written_through_a_link_or_into_a_pipe(self, tmp_path: Path) -> None:
        foreign, out = tmp_path / "foreign", tmp_path / "out"
        foreign.write_bytes(b"not yours")
        folder = BatchFolder(out)
        (out / "results.jsonl").symlink_to(foreign)
        with pytest.raises(ConfigurationError, match=r"results\.jsonl is a link"):
            folder.answered()
        with pytest.raises(DiskError, match=r"results\.jsonl is a link"):
            folder.save(ask("a"), whole("Hi"), ())
        (out / "results.jsonl").unlink()
        os.mkfifo(out / "results.jsonl")
        with pytest.raises(ConfigurationError, match=r"results\.jsonl is no regular file"):
            folder.answered()
        assert foreign.read_bytes() == b"not yours"
        assert sorted(path.name for path in out.iterdir()) == ["results.jsonl"]

    def test_a_lock_that_is_none_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / ".lock").write_text("not yours")
        with pytest.raises(ConfigurationError, match=r"\.lock is no lock of ours"), BatchFolder(tmp_path).alone():
            pass
        assert (tmp_path / ".lock").read_text() == "not yours"

    def test_a_reply_gets_another_name_where_its_own_is_taken(self, folder: BatchFolder, tmp_path: Path) -> None:
        (folder.path / "README.md").write_text("not yours")
        (folder.path / "README-2.code").mkdir()
        (folder.path / "README-2.code" / "main.py").write_text("not yours")
        (folder.path / "README-3.md").symlink_to(tmp_path / "absent")
        folder.save(ask("README"), whole(CODE), ())
        assert lines(folder)[0]["file"] == "README-4.md"
        assert (folder.path / "README-4.code" / "1.py").is_file()
        assert (folder.path / "README.md").read_text() == "not yours"
        assert names(folder.path / "README-2.code") == ["main.py"]
        assert not (tmp_path / "absent").exists()

    def test_the_folder_itself_may_be_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "real")
        assert BatchFolder(tmp_path / "link").answered() == {}


def test_a_full_disk_leaves_no_half_and_the_next_run_goes_on(folder: BatchFolder) -> None:
    folder.save(ask("a"), whole(CODE), ())
    before = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    for text in ("x" * 3000, "x" * 700):  # too long for a file of its own, or behind the first line
        with (
            largest_file(1000),
            pytest.raises(DiskError, match=r"prompt 'b' can't be kept .* the same command"),
        ):
            folder.save(ask("b"), whole(text), ())
        assert {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()} == before
        assert list(folder.answered()) == ["a"]
    folder.save(ask("b"), whole(CODE), ())
    assert list(folder.answered()) == ["a", "b"]


def test_failed_ones_are_forgotten_where_they_are_to_be_retried(folder: BatchFolder) -> None:
    folder.save(ask("a"), whole("Hi"), ())
    folder.save(ask("b"), HALF, ())
    assert list(folder.answered(retry_failed=True)) == ["a"]
    folder.save(ask("b"), whole("Now"), ())
    assert [line["id"] for line in lines(folder)] == ["a", "b"]
    assert stat.S_IMODE((folder.path / "results.jsonl").stat().st_mode) == 0o600


def test_half_a_character_does_no_harm(folder: BatchFolder) -> None:
    folder.save(ask("a"), whole("\ud83d!"), ())
    assert (folder.path / "a.md").read_text() == "?!"


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
