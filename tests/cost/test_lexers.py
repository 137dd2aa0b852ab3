"""No line of code that a model writes holds the program: what is coloured has expressions that end soon on any line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pygments.lexer import RegexLexer
from pygments.lexers import get_lexer_by_name

from streamtui.markdown.highlight import START, highlight
from streamtui.markdown.languages import LANGUAGES
from streamtui.markdown.styles import CODE_TEXT
from streamtui.rows.row import Run
from tests.cost.patterns import growth

pytestmark = pytest.mark.one_python

MOST_GROWTH = 10
"""Times the steps where a line doubles: the cube of it, as a line that is coloured is not long."""
OF_OTHERS = {"console", "delphi", "erb", "html+django", "html+php", "json", "make", "pycon"}
"""Without expressions of their own, or made of lexers that are listed."""


def expressions() -> Iterator[re.Pattern[str]]:
    """Those of all languages that repeat more than one thing, each once; all others end soon."""
    seen = set()
    for language in sorted(LANGUAGES):
        lexer = get_lexer_by_name(language)
        for rules in (vars(lexer).get("_tokens") or vars(type(lexer)).get("_tokens") or {}).values():
            for match, _, _ in rules:
                pattern = getattr(match, "__self__", None)
                if isinstance(pattern, re.Pattern) and pattern not in seen:
                    seen.add(pattern)
                    if pattern.pattern.count("*") + pattern.pattern.count("+") > 1:
                        yield pattern


@pytest.mark.long
def test_every_expression_ends_soon() -> None:
    slow = {pattern.pattern: growth(pattern, anchored=True, size=20) for pattern in expressions()}
    assert {pattern: text for pattern, (times, text) in slow.items() if times > MOST_GROWTH} == {}


def test_every_language_is_known_and_tried() -> None:
    lexers = {language: get_lexer_by_name(language) for language in LANGUAGES}
    assert {language for language, lexer in lexers.items() if lexer.aliases[0] != language} == set()
    assert {language for language, lexer in lexers.items() if not isinstance(lexer, RegexLexer)} <= OF_OTHERS


@pytest.mark.parametrize(("language", "line"), [("inform6", "[ a; b > 1" + " " * 8), ("bat", "for /f %a in ('%'%")])
def test_a_language_that_can_hold_the_program_stays_plain(language: str, line: str) -> None:
    assert highlight(line, language, START) == ([Run(line, CODE_TEXT)], START)
