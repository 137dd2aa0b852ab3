"""What of a text is quoted as code."""

from __future__ import annotations

import pytest

from streamtui.core.verdicts.quoting import Quoting


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a `b` c `d", "b"),
        ("a ``b ` c`` d", "bc"),
        ("a `b\nc` d", "bc"),
        ("a `b\n\nc` d", ""),
        ("a\n```py\nb\n```\nc", "pyb"),
        ("a\n~~~\n```\nb\n~~~\nc", "b"),
        ("````md\n```\nb\n```\nc\n````\nd", "mdbc"),
        ("So: ```\nb\n```\nc", "Sob"),
        ("1. a\n   ```\n   b\n   ```\nc", "b"),
        ("a\n```\nb", "b"),
    ],
)
def test_what_is_quoted(text: str, quoted: str) -> None:
    quoting = Quoting(text)
    assert "".join(letter for at, letter in enumerate(text) if letter.isalpha() and quoting.in_code(at)) == quoted
