"""What holds for every text and every way of cutting it."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from streamtui.core.text.blocks.line_cutter import LONGEST_LINE, Newlines
from streamtui.markdown import checkpoints
from streamtui.markdown.block import CHUNK_CHARACTERS, CHUNK_LINES
from streamtui.markdown.document import Document
from streamtui.markdown.split import HARD
from streamtui.rows.row import ELLIPSIS, Row, Run, cells
from streamtui.rows.wrapping import MIN_WIDTH, fold, safe, window, wrap
from tests.markdown.examples import TEXTS
from tests.shapes import SHAPES, reply

pytestmark = pytest.mark.one_python

PIECES = [
    *(
        "foo",
        "bar baz",
        " ",
        "**b**",
        "`c`",
        "*",
        "_",
        "[l](u)",
        "- ",
        "* ",
        "1. ",
        "2) ",
        "> ",
        ">",
        "# ",
        "```",
        "~~~\n",
    ),
    *(
        "```py\n",
        "\n",
        "\n",
        "\n\n",
        "    ",
        "  ",
        "\t",
        "---",
        "===",
        "| a | b |\n|---|---|\n",
        "| x | y |\n",
        "a|b\n-|-\n",
    ),
    *(
        "***",
        "\r\n",
        "\r",
        "[ ] ",
        "[x] t",
        "日本語",
        "👩‍👩‍👧",
        "e\u0301",
        "\x1b[31m",
        "\u202e",
        "<br>",
        "\\",
        "&lt;",
        "\0",
    ),
    *("word " * 30, "def f(x): return '''", "x" * 90),
]
markdown_texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)
seeds = st.integers(0, 2**32)
law = settings(max_examples=200, deadline=None, derandomize=True)


def at_once(text: str) -> Document:
    document = Document()
    document.feed(text)
    document.close()
    return document


def in_cuts(text: str, seed: int, most: int, width: int) -> Document:
    """Streamed in random cuts; some frames are drawn, and no block changes below the index that `feed` returns."""
    rng = random.Random(seed)
    document = Document()
    drawn: list[list[Row]] = []
    start = settled = 0
    while start < len(text):
        end = start + rng.randint(1, most)
        first = document.feed(text[start:end])
        start = end
        settled = min(settled, first)
        if rng.random() < 0.3 or start >= len(text):
            fresh = [list(block.rows(width)) for block in document.blocks]
            assert fresh[:settled] == drawn[:settled]
            drawn, settled = fresh, len(fresh)
    document.close()
    return document


def rows(document: Document, width: int) -> list[list[Row]]:
    return [list(block.rows(width)) for block in document.blocks]


@law
@given(markdown_texts, seeds, st.sampled_from([1, 4, 30]), st.integers(MIN_WIDTH, 60))
@example("|a|\n|-|\n" + "|b|\n" * 70 + "|wide wide|\n", 1, 9, 40)
@example("```py\n'''\n" + "x\n" * 200, 1, 9, 40)
def test_streamed_rows_are_the_rows_of_the_text_at_once(text: str, seed: int, most: int, width: int) -> None:
    whole, streamed = at_once(text), in_cuts(text, seed, most, width)
    assert rows(streamed, width) == rows(whole, width)
    assert [block.start for block in streamed.blocks] == [block.start for block in whole.blocks]
    assert streamed.text == whole.text


def after_seek(document: Document, text: str) -> list[list[Row]]:
    """What is drawn of a text that was gone to, the rest of it fed."""
    before = list(document.blocks)
    fed, first = document.seek(text)
    assert all(old is new for old, new in zip(before[:first], document.blocks[:first], strict=True))
    document.feed(text[fed:])
    return rows(document, 40)


@law
@given(
    st.lists(markdown_texts, min_size=1, max_size=3), st.lists(st.tuples(seeds, st.booleans()), min_size=1, max_size=6)
)
def test_wherever_it_is_gone_to_the_rows_are_those_of_that_much_text(
    texts: list[str], walk: list[tuple[int, bool]]
) -> None:
    document = Document()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoints, "_APART", 7)
        document.feed(texts[0])
        for place, closes in walk:
            text = texts[place % len(texts)]
            text = text[: place % (len(text) + 1)]
            assert after_seek(document, text) == rows_of_part(text, 40)
            assert document.text == Newlines().feed(text)
            if closes:
                document.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_going_back_and_forth_in_a_long_reply_reads_a_little_of_it_again(shape: str) -> None:
    text = reply(shape, 30_000)
    document = Document()
    document.feed(text)
    for place in (29_000, 12_345, 1, 20_000, 0, 30_000, 4_500, 4_400):
        fed, _ = document.seek(text[:place])
        assert place - fed <= 2 * 4096 + 2048
        document.feed(text[fed:place])
        assert rows(document, 60) == rows_of_part(text[:place], 60)


def rows_of_part(text: str, width: int) -> list[list[Row]]:
    document = Document()
    document.feed(text)
    return rows(document, width)


@pytest.mark.parametrize("text", TEXTS)
def test_every_example_streams_to_the_rows_it_has_at_once(text: str) -> None:
    whole = rows(at_once(text), 30)
    for seed in range(3):
        assert rows(in_cuts(text, seed, 3, 30), 30) == whole


@pytest.mark.parametrize("shape", SHAPES)
def test_long_replies_stream_to_the_rows_they_have_at_once(shape: str) -> None:
    text = reply(shape, 30_000)
    assert rows(in_cuts(text, 1, 400, 77), 77) == rows(at_once(text), 77)


@law
@given(markdown_texts, st.integers(MIN_WIDTH, 40))
def test_rows_fit_and_hold_nothing_but_text(text: str, width: int) -> None:
    for row in (row for block in at_once(text).blocks for row in block.rows(width)):
        assert cells(row) <= width
        assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for run in row for character in run.text)
        assert "\u202e" not in "".join(run.text for run in row)


@pytest.mark.parametrize("width", [0, -1])
@pytest.mark.parametrize("text", ["two words", "漢字 é"])
def test_rows_for_which_there_is_no_room_hold_a_cell(text: str, width: int) -> None:
    for lay_out in (wrap, fold):
        assert lay_out([Run(text)], width) == lay_out([Run(text)], 1)
        assert "".join(run.text for row in fold([Run(text)], width) for run in row) == text


@law
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join), st.integers(0, 50), st.integers(6, 40))
def test_a_window_on_a_line_fits_and_ends_in_a_mark_only_where_there_is_more(line: str, start: int, width: int) -> None:
    runs = [Run(line.replace("\n", " ").replace("\r", " "), "code.text")]
    row = window(runs, start, width, "mark")
    assert cells(row) <= width
    assert (row[-1:] == [Run(ELLIPSIS, "mark")]) == (cells(safe(runs)) > start + width)


@law
@given(markdown_texts)
def test_sources_of_all_blocks_make_up_the_text(text: str) -> None:
    document = at_once(text)
    pieces = [document.source(index, index) for index in range(len(document.blocks))]
    assert "".join(pieces) == (document.text if pieces else "")


@pytest.mark.parametrize("seed", range(12))
def test_a_long_paragraph_wraps_the_same_however_it_comes(seed: int) -> None:
    words = ["a", "bb ", "` ", "*c* ", "[d](e) ", "\n", "日本 ", "**", "x" * 60 + " "]
    text = "a" + "".join(random.Random(seed).choices(words, k=1500)).replace("\n\n", "\n").strip()
    whole = rows(at_once(text), 50)
    assert rows(in_cuts(text, seed, 200, 50), 50) == whole


@pytest.mark.parametrize("word", ["word ", "x", "日本語 ", "👩‍👩‍👧", "`code` "])
def test_the_cuts_of_a_plain_paragraph_do_not_show(word: str) -> None:
    blocks = at_once(word * (30_000 // len(word))).blocks
    shown = [row for block in blocks for row in block.rows(50)]
    widths = [cells(row) for row in shown[:-1]]
    assert len(blocks) > 5
    assert max(widths) - min(widths) <= len(word)


@law
@given(markdown_texts.map(lambda text: text * 40))
def test_no_block_grows_without_bound(text: str) -> None:
    for block in at_once(text).blocks:
        assert len(block.lines) <= max(CHUNK_LINES, HARD)
        assert block.characters <= CHUNK_CHARACTERS + 2 * LONGEST_LINE


@pytest.mark.parametrize(
    "text",
    [
        "```python\n" + "x = 1\n" * 10_000,
        "```\n" + "x" * 500_000,
        "word " * 100_000,
        "x" * 500_000,
        "- " * 10_000 + "x",
        "".join("  " * depth + "- x\n" for depth in range(300)),
        ">" * 10_000,
        f"|{'a|' * 2000}\n|{'-|' * 2000}\n" + f"|{'b|' * 2000}\n" * 5,
        "\n" * 100_000,
        "👩‍👩‍👧" * 30_000,
        "[" * 100_000,
        "![[]" * 30_000,
        "\t" * 100_000 + "x",
        "\r" * 100_000,
        "a\n-\n" * 5_000,
        "    a\n" + "\n" * 50_000 + "    b\n",
        "\u200d" * 50_000,
        "`\na\n" * 8_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_texts_come_out_in_bounded_blocks(text: str) -> None:
    document = Document()
    for start in range(0, len(text), 2000):
        first = document.feed(text[start : start + 2000])
        assert len(document.blocks) - first <= 2000
        for block in document.blocks[first:]:
            block.rows(80)
    document.close()
    for block in document.blocks:
        assert block.characters <= CHUNK_CHARACTERS + 2 * LONGEST_LINE
