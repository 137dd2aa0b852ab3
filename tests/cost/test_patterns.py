"""No regular expression of the package takes more than linear time for what a server, model, file or tool writes."""

from __future__ import annotations

import random
import re

import pytest

from tests.cost.catalogue import listed
from tests.cost.patterns import Matcher, growth

pytestmark = pytest.mark.one_python

MOST_GROWTH = 2.6
"""Times the steps where a text doubles; four where the time grows with the square."""

BOUNDED = {
    "streamtui.config.secrets._SECRET": "reads the person's own configuration",
    "streamtui.core.json_text.misfit._WORDS": "reads what msgspec says of a type: names of ours",
}

SLOW = [
    (r"\s*x", False),
    (r"\bmessages?\b.*\brole\b|\brole\b.*\bmessages?\b", False),
    (r"[ \t>]*(?:[-+*: \t]+|\d{1,9})?[ \t]*$", True),
    (r"(?:^|[ \t]+)#+$", False),
    (r"\beyJ[\w-]{8,}\.", False),
    (r"(a+)+b", True),
    (r"(?:a|a)*b", True),
    (r"(?s)(.*?),(.*?),(.*?)x", True),
]
FAST = [(r"\s+", False), (r"\s*x", True), (r"\b\w+@", False), (r'[^"\\]*(?:\\.[^"\\]*)*"', True), (r"a{1,9}b", False)]


@pytest.mark.long
def test_all_of_the_package_are_linear() -> None:
    slow = {}
    for one in listed():
        times, text = growth(one.pattern, anchored=one.anchored)
        if times > MOST_GROWTH:
            slow[f"{one.module}.{one.name}"] = text
    assert {name: text for name, text in slow.items() if name not in BOUNDED} == {}
    assert set(BOUNDED) <= set(slow), "what is not slow needs no excuse"


@pytest.mark.parametrize(("pattern", "anchored"), SLOW)
def test_one_that_is_not_is_found(pattern: str, *, anchored: bool) -> None:
    assert growth(re.compile(pattern), anchored=anchored)[0] > MOST_GROWTH


@pytest.mark.parametrize(("pattern", "anchored"), FAST)
def test_one_that_is_is_let_through(pattern: str, *, anchored: bool) -> None:
    assert growth(re.compile(pattern), anchored=anchored)[0] <= MOST_GROWTH


def test_the_matcher_that_counts_finds_what_re_finds() -> None:
    rng = random.Random(1)
    for one in listed():
        matcher = Matcher(one.pattern)
        letters = [*" \n\"'`#-.:/\\<>|[]=_aeJ01", *(text for head, _ in matcher.loops() if (text := head[-8:]))]
        for _ in range(10):
            text = "".join(rng.choices(letters, k=rng.randrange(12)))
            found = one.pattern.match(text)
            assert matcher.end(text) == (found.end() if found else None), (one, text)
