"""Sentences of a text by UAX #29, with its false breaks joined.

The standard ends a sentence at nearly every full stop before a capital letter. Here a break goes away behind an
abbreviation, behind an initial and behind the number of a list item. A line's end is always a break.
"""

from __future__ import annotations

import re

import unicode_segmentation_rs as segmentation

_NEVER_LAST = "mr mrs ms messrs mme mlle dr prof rev hon gen col capt lt sgt mt e.g i.e cf vs viz fig figs eq approx ca"
"""Abbreviations that no sentence ends with."""
_LAST_BEFORE_A_STARTER = "etc al inc corp co ltd jr sr st dept univ est ave blvd ph.d"
"""Abbreviations that end a sentence where a starter follows, as do initials and what is made like them (U.S., p.m.)."""
_BEFORE_A_NUMBER = "no nos nr vol ch sec art pp jan feb mar apr jun jul aug sep sept oct nov dec"
"""Abbreviations only where a number follows; some are words of their own."""
_STARTERS = (
    "a an the this that these those i he she it we you they there here then but and so if when while after before as at"
    " by for from in on with however also what who why how my his her its our your their no yes not some all both each"
    " now next let please"
)
"""Words with a capital that start a sentence rather than go on with a name."""


def _one_of(words: str) -> str:
    return "|".join(map(re.escape, words.split()))


_LETTER = "[A-Za-z\u00c0-\u058f]"
_ABBREVIATION = re.compile(
    rf"(?<![\w.])(?:(?P<never_last>{_one_of(_NEVER_LAST)})"
    rf"|(?P<maybe_last>{_one_of(_LAST_BEFORE_A_STARTER)}|{_LETTER}(?:\.{_LETTER}){{0,5}})"
    rf"|(?P<before_number>{_one_of(_BEFORE_A_NUMBER)}))\.\Z",
    re.IGNORECASE,
)
_STARTER = re.compile(rf"\W{{0,4}}(?:{_one_of(_STARTERS)})\b(?!\.)", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"[ \t>#*_]*[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}\.")
_ABBREVIATION_REACH = 24
"""Characters before a full stop that decide whether it belongs to an abbreviation."""


def count_sentences(text: str) -> int:
    """Sentences that hold a letter or a digit; `text` begins a line."""
    count = start = end = 0
    before = ""
    for sentence in segmentation.unicode_sentences(text):  # without those that hold no letter or digit
        follows = text.startswith(sentence, end)
        begins_line = text[start - 1 : start] in ("", "\n")
        if not (before and follows and _goes_on(before, sentence, begins_line=begins_line)):
            count += 1
        before = sentence
        start = end if follows else text.index(sentence, end)
        end = start + len(sentence)
    return count


def _goes_on(before: str, sentence: str, *, begins_line: bool) -> bool:
    """The break between the two is false."""
    stop = before.rstrip(" \t\xa0")
    if not stop.endswith("."):
        return False
    if begins_line and _LIST_NUMBER.fullmatch(stop):
        return True
    abbreviation = _ABBREVIATION.search(stop[-_ABBREVIATION_REACH:])
    if abbreviation is None:
        return False
    if abbreviation.lastgroup == "before_number":
        return sentence[0].isdigit()
    return abbreviation.lastgroup == "never_last" or not _STARTER.match(sentence)
