"""Counts of tokens that can't be, and those that can."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.verdicts.judged import ids, used, verdicts, whole
from tests.core.wire.streams import chunk, sse

TWENTY = " ".join(f"word{number}" for number in range(20))


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (used(10, 30) | {"total_tokens": 50}, "10 + 30 tokens are not 50 in all"),
        (
            used(10, 30, prompt_tokens_details={"cached_tokens": 11}),
            "11 cached tokens are more than the 10 of the prompt",
        ),
        (
            used(10, 30, completion_tokens_details={"reasoning_tokens": 31}),
            "31 reasoning tokens are more than the 30 of the completion",
        ),
        (used(10, 9), "20 words came, and 9 tokens are counted"),
        (used(10, 0), "20 words came, and 0 tokens are counted"),
        (used(10, -5), "completion_tokens is -5"),
        ({"prompt_tokens": -1, "completion_tokens": -1}, "prompt_tokens is -1"),
    ],
)
def test_a_count_that_cannot_be_is_told(usage: dict[str, Any], said: str) -> None:
    [verdict] = verdicts(whole({"content": TWENTY}, usage=usage))
    assert (verdict.id, verdict.chunk) == ("usage", 3)
    assert verdict.sentence == f"The usage can't be right: {said}; costs and limits that go by it are wrong."


@pytest.mark.parametrize(
    "usage",
    [
        used(10, 30),
        used(10, 10),
        {"prompt_tokens": 10, "completion_tokens": 30},
        {"completion_tokens": 30},
        used(10, 30, prompt_tokens_details={"cached_tokens": 10}),
        used(10, 30, completion_tokens_details={"reasoning_tokens": 30}),
        used(10, 30, completion_tokens_details={"reasoning_tokens": 90}) | {"total_tokens": 130},
        {"prompt_tokens": 10, "completion_tokens": 30, "completion_tokens_details": {"reasoning_tokens": 90}},
    ],
)
def test_a_count_that_can_be_is_fine(usage: dict[str, Any]) -> None:
    assert ids(whole({"content": TWENTY}, usage=usage)) == []


def test_few_tokens_for_a_script_without_blanks_are_fine() -> None:
    assert ids(whole({"content": "床前明月光疑是地上霜举头望明月低头思故乡" * 3}, usage=used(10, 20))) == []


def test_the_count_of_a_reply_that_broke_off_is_not_judged() -> None:
    assert ids([sse(chunk({"content": TWENTY}, usage=used(10, 1)))]) == ["cut"]
