"""What single pieces of Markdown look like as rows."""

from __future__ import annotations

import pytest

from streamtui.markdown import styles
from streamtui.markdown.code_block import CodeBlock
from streamtui.markdown.document import Document
from streamtui.rows.row import Run


def document(text: str) -> Document:
    document = Document()
    document.feed(text)
    document.close()
    return document


def shown(text: str, width: int = 40) -> list[str]:
    return ["".join(run.text for run in row).rstrip() for block in document(text).blocks for row in block.rows(width)]


def styled(text: str) -> dict[str, str]:
    """The style of each piece of text that is shown."""
    return {run.text.strip(): run.style for block in document(text).blocks for row in block.rows(80) for run in row}


def test_blocks_stand_apart_by_one_blank_row() -> None:
    assert shown("# Title\nOne\n\n\n\nTwo") == ["Title", "", "One", "", "Two"]


def test_a_paragraph_joins_its_lines_and_breaks_hard_where_asked() -> None:
    assert shown("one\ntwo  \nthree\\\nfour") == ["one two", "three", "four"]


def test_long_lines_wrap_at_blanks_and_long_words_anywhere() -> None:
    assert shown("aaaa bbbb cccc", 9) == ["aaaa bbbb", "cccc"]
    assert shown("aaaaaaaaaabb", 8) == ["aaaaaaaa", "aabb"]


@pytest.mark.parametrize(
    ("source", "text", "style"),
    [
        ("**a**", "a", styles.STRONG),
        ("*a*", "a", styles.EMPHASIS),
        ("***a***", "a", styles.STRONG_EMPHASIS),
        ("~~a~~", "a", styles.STRIKE),
        ("`a*b`", "a*b", styles.CODE),
        ("[a](http://b)", "a", styles.LINK),
        ("[a](http://b)", "(http://b)", styles.LINK_TARGET),
        ("<http://b>", "http://b", styles.LINK),
        ("see http://b.c/d.", "http://b.c/d", styles.LINK),
        ("![a](b.png)", "[image: a]", styles.IMAGE),
        ("### a", "a", "heading3"),
        ("a\n---", "a", "heading2"),
        ("> a", "a", styles.QUOTE),
        ("<b>a</b>", "<b>a</b>", styles.TEXT),
        ("[a]: b", "[a]: b", styles.TEXT),
        ("|a|\n|-|\n|b|", "a", styles.TABLE_HEAD),
        ("- [x] a", "☑", styles.TASK_DONE),
        ("```python\nimport os", "import", "code.keyword"),
    ],
)
def test_marks_become_styles(source: str, text: str, style: str) -> None:
    assert styled(source)[text] == style


def test_lists_nest_and_count_on() -> None:
    assert shown("- a\n  - b\n    c\n\n    d\n- e\n\n\n3. x\n1. y") == [
        *("• a", "  ◦ b c", "", "    d", "• e", "", "3. x", "4. y")
    ]


def test_tasks_have_boxes() -> None:
    assert shown("- [ ] open\n- [x] done\n1. [X] third\n- [ ]") == ["☐ open", "☑ done", "1. ☑ third", "• [ ]"]


def test_an_empty_item_has_its_bullet() -> None:
    assert shown("-\n- b\n-") == ["•", "• b", "•"]


def test_a_quote_holds_blocks() -> None:
    assert shown("> a\nlazy\n>\n> - b\n>   ```\n>   code\n\nd", 24) == ["▌ a lazy", "▌", "▌ • b", "▌   ▏ code", "", "d"]


def test_a_fence_keeps_its_text_as_sent() -> None:
    text = "- x\n  ~~~ python title\n  a\t*b*\n\n   c\n  ~~~\n"
    code = document(text).blocks[1]
    assert isinstance(code, CodeBlock)
    assert (code.language, code.code) == ("python", "a\t*b*\n\n c\n")
    assert shown(text, 24) == ["• x", "  python", "  ▏ a   *b*", "  ▏", "  ▏  c"]


def test_a_code_block_of_many_chunks_is_one_code_block() -> None:
    code = "".join(f"x = {n}\n" for n in range(200))
    blocks = document(f"Look:\n```python\n{code}```\nDone").blocks
    assert len(blocks) > 4
    found = document(f"Look:\n```python\n{code}```\nDone")
    assert found.code_at(0) is None
    assert [found.code_at(index) for index in (1, 3, len(blocks) - 2)] == [code] * 3
    assert found.code_at(len(blocks) - 1) is None


def test_code_folds_in_place_of_being_cut_at_words_where_it_has_some() -> None:
    assert shown("```\nabcdefghijklmnop\n```", 12) == ["▏ abcdefghij", "▏ klmnop"]
    assert shown("```\nabc defg hijklm\n```", 12) == ["▏ abc defg", "▏ hijklm"]
    assert shown("```\nabc(defg,hijk)\n```", 12) == ["▏ abc(defg,", "▏ hijk)"]
    assert shown("```\n日本 defg hijklm\n```", 14) == ["▏ 日本 defg", "▏ hijklm"]
    assert shown("```\n        abcdefgh\n```", 14) == ["▏         abcd", "▏ efgh"]


def test_code_without_a_language_says_how_it_is_copied_where_there_is_room() -> None:
    hinted = "▏ one" + " " * 20 + "c copy · 2 lines"
    assert shown("```\none\ntwo\n```", len(hinted)) == [hinted, "▏ two"]
    assert shown("```\none\ntwo\n```", 28) == ["▏ one", "▏ two"]


def test_a_string_over_many_lines_keeps_its_colour_across_chunks() -> None:
    text = '```python\n"""\n' + "word\n" * 100 + '"""\nx = 1\n```\n'
    colours = {
        style for block in document(text).blocks for row in block.rows(40) for text, style, _ in row if text == "word"
    }
    assert colours == {"code.string"}


def test_a_table_lines_up_and_wraps_its_cells() -> None:
    text = "| a | left | right |\n|:-:|---|--:|\n| 1 | some words that wrap | 5 |\n| 日本 | `x\\|y` |\n"
    assert shown(text, 26) == [
        " a   │ left        │ right",
        "─────┼─────────────┼──────",
        " 1   │ some words  │     5",
        "     │ that wrap   │",
        "日本 │ x|y         │",
    ]


def test_a_late_wide_row_does_not_move_the_rows_above() -> None:
    streamed = Document()
    streamed.feed("| a |\n|---|\n" + "| bbb |\n" * 70)
    before = [block.rows(80) for block in streamed.blocks]
    assert streamed.feed(f"| {'wide ' * 9}|\n") == len(before) - 1
    assert [block.rows(80) for block in streamed.blocks][:-1] == before[:-1]


def test_a_table_too_wide_for_its_columns_is_shown_as_text() -> None:
    head = "|" + "ab|" * 30
    assert " ".join(shown(f"{head}\n|{'-|' * 30}\n", 40)).count("ab") == 30


def test_line_breaks_of_html_break_lines_in_cells() -> None:
    assert shown("|a|\n|-|\n|b<br>c|")[2:] == ["b", "c"]


def test_wide_and_joined_characters_are_measured_in_cells() -> None:
    assert shown("日本語日本語", 8) == ["日本語日", "本語"]
    assert shown("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 8) == ["👩‍👩‍👧" * 4, "👩‍👩‍👧"]
    assert shown("e\u0301" * 9, 8) == ["e\u0301" * 8, "e\u0301"]


@pytest.mark.parametrize("source", ["{}", "# {}", "`{}`", "```{}\n{}\n```", "|{}|\n|-|\n|{}|", "    {}", "[{}](<x{}>)"])
def test_nothing_that_acts_on_a_terminal_comes_out(source: str) -> None:
    evil = "a\x1b[31m\x07\x9b\u202e\u200b\u2066\x7fb"
    text = "".join(shown(source.replace("{}", evil)))
    assert not set(text) & set("\x1b\x07\x9b\u202e\u200b\u2066\x7f")
    assert "␛" in text


def test_controls_written_as_entities_do_not_come_out_either() -> None:
    assert "\u202e" not in "".join(shown("&#x202e;&#27;"))


def test_a_mark_alone_is_not_shown_before_it_is_known_what_it_is() -> None:
    streamed = Document()
    streamed.feed("Title\n-")
    assert [block.rows(20) for block in streamed.blocks] == [[[Run("Title", styles.TEXT)]]]
    streamed.feed(" item")
    assert len(streamed.blocks) == 2


def test_source_gives_the_text_back() -> None:
    text = "\n# a\n\n- b\r\n- c\r\rx | y\n--|--\n1 | 2\n\n"
    found = document(text)
    pieces = [found.source(index, index) for index in range(len(found.blocks))]
    assert "".join(pieces) == found.text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert pieces[1:3] == ["- b\n", "- c\n\n"]


def test_the_source_of_a_part_of_a_paragraph_is_what_it_shows() -> None:
    found = document("word " * 3000)
    for index in range(len(found.blocks)):
        shown_words = " ".join("".join(run.text for run in row) for row in found.blocks[index].rows(5)).split()
        assert abs(len(found.source(index, index).split()) - len(shown_words)) <= 1


def test_every_style_in_rows_is_listed() -> None:
    text = "# a\n> *b* **c** ***d*** ~~e~~ `f` [g](h) ![i](j)\n\n- [ ] k\n\n---\n|l|\n|-|\n|m|\n"
    text += "\n```python\ndef f(): 'x' # y\n"
    used = {run.style for block in document(text).blocks for row in block.rows(80) for run in row}
    assert used <= set(styles.STYLES)
    assert len(styles.STYLES) == len(set(styles.STYLES))


def test_compacted_blocks_draw_the_same_again() -> None:
    text = "# a\n\npara\n\n```python\n'''\nx\n'''\n```\n|a|\n|-|\n|b|\n"
    found = document(text)
    before = [block.rows(30) for block in found.blocks]
    heights = [block.height for block in found.blocks]
    for block in found.blocks:
        block.compact()
    assert [block.height for block in found.blocks] == heights
    assert [block.rows(30) for block in found.blocks] == before
