"""What tools give and raise, whatever it is, as text that can be sent."""

from __future__ import annotations

import json

from streamtui.core.text.surrogates import join_surrogates

LONGEST_RESULT = 10_000_000
"""Characters; of a longer result the head is kept."""


def as_text(result: object) -> str:
    """Text as it is, and all else as JSON. Raises whatever an object raises that is neither."""
    return bounded(result if isinstance(result, str) else json.dumps(result, ensure_ascii=False, default=str))


def bounded(text: str) -> str:
    """Text that is short enough to be kept, and that can be encoded; a subclass of `str` no more."""
    text, size = str.__str__(text), str.__len__(text)
    if size > LONGEST_RESULT:
        mark = f"\n[cut here: a result has at most {LONGEST_RESULT:,} characters, and this one had {size:,}]"
        text = text[:LONGEST_RESULT] + mark
    return join_surrogates(text)


def told(error: BaseException) -> str:
    """The kind of an error and what it says."""
    try:
        said = bounded(str(error))
    except BaseException:  # it is code of others, too
        said = ""
    return f"{type(error).__name__}: {said}".removesuffix(": ")
