"""Every style name that a rendered row may carry, in one place, and the style of each Pygments token."""

from __future__ import annotations

from functools import cache

from pygments.token import Token, _TokenType

TEXT = "text"
QUOTE = "quote"
"""Text inside a block quote, and the bar beside it."""
HEADINGS = ("heading1", "heading2", "heading3", "heading4", "heading5", "heading6")
STRONG = "strong"
EMPHASIS = "emphasis"
STRONG_EMPHASIS = "strong.emphasis"
STRIKE = "strike"
CODE = "code"
"""A code span in running text."""
LINK = "link"
LINK_TARGET = "link.target"
"""The address behind a link, shown when it differs from the link's text."""
IMAGE = "image"
BULLET = "bullet"
TASK_OPEN = "task.open"
TASK_DONE = "task.done"
RULE = "rule"
TABLE_HEAD = "table.head"
TABLE_RULE = "table.rule"
CODE_LANGUAGE = "code.language"
"""The line that names the language above a code block."""
CODE_HINT = "code.hint"
"""What can be done with a code block; no part of the text."""
CODE_RULE = "code.rule"
"""The thin bar at the left of a code block."""
CODE_TEXT = "code.text"
"""Code without a more telling style."""

_CODE_TOKENS = {
    Token: CODE_TEXT,
    Token.Comment: "code.comment",
    Token.Keyword: "code.keyword",
    Token.Keyword.Constant: "code.constant",
    Token.Keyword.Type: "code.type",
    Token.Name.Attribute: "code.attribute",
    Token.Name.Builtin: "code.builtin",
    Token.Name.Class: "code.type",
    Token.Name.Constant: "code.constant",
    Token.Name.Decorator: "code.decorator",
    Token.Name.Exception: "code.type",
    Token.Name.Function: "code.function",
    Token.Name.Tag: "code.tag",
    Token.Name.Variable: "code.variable",
    Token.Literal.String: "code.string",
    Token.Literal.String.Doc: "code.comment",
    Token.Literal.String.Escape: "code.escape",
    Token.Literal.Number: "code.number",
    Token.Operator: "code.operator",
    Token.Punctuation: "code.punctuation",
    Token.Generic.Deleted: "code.deleted",
    Token.Generic.Inserted: "code.inserted",
    Token.Generic.Heading: "code.heading",
    Token.Generic.Subheading: "code.heading",
}

STYLES: tuple[str, ...] = (
    TEXT,
    QUOTE,
    *HEADINGS,
    STRONG,
    EMPHASIS,
    STRONG_EMPHASIS,
    STRIKE,
    CODE,
    LINK,
    LINK_TARGET,
    IMAGE,
    BULLET,
    TASK_OPEN,
    TASK_DONE,
    RULE,
    TABLE_HEAD,
    TABLE_RULE,
    CODE_LANGUAGE,
    CODE_HINT,
    CODE_RULE,
    *sorted(set(_CODE_TOKENS.values())),
)
"""All names. A theme gives each of them a look."""


@cache
def code_style(token: _TokenType) -> str:
    """The style of a Pygments token type: that of its nearest ancestor with a style of its own."""
    while token not in _CODE_TOKENS and token.parent is not None:
        token = token.parent
    return _CODE_TOKENS[token]
