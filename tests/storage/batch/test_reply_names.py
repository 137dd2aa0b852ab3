"""File names for ids that may hold anything."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.storage.batch.reply_names import reply_name

HOSTILE = ["../../etc/passwd", "/etc/passwd", "a/b", "a\\b", "..", ".", "", ".hidden", "con", "NUL.txt", "x:y", "a\nb"]


@pytest.mark.parametrize("plain", ["1", "q-17", "Chapter_2", "v1.2.3", "a" * 100])
def test_an_id_that_can_be_a_name_is_one(plain: str) -> None:
    assert reply_name(plain) == plain


@pytest.mark.parametrize("prompt_id", [*HOSTILE, "x" * 5000, "日" * 300, "\ud800", "a.", "a "])
def test_no_name_leaves_its_folder_or_is_too_long(prompt_id: str) -> None:
    name = reply_name(prompt_id)
    assert PurePosixPath(name).name == PureWindowsPath(name).name == name
    assert not name.startswith(".")
    assert len(f"{name}.code".encode()) < 255


def test_ids_that_differ_in_case_alone_get_names_that_differ_in_more() -> None:
    crowded = {"report"}
    names = {reply_name(prompt_id, crowded) for prompt_id in ("report", "Report", "REPORT")}
    assert len({name.casefold() for name in names}) == 3


def test_no_id_can_take_the_name_of_another() -> None:
    strange = reply_name("a b")
    assert reply_name(strange) != strange


@given(st.lists(st.text(max_size=12), unique=True, max_size=6))
def test_no_two_ids_share_a_name(ids: list[str]) -> None:
    folds = [prompt_id.casefold() for prompt_id in ids]
    crowded = {fold for fold in folds if folds.count(fold) > 1}
    names = [reply_name(prompt_id, crowded) for prompt_id in ids]
    assert len({name.casefold() for name in names}) == len(ids)
