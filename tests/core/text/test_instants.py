"""Instants as other programs write them."""

from __future__ import annotations

import pytest

from streamtui.core.text.instants import epoch_of


@pytest.mark.parametrize(
    ("written", "epoch"),
    [
        ("1970-01-01T00:00:01.5+00:00", 1.5),
        ("1970-01-01T00:00:01.123456789Z", 1.123456),
        ("1970-01-01 00:00:02", 2.0),
        ("1970-01-01T01:00:00+01:00", 0.0),
        ("yesterday", None),
        ("", None),
    ],
)
def test_an_instant_is_read_in_any_python(written: str, epoch: float | None) -> None:
    assert epoch_of(written) == epoch
