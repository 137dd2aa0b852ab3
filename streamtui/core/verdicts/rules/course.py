"""What happened on the way: a stall, a loop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

from streamtui.core.chat.server_calls import busy_spans
from streamtui.core.verdicts.case import Case
from streamtui.core.verdicts.loops import Loop, loop_in
from streamtui.core.verdicts.rule import Found, named, rule, shown
from streamtui.core.wire.exchange import Part
from streamtui.core.words.figures import plural, seconds

_SHARE, _TIMES_LONGER, _ENOUGH_GAPS = 1 / 3, 50, 16
"""Of the person's stall, of the usual gap, and of gaps: from which on a silence stands out."""
_TICK = 1e-6
"""Seconds by which instants that were summed up may be late."""

_MEANT_UP_TO = 600
"""Characters that a model which ended by itself may have repeated: a refrain, a mantra."""
_LISTED = re.compile(r"\s*(?:[-*+•>]|\d+[.)])\s")
_AROUND = " \n.,;!?"


@rule("stall")
def stall(case: Case) -> Iterator[Found]:
    """Between two chunks with payload nothing came for as long as the person calls a stall (`stall_warn_s`).

    In a stream whose chunks came quickly and evenly a third of that is one, too. Silent on the wait for the first one,
    where nobody measured, and where the server ran something itself on less than all of it, and while it was at that.
    """
    statistics = case.reply.statistics
    if not case.timed or (silence := _longest_silence(case)) is None:
        return
    gap_s, ended_at = silence
    if gap_s < case.stall_s * _SHARE:
        return
    median_s = statistics.gap_percentile_s(50)
    even = median_s is not None and len(statistics.gaps_s) >= _ENOUGH_GAPS and gap_s >= _TIMES_LONGER * median_s
    if gap_s < case.stall_s and (not even or case.reply.server_calls):
        return
    thinking = bool(case.reply.reasoning) and case.evidence.kind_before(ended_at) == "reasoning"
    if gap_s < case.stall_s and thinking:
        return
    usual = (
        f" (half of the gaps are below {seconds(median_s)})"
        if median_s is not None and len(statistics.gaps_s) > 2
        else ""
    )
    pings = case.evidence.pings(ended_at - gap_s, ended_at)
    meanwhile = f"only {plural(pings, 'ping')} came" if pings else "nothing came"
    why = "the model thought on unseen, the server" if thinking else "the server"
    yield Found(
        f"For {seconds(gap_s)} {meanwhile}, then the reply went on{usual}: {why} stood still, or a proxy held the"
        " stream back.",
        case.evidence.at(ended_at),
    )


def _longest_silence(case: Case) -> tuple[float, float] | None:
    """The longest stretch between two chunks in which the server was at nothing: its seconds, and when it ended."""
    statistics, calls = case.reply.statistics, case.reply.server_calls
    if statistics.longest_gap_s is None or statistics.longest_gap_at is None or statistics.first_payload_at is None:
        return None
    if not calls:
        return statistics.longest_gap_s, statistics.longest_gap_at
    found = [(0.0, 0.0)]
    for start, end in pairwise(accumulate(statistics.gaps_s, initial=statistics.first_payload_at)):
        if end - start >= case.stall_s:
            busy = list(busy_spans(calls, start, end))
            begins, ends = [start, *(last for _, last in busy)], [*(first for first, _ in busy), end]
            found += ((last - first, last - _TICK) for first, last in zip(begins, ends, strict=True))
    return max(found)


@rule("loop")
def loop(case: Case) -> Iterator[Found]:
    """The same words came over and over. Silent on tables, code, rules and lists whose lines only look alike.

    Silent also where the model itself came to an end, on what is meant so: refrains, lists of the same line, the same
    word, lines of a file in arguments, and what the person had written down to be said again.
    """
    reply = case.reply
    texts: list[tuple[Part, str, int | None, str]] = [
        ("text", str(reply.text), None, "The text repeats"),
        ("reasoning", str(reply.reasoning), None, "The reasoning repeats"),
    ]
    texts += [
        ("arguments", one.arguments, one.position, f"The arguments of {named(one.call.name)} repeat")
        for one in case.calls
    ]
    for part, text, call, what in texts:
        if (found := loop_in(text, ran_out=case.at_limit)) is not None and not _is_meant(case, part, found):
            chunk = case.evidence.of_text(part, found.start + len(found.unit), call or 0)
            yield Found(_told(found, what), chunk, call)


def _is_meant(case: Case, part: Part, found: Loop) -> bool:
    unit = found.unit
    if not case.whole or case.at_limit or part == "reasoning":
        return False
    if part == "arguments":
        return "\\n" in unit
    if found.size < _MEANT_UP_TO:
        return True
    messages = case.request.messages if case.request is not None else ()
    asked = next((one.text for one in reversed(messages) if one.role == "user"), "")
    listed = "\n" in unit and _LISTED.match(unit) is not None
    return listed or len(unit.split()) == 1 or unit.strip(_AROUND).casefold() in asked.casefold()


def _told(found: Loop, what: str) -> str:
    return (
        f"{what} {shown(found.unit)} {found.times:,} times from character {found.start + 1:,} on"
        f" ({plural(found.size, 'character')}): the model loops; ask again with a higher temperature or"
        " frequency_penalty."
    )
