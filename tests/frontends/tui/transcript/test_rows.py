"""The pure parts of the transcript: line index and rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streamtui.frontends.tui.transcript.line_index import LineIndex
from streamtui.rows.row import Run, cells, clip_start, spread

TEXTS = st.text(st.sampled_from("ab é日本e\u0301👍"), max_size=12)
ROWS = st.lists(st.builds(Run, TEXTS, st.sampled_from(["text", "strong"])), max_size=4)


@given(st.lists(st.integers(0, 5)), st.data())
def test_the_index_knows_which_item_a_row_belongs_to(heights: list[int], data: st.DataObject) -> None:
    index = LineIndex()
    index.extend(heights)
    if heights:
        item = data.draw(st.integers(0, len(heights) - 1))
        assert index.total == sum(heights)
        heights[item] = data.draw(st.integers(0, 5))
        index.set(item, heights[item])
    owners = [item for item, height in enumerate(heights) for _ in range(height)]
    assert [index.at(row) for row in range(index.total)] == owners
    assert index.at(index.total) == len(heights)
    assert [index.top(item) for item in range(len(heights) + 1)] == [
        sum(heights[:item]) for item in range(len(heights) + 1)
    ]


def test_a_truncated_index_grows_again() -> None:
    index = LineIndex()
    index.extend([1, 2, 3])
    assert index.total == 6
    index.truncate(1)
    index.extend([5])
    assert (index.total, index.at(1), index.top(2)) == (6, 1, 6)


def test_the_right_end_is_left_out_where_the_left_one_is_to_stay_whole() -> None:
    left, right = [Run("left", "a")], [Run("right", "b")]
    assert spread(left, right, 12, whole_left=True) == (*left, Run("   "), *right)
    assert spread(left, right, 10, whole_left=True) == left


@given(TEXTS, st.integers(0, 12))
def test_a_clipped_text_keeps_its_end_within_the_cells(text: str, width: int) -> None:
    clipped = clip_start(text, width)
    assert cells([Run(clipped)]) <= max(width, 0)
