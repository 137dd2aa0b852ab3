"""What was written in the prompt, as it is kept on the disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from streamtui.core.ports.prompts import Draft, Written
from streamtui.core.text.secrets import Secrets
from streamtui.storage.prompts import history
from streamtui.storage.prompts.drafts import FOLDER
from streamtui.storage.prompts.kept import KeptPrompts

FOLDED = Written("What is [pasted 20 lines]?", {"[pasted 20 lines]": "line\n" * 20}, ["secret.txt"])


def closed(prompts: KeptPrompts) -> None:
    asyncio.run(prompts.close())


def test_what_was_sent_is_there_in_order_and_goes_with_its_conversation(tmp_path: Path) -> None:
    prompts = KeptPrompts(tmp_path / "data", Secrets("my-own-secret"))
    prompts.remember(FOLDED, "a")
    prompts.remember(Written("my-own-secret, \x1b[31m and ü"), "b")
    read = prompts.earlier()
    assert [one.text for one in read] == [FOLDED.text, "***, \x1b[31m and ü"]
    assert (read[0].folds, read[0].unasked) == (FOLDED.folds, FOLDED.unasked)
    history.forget(tmp_path / "data", ["a"])
    assert [one.text for one in prompts.earlier()] == ["***, \x1b[31m and ü"]
    closed(prompts)
    assert (tmp_path / "data" / history.NAME).stat().st_mode & 0o77 == 0


def test_what_programs_send_that_run_at_the_same_time_is_told_once_and_never_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST", 1)
    first, second = (KeptPrompts(tmp_path, Secrets()) for _ in range(2))
    for text in ("of a run before", "of the last one"):
        first.remember(Written(text), "")
    assert [[one.text for one in prompts.earlier()] for prompts in (first, second)] == [["of the last one"]] * 2
    second.remember(FOLDED, "b")
    first.remember(Written("mine"), "a")
    second.remember(Written("more"), "b")
    closed(second)
    told = first.others()
    assert [(one.text, one.folds) for one in told] == [(FOLDED.text, FOLDED.folds), ("more", {})]
    assert [*first.others()] == []
    closed(first)


def test_lines_that_are_none_are_left_out_and_the_oldest_go_first(tmp_path: Path) -> None:
    lines = [b'{"text":"%d"}' % number for number in range(int(history.MOST * 1.3))]
    (tmp_path / history.NAME).write_bytes(b"\n".join((*lines, b'{"text":', b"[1]", b'{"text":"last"}', b"")))
    (tmp_path / history.NAME).chmod(0o600)
    read, _ = history.read(tmp_path)
    assert len(read) == history.MOST - 2
    assert [read[-1].text, read[-2].text] == ["last", str(len(lines) - 1)]


def test_what_is_not_sent_is_had_by_the_next_program_once_the_one_that_wrote_it_is_gone(tmp_path: Path) -> None:
    first, second, third = (KeptPrompts(tmp_path, Secrets()) for _ in range(3))
    first.keep(Draft(FOLDED, [Written("then this")], conversation="a"))
    second.keep(Draft(Written("mine")))
    for one in (first, second):
        one.earlier()  # what it keeps is in its file then
    assert third.left() is None  # both live
    closed(first)
    assert third.left("b") is None
    left = third.left()
    assert left is not None
    assert (left.written.folds, left.waiting, left.conversation) == (FOLDED.folds, [Written("then this")], "a")
    assert third.left() is None
    assert len([*(tmp_path / FOLDER).glob("*.json")]) == 2  # until it is kept by the one that has it now
    third.keep(left)
    assert len([*(tmp_path / FOLDER).glob("*.json")]) == 2
    third.keep(Draft())
    second.keep(Draft())
    closed(second)
    closed(third)
    assert [*(tmp_path / FOLDER).iterdir()] == []


def test_where_nothing_can_be_written_the_chat_goes_on(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    prompts = KeptPrompts(tmp_path / "data", Secrets())
    prompts.remember(FOLDED, "")
    prompts.keep(Draft(FOLDED))
    assert (prompts.earlier(), prompts.left()) == ((), None)
    closed(prompts)
