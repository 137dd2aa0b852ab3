"""Behind a link stands whose place it leads to, however long the address, and of the rest as much as fits."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from streamtui.markdown.link_target import MOST_CELLS, short_target


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.com", "example.com"),
        ("https://example.com/", "example.com"),
        ("http://example.com/a", "http://example.com/a"),
        ("https://en.wikipedia.org/wiki/Quicksort?utm=chat#scheme", "en.wikipedia.org/wiki/Quicksort…"),
        ("https://example.com/" + "long/" * 30, "example.com/long/long/long/long/long/lo…"),
        ("https://google.com@evil.example/login", "evil.example/login"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("/a/path", "/a/path"),
        ("http://[", "http://["),
    ],
)
def test_whose_place_it_is_always_shows(address: str, shown: str) -> None:
    assert short_target(address) == shown
    assert cell_len(short_target(address)) <= MOST_CELLS


def test_of_a_host_the_end_shows_which_says_whose_it_is() -> None:
    told = short_target(f"https://bank.example.{'x' * 60}.evil.example/?q")
    assert told.startswith("…x")
    assert "evil.example" in told
