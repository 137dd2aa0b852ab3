"""Words that were looked for are marked where they stand, also where a row ends within one."""

from __future__ import annotations

from typing import Any

import pytest
from rich.style import Style

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import UserMessage
from streamtui.frontends.tui.kit.painter import Painter
from streamtui.frontends.tui.transcript.found import message_with, row_of, spans_in
from streamtui.frontends.tui.transcript.viewport import Viewport
from streamtui.rows.row import Row, Run


def rows(*texts: str) -> list[Row]:
    return [(Run(text),) for text in texts]


@pytest.mark.parametrize(
    ("texts", "words", "spans"),
    [
        (["Quick and QUICKER"], ["quick"], [[(0, 5), (10, 15)]]),
        (["  关于排", "  序算法"], ["排序"], [[(4, 5)], [(2, 3)]]),
        (["排序和排", "序"], ["排序"], [[(0, 2), (3, 4)], [(0, 1)]]),
        (["at", "he end"], ["the"], [[], []]),
        (["", "x"], ["排"], [[], []]),
    ],
)
def test_words_are_marked_in_rows(texts: list[str], words: list[str], spans: list[list[tuple[int, int]]]) -> None:
    assert [spans_in(rows(*texts), line, words) for line in range(len(texts))] == spans


def test_several_places_of_a_row_are_drawn_as_selected() -> None:
    marks = Style(reverse=True)
    painter = Painter(0, 12, Style(), lambda name: marks if name == "selection" else Style())
    strip = painter.selected([Run("ab", "one"), Run("cdef", "two")], [(1, 3), (4, None)])
    marked = "".join(segment.text for segment in strip if segment.style is not None and segment.style.reverse)
    assert (strip.text, marked) == ("abcdef      ", "bcef")


def test_the_last_message_with_all_of_the_words_is_the_one() -> None:
    messages: list[Message] = [UserMessage(text, 0.0) for text in ("one two", "Two ONE", "two by itself")]
    assert message_with(messages, ["one", "two"]) == (1, True)
    assert message_with(messages, ["two", "three"]) == (2, False)
    assert message_with(messages, ["three"]) == (None, False)
    assert message_with([], ["one"]) == (None, False)


def test_each_message_is_read_once_whether_it_has_the_words_or_not() -> None:
    read: list[int] = []

    class Counted(list[Message]):
        def __getitem__(self, place: Any) -> Any:
            read.append(place)
            return super().__getitem__(place)

    message_with(Counted(UserMessage("one", 0.0) for _ in range(100)), ["one", "three"])
    assert sorted(read) == [*range(100)]


def test_a_word_far_down_in_a_long_prompt_has_its_row() -> None:
    prompt = "\n".join([*["hay " * 40] * 500, "the Needle", *["hay"] * 500])
    view = Viewport([UserMessage("first", 0.0), UserMessage(prompt, 1.0), UserMessage("last", 2.0)], 60, 20)
    view.take(float("inf"))
    row = row_of(view, 1, ["needle"])
    view.scroll(row)
    assert "the Needle" in "".join(run.text for run in view.flow.rows(row, row + 1)[0])
