"""Tests: numbers as the screen writes them."""

from __future__ import annotations

from streamtui.core.words.figures import ended_after


def test_what_is_over_never_took_no_time() -> None:
    assert ended_after(0.0123) == "12.3 ms"
    assert ended_after(0.05) == "0.1 s"
    assert ended_after(12.04) == "12.0 s"
