"""A few hundred random things that a terminal might send; `tests.fuzz_keys` runs as many as one likes."""

from __future__ import annotations

from tests.fuzz_keys import run


def test_whatever_is_sent_the_app_lives_and_a_word_typed_later_arrives_whole() -> None:
    assert run(count=240, seed=1, app_every=20) == 12
