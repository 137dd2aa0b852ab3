"""Token counts that can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from streamtui.core.json_text.values import integer, mapping, mappings
from streamtui.core.verdicts.case import Case
from streamtui.core.verdicts.rule import Found, rule

_LAST = 6
"""Chunks among which the one with the usage is looked for, where it had no count that could be read."""
_WORDS_A_TOKEN = 2
"""No tokenizer in use has words on average in less than half a token each."""
_FEW_WORDS = 16
_BELOW_ZERO = re.compile(rb'_tokens"\s*:\s*-')
_NAMES = ("prompt_tokens", "completion_tokens", "total_tokens", "input_tokens", "output_tokens")


@rule("usage", unless=("cut",))
def usage(case: Case) -> Iterator[Found]:
    """The counts contradict each other or the text: negative, a part larger than its whole, a sum that is none.

    Silent where a server counts reasoning beside the completion and the total says so (xAI, Gemini), or there is none,
    and of replies that are not whole.
    """
    if case.whole and (what := _wrong(case)):
        chunk = case.evidence.carrying("usage")
        yield Found(f"The usage can't be right: {what}; costs and limits that go by it are wrong.", chunk)
        return
    if case.whole and (found := _negative(case)) is not None:
        number, name, count = found
        sentence = f"The usage can't be right: {name} is {count:,}; costs and limits that go by it are wrong."
        yield Found(sentence, number)


def _wrong(case: Case) -> str:
    counted = case.reply.statistics.usage
    if counted is None:
        return ""
    prompt, completion, total = counted.prompt_tokens, counted.completion_tokens, counted.total_tokens
    cached, reasoning = counted.cached_tokens, counted.reasoning_tokens
    whole = None if prompt is None or completion is None else prompt + completion
    apart = whole is not None and reasoning is not None and total in (None, whole + reasoning)
    if cached is not None and prompt is not None and cached > prompt:
        return f"{cached:,} cached tokens are more than the {prompt:,} of the prompt"
    if reasoning is not None and completion is not None and reasoning > completion and not apart:
        return f"{reasoning:,} reasoning tokens are more than the {completion:,} of the completion"
    if whole is not None and total is not None and total != whole and not apart:
        return f"{prompt:,} + {completion:,} tokens are not {total:,} in all"
    if completion is not None and completion * _WORDS_A_TOKEN < case.reply.statistics.counts.words:
        words = len(str(case.reply.text).split())  # scripts without blanks have more of the others in a token
        if words >= _FEW_WORDS and completion * _WORDS_A_TOKEN < words:
            return f"{words:,} words came, and {completion:,} tokens are counted"
    if completion == 0 and case.reply.text:
        return f"a text of {len(case.reply.text):,} characters came, and no token is counted"
    return ""


def _negative(case: Case) -> tuple[int, str, int] | None:
    """A count below zero, which reads as absent: the last chunks are looked at where one is."""
    if not any(_BELOW_ZERO.search(data) for data in case.evidence.last_reads(_LAST)):
        return None
    for number, data in case.evidence.last_objects(_LAST):
        for sent in _usages(data):
            for name in _NAMES:
                count = integer(sent.get(name))
                if count is not None and count < 0:
                    return number, name, count
    return None


def _usages(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield mapping(data.get("usage"))
    yield mapping(mapping(data.get("response")).get("usage"))
    for choice in mappings(data.get("choices")):
        yield mapping(choice.get("usage"))
