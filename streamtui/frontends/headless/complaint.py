"""How all that is wrong, late or done otherwise than asked is told on stderr, whatever the command: one line each."""

from __future__ import annotations

from streamtui.core.text.display_safe import display_safe


def complaint(sentence: str) -> str:
    """The line, without a newline at its end: `streamtui: There is no profile 'x': ...`."""
    return f"streamtui: {display_safe(sentence, keep_newlines=False)}"
