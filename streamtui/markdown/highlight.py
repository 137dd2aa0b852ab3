"""Code to styled runs, line by line: Pygments' rules with the lexer's stack of states kept between lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pygments.lexer import ExtendedRegexLexer, Lexer, RegexLexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Error, _TokenType
from pygments.util import ClassNotFound

from streamtui.markdown.rows import Run
from streamtui.markdown.styles import CODE_TEXT, code_style

States = tuple[str, ...]
"""The lexer's stack between two lines."""

START: States = ("root",)
LONGEST_LINE = 1024
"""Characters of a line that are highlighted; what follows stays plain."""


def highlight(line: str, language: str, states: States) -> tuple[list[Run], States]:
    """The runs of one line of code, and the states in which the next line begins."""
    lexer = _lexer(language)
    if lexer is None or len(line) > LONGEST_LINE:
        return [(line, CODE_TEXT)], states
    if isinstance(lexer, RegexLexer) and not isinstance(lexer, ExtendedRegexLexer):
        stack = list(states)
        runs = _merged(_tokens(lexer, line + "\n", stack))
        return runs, tuple(stack)
    return _merged((token, text) for _, token, text in lexer.get_tokens_unprocessed(line + "\n")), states


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    if not language:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _tokens(lexer: RegexLexer, text: str, stack: list[str]) -> Iterator[tuple[_TokenType, str]]:
    """The rules of RegexLexer, run over one line from the given stack, which is left as the line leaves it."""
    definitions = vars(type(lexer))["_tokens"]
    position, end = 0, len(text)
    while position < end:
        for match_at, action, new_state in definitions[stack[-1]]:
            match = match_at(text, position)
            if not match:
                continue
            if isinstance(action, _TokenType):
                yield action, match.group()
            elif action is not None:
                for _, token, piece in action(lexer, match):
                    yield token, piece
            position = match.end()
            if new_state is not None:
                _move(stack, new_state)
            break
        else:
            if text[position] == "\n":
                stack[:] = START
            yield Error, text[position]
            position += 1


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
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + shown, style)
        else:
            runs.append((shown, style))
    return runs
