"""Code keeps its text, and its colours go on from line to line."""

from __future__ import annotations

import pytest

from streamtui.markdown.highlight import MOST_STATES, START, States, highlight
from streamtui.rows.row import Run

LINES = [
    *(
        "def f(x): return 'a' # b",
        "<?php echo $a; /* x",
        "   */ class A { int x = 1; } // y",
        "<a href='b'>c</a> {{ d }}",
    ),
    *("$ ls | grep x && echo `a`", "  - key: value [1]", "SELECT * FROM a WHERE b = 'c';", "", "@x ~y #{q} \\begin{a}"),
    *('"""', "((( [[[ {{{ <<<EOF", "EOF )))", "日本語 \x00 \x1b", ">>> print(1)", "@@ -1 +1 @@", "-a", "+b", "x" * 900),
    "<!--%$def .#}} /'''|{{\t%}0x%}{%EOF-}beginend#{$<<EOF|(|'||{%*/def",
]
LANGUAGES = [
    *(
        "python",
        "js",
        "ts",
        "java",
        "c",
        "cpp",
        "csharp",
        "go",
        "rust",
        "ruby",
        "php",
        "swift",
        "kotlin",
        "scala",
        "perl",
    ),
    *(
        "bash",
        "console",
        "powershell",
        "sql",
        "html",
        "xml",
        "css",
        "scss",
        "json",
        "yaml",
        "toml",
        "ini",
        "docker",
        "make",
    ),
    *("diff", "markdown", "tex", "r", "lua", "haskell", "elixir", "clojure", "nix", "vim", "pycon", "pytb", "mcschema"),
    *("nonsense", ""),
]


def lines(language: str, *code: str) -> list[list[Run]]:
    """The runs of each line, one after the other."""
    states: States = START
    out = []
    for line in code:
        runs, states = highlight(line, language, states)
        out.append(runs)
    return out


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_character_is_lost_or_added(language: str) -> None:
    assert ["".join(run.text for run in runs) for runs in lines(language, *LINES)] == LINES


@pytest.mark.parametrize(
    ("language", "first", "mark"),
    [
        ("python", "x = '''", "code.string"),
        ("js", "f() /* a", "code.comment"),
        ("c", "int x; /* a", "code.comment"),
        ("css", "/*", "code.comment"),
        ("rust", "/* a", "code.comment"),
        ("html", "<p> <!-- a", "code.comment"),
        ("js", "x = `a", "code.string"),
    ],
)
def test_what_a_line_leaves_open_goes_on_in_the_next(language: str, first: str, mark: str) -> None:
    assert lines(language, first, "word word")[1] == [Run("word word", mark)]


def test_a_comment_over_lines_ends_where_it_ends() -> None:
    *_, last = lines("js", "/* a", "b", "c */ let x")
    assert last[:3] == [Run("c */", "code.comment"), Run(" ", "code.text"), Run("let", "code.keyword")]


def test_the_mark_of_a_comment_in_a_string_opens_none() -> None:
    assert lines("c", 'x = "\\n/* a";', "int y;")[1][0] == Run("int", "code.type")


@pytest.mark.parametrize("line", ["$$", "$tag$ x"])
def test_a_line_on_which_a_lexer_fails_stays_plain(line: str) -> None:
    assert lines("postgresql", line, "SELECT 1")[0] == [Run(line, "code.text")]


def test_what_is_open_between_two_lines_does_not_grow_without_end() -> None:
    states: States = START
    for _ in range(3):
        states = highlight("(" * 500, "scheme", states)[1]
    assert len(states) == MOST_STATES
