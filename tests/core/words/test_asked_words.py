"""What is typed is words and filters; what is no filter is a word, and what becomes one is waited for."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.words.asked_words import FILTERS, Asked, completions, read_asked, told_filter

NOW = datetime(2026, 11, 29, 12, tzinfo=timezone.utc).timestamp()


def at(year: int, month: int = 1, day: int = 1) -> float:
    return datetime(year, month, day, tzinfo=timezone.utc).timestamp()


def read(typed: str) -> Asked:
    return read_asked(typed, NOW, timezone.utc)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("quick sort", Asked(words=("quick", "sort"))),
        ("MODEL:gpt-4 sort model:mini", Asked(words=("sort",), models=("gpt-4", "mini"))),
        ("has:code has:call is:cut is:pinned", Asked(are=("code", "call", "cut", "pinned"))),
        ("before:2026-11-03 after:2026-10", Asked(before=at(2026, 11, 3), after=at(2026, 10))),
        ("after:2026", Asked(after=at(2026))),
        ("after:3d before:2w", Asked(after=NOW - 3 * 86_400, before=NOW - 14 * 86_400)),
        ("after:99999w", Asked(after=0)),
    ],
)
def test_filters_stand_between_the_words(typed: str, asked: Asked) -> None:
    assert read(typed) == asked


@pytest.mark.parametrize(
    "typed", ["has:", "has:co", "is:c", "model:", "before:", "before:20", "after:2026-", "after:3"]
)
def test_a_filter_that_is_being_typed_is_waited_for(typed: str) -> None:
    assert read(f"words {typed}") == Asked(words=("words",), unfinished=typed)
    assert told_filter(typed).startswith(typed.partition(":")[0] + ": takes ")


@pytest.mark.parametrize(
    "typed", ["http://x", "has:beef", "is:42", "after:lunch", "before:2026-13", "before:2026-11-31", "x:y", ":", "a:"]
)
def test_what_is_no_filter_is_a_word(typed: str) -> None:
    assert read(typed) == Asked(words=(typed,))


@pytest.mark.parametrize(
    ("typed", "mistaken"),
    [
        ("before:nonsense", "before:nonsense"),
        ("quick IS:42 has:beef", "IS:42"),
        ("http://x model:gpt has:code before:2026 after: model", ""),
    ],
)
def test_a_word_that_may_have_been_meant_as_a_filter_is_known(typed: str, mistaken: str) -> None:
    assert read(typed).mistaken == mistaken


@given(typed=st.text(max_size=40))
def test_whatever_is_typed_is_read(typed: str) -> None:
    asked = read(typed)
    assert len(asked.words) <= len(typed.split())
    completions(typed)


def test_each_filter_that_is_named_is_one() -> None:
    assert all(read(f"{each}2026" if each.endswith(":") else each).filtered for each in FILTERS)
    begun = {completed for name in "mbahi" for completed in completions(name)}
    assert begun == {f"{each.partition(':')[0]}:" for each in FILTERS}


@pytest.mark.parametrize(
    ("typed", "may_be"),
    [
        ("sort ha", ["has:"]),
        ("has:", ["has:code", "has:call"]),
        ("is:p", ["is:pinned"]),
        ("b", ["before:"]),
        ("has:code", []),
        ("sort ", []),
        ("", []),
        ("before:", []),
    ],
)
def test_the_last_word_may_become_a_filter(typed: str, may_be: list[str]) -> None:
    assert completions(typed) == may_be
