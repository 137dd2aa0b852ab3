"""Code to styled runs, line by line: Pygments' rules with the lexer's stack of states kept between lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from pygments.lexer import ExtendedRegexLexer, Lexer, RegexLexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Error, _TokenType
from pygments.util import ClassNotFound

from streamtui.markdown.languages import LANGUAGES
from streamtui.markdown.styles import CODE_TEXT, code_style
from streamtui.rows.row import Run

COMMENTS = {"/*": "*/", "<!--": "-->"}
"""Marks around comments that many lexers match by one rule, and so lose when they see one line at a time."""

MOST_IDLE = 64
"""Rules in succession that may match nothing; some lexers would go on for ever."""

USUAL_LANGUAGES = ("python", "bash", "json", "javascript")

MOST_STATES = 256
"""States inside one another that are kept from line to line; some lexers enter one at every bracket."""

States = tuple[str, ...]
"""The lexer's stack between two lines."""

START: States = ("root",)
LONGEST_LINE = 512
"""Characters of a line that is highlighted; a longer one stays plain, as time may grow with the square."""


def highlight(line: str, language: str, states: States) -> tuple[list[Run], States]:
    """The runs of one line of code, and the states in which the next line begins."""
    lexer = _lexer(language)
    if lexer is None or len(line) > LONGEST_LINE:
        return [Run(line, CODE_TEXT)], states
    try:
        return _highlighted(line, lexer, states)
    except Exception:  # a lexer, made for whole texts; the line stays plain
        return [Run(line, CODE_TEXT)], states


def _highlighted(line: str, lexer: Lexer, states: States) -> tuple[list[Run], States]:
    if isinstance(lexer, RegexLexer) and not isinstance(lexer, ExtendedRegexLexer):
        stack = list(states)
        runs = _merged(_tokens(lexer, line + "\n", stack, _comments_by_rule(lexer)))
        return runs, tuple(stack[-MOST_STATES:])
    return _merged((token, text) for _, token, text in lexer.get_tokens_unprocessed(line + "\n")), states


def load_usual_lexers() -> None:
    """Have the lexers that are asked for most ready; each takes some 20 ms. May be called in a thread."""
    for language in USUAL_LANGUAGES:
        highlight("", language, START)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    if not language:
        return None
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return lexer if lexer.aliases[0] in LANGUAGES else None


def _tokens(
    lexer: RegexLexer, text: str, stack: list[str], comments: tuple[str, ...] = ()
) -> Iterator[tuple[_TokenType, str]]:
    """The rules of RegexLexer, run over a text from the given stack, which is left as the text leaves it.

    A comment that begins with one of `comments` and does not end here is a state of its own.
    """
    definitions = vars(lexer).get("_tokens") or vars(type(lexer))["_tokens"]
    position, end, idle = 0, len(text), 0
    if stack[-1] in COMMENTS:
        close = COMMENTS[stack[-1]]
        if close in text:
            position = text.find(close) + len(close)
            stack.pop()
        else:
            position = end
        yield Comment.Multiline, text[:position]
    while position < end:
        if comments and text.startswith(comments, position) and (begin := _unclosed(text, position, stack)):
            stack.append(begin)
            yield Comment.Multiline, text[position:]
            return
        found = _first_match(definitions[stack[-1]], text, position)
        if found is None or idle > MOST_IDLE:
            if text[position] == "\n":
                stack[:] = START
            yield Error, text[position]
            position, idle = position + 1, 0
            continue
        match, action, new_state = found
        if isinstance(action, _TokenType):
            yield action, match.group()
        elif action is not None:
            for _, token, piece in action(lexer, match):
                yield token, piece
        idle = idle + 1 if match.end() == position else 0
        position = match.end()
        if new_state is not None:
            _move(stack, new_state)


def _first_match(rules: list[tuple[Any, Any, Any]], text: str, position: int) -> tuple[re.Match[str], Any, Any] | None:
    """The match of the first rule that has one, with the rule's action and its new state."""
    for match_at, action, new_state in rules:
        match = match_at(text, position)
        if match:
            return match, action, new_state
    return None


def _unclosed(text: str, position: int, stack: list[str]) -> str | None:
    """The mark of the comment that begins here, if it is none in a string and the comment does not end here."""
    begin = next(mark for mark in COMMENTS if text.startswith(mark, position))
    if "string" in stack[-1] or COMMENTS[begin] in text[position + len(begin) :]:
        return None
    return begin


@lru_cache(maxsize=64)
def _comments_by_rule(lexer: RegexLexer) -> tuple[str, ...]:
    """The marks of the comments that the lexer takes for one token even over several lines."""
    return tuple(
        begin
        for begin, close in COMMENTS.items()
        if any(
            "\n" in text and code_style(token) == "code.comment"
            for token, text in _tokens(lexer, f"{begin}\nx\n{close}\n", list(START))
        )
    )


def _move(stack: list[str], new_state: int | str | tuple[str, ...]) -> None:
    """Change the stack as a rule says; its last state is never popped."""
    if isinstance(new_state, int):
        del stack[max(1, len(stack) + new_state) :]
        return
    for state in (new_state,) if isinstance(new_state, str) else new_state:
        if state == "#pop":
            if len(stack) > 1:
                stack.pop()
        elif state == "#push":
            stack.append(stack[-1])
        else:
            stack.append(state)


def _merged(tokens: Iterable[tuple[_TokenType, str]]) -> list[Run]:
    """Neighbours of one style as one run, without the newline."""
    runs: list[Run] = []
    for token, text in tokens:
        shown = text.rstrip("\n") if text.endswith("\n") else text
        if not shown:
            continue
        style = code_style(token)
        if runs and runs[-1].style == style:
            runs[-1] = Run(runs[-1].text + shown, style)
        else:
            runs.append(Run(shown, style))
    return runs
