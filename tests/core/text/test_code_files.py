"""Code blocks as files: which ending a language has, and which blocks are worth a file."""

from __future__ import annotations

import pytest

from streamtui.core.text.code_files import code_files, ending_of


@pytest.mark.parametrize(
    ("language", "ending"),
    [
        ("python", "py"),
        ("Python3", "py"),
        ("c++", "cpp"),
        ("C#", "cs"),
        ("bash", "sh"),
        ("tsx", "tsx"),
        ("{.rust}", "rs"),
        ("", "txt"),
        ("../../etc/passwd", "txt"),
        ("exe", "txt"),
        ("klingon", "txt"),
    ],
)
def test_a_language_has_its_ending_and_what_is_no_language_is_text(language: str, ending: str) -> None:
    assert ending_of(language) == ending


def test_each_block_that_is_not_empty_is_a_file_in_order() -> None:
    text = "One:\n```python\nprint(1)\n```\n- in a list:\n  ~~~sh\n  ls\n  ~~~\n\n```\n\n```\n```js\nnever closed"
    assert code_files(text) == [("py", "print(1)\n"), ("sh", "ls\n"), ("js", "never closed\n")]


def test_every_ending_is_safe_in_a_file_name() -> None:
    from streamtui.core.text.code_files import _ENDINGS

    assert all(ending.isalnum() for ending in _ENDINGS.values())
