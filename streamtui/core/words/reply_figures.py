"""The figures of a reply in words, as sidebar and `--stats` show them. What is not known, or is none, has no figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.json_text.values import amount
from streamtui.core.text.display_safe import display_safe
from streamtui.core.wire.request_change import RequestChange
from streamtui.core.words import figures

LONG_GAP_S = 1.0
"""Gaps from here on are counted."""
_SHORT_GAP_S, _NO_GAP_S = 0.001, 0.00005
"""Where none is longer than the first they are not told; what is shorter than the second is nought as it is written."""
_SHORT_ENDS = {"complete": "done", "tool_calls": "calls", "function_call": "call", "content_filter": "filter"}
_SHORT_FAULTS = {
    "authentication": "bad key",
    "configuration": "settings",
    "context_length": "too long",
    "content_filter": "filter",
}
_LONGEST_END = 24
"""Characters of a server's own word, beside which other figures have room."""


FORMULAS = {
    "accepted": "headers − request",
    "first token": "first delta − request (TTFT)",
    "second token": "second delta's chunk − request",
    "last token": "last delta − request",
    "prefill": "tokens in ÷ first token",
    "mean": "(tokens out − 1) ÷ (last − first token)",
    "gap": "from delta to delta (ICL)",
    "server": "as it measured itself",
}
"""How the measures are got, by their labels."""


class Figure(NamedTuple):
    """One of them, safe to show: `mean | 54.2 | tok/s |`, `in | 812 | | 640 cached`."""

    label: str
    value: str
    unit: str = ""
    """Stands behind the value, in a column of its own; with one the value is a number."""
    note: str = ""
    """What else is to be said of it."""

    @property
    def text(self) -> str:
        """The figure without its label."""
        return "  ".join(part for part in (f"{self.value} {self.unit}".rstrip(), self.note) if part)


class Section(NamedTuple):
    """Figures that belong together; never empty."""

    title: str
    figures: tuple[Figure, ...]


def figures_of(reply: Reply, prompt_estimate: int | None = None) -> tuple[Section, ...]:
    """All figures of a reply, whatever its length in a bounded time.

    `prompt_estimate` stands in for the tokens in until the server has counted them.
    """
    statistics = reply.statistics
    sections = {
        "SPEED": speed_figures(statistics),
        "GAPS": gap_figures(statistics),
        "TOKENS": token_figures(statistics, prompt_estimate),
        "TIME": time_figures(statistics),
        "REPLY": reply_figures(reply),
    }
    made = (Section(title, tuple(found)) for title, found in sections.items())
    return tuple(section for section in made if section.figures)


def speed_figures(reply: ReplyStatistics) -> Iterator[Figure]:
    """How fast it was written."""
    if reply.decode_rate is not None:
        yield _measured("mean", figures.rate(reply.decode_rate, estimated=reply.tokens_are_estimated))
    if reply.prefill_rate is not None:
        yield _measured("prefill", figures.rate(reply.prefill_rate))
    for label, key in (("server reads", "prompt_per_second"), ("server writes", "predicted_per_second")):
        if (per_s := amount(reply.server_figures.get(key))) is not None:
            yield _measured(label, figures.rate(per_s))


def gap_figures(reply: ReplyStatistics) -> Iterator[Figure]:
    """How even the stream was: times between its chunks. Of one that came at once there is nothing to say."""
    if reply.longest_gap_s is not None and reply.longest_gap_s >= _SHORT_GAP_S:
        for percent in (50, 95):
            gap_s = reply.gap_percentile_s(percent)
            if gap_s is not None and gap_s >= _NO_GAP_S:
                yield _time(f"gap p{percent}", gap_s)
        yield _time("longest gap", reply.longest_gap_s, _when(reply))
        many = len(reply.gaps_s) - reply.gaps_below((LONG_GAP_S,))[0]
        if many > 1:
            yield Figure("gaps over 1 s", figures.count(many))


def token_figures(
    reply: ReplyStatistics, prompt_estimate: int | None = None, change: RequestChange | None = None
) -> Iterator[Figure]:
    """Tokens, the chunks that brought them, and what they cost; of a `change` those that begin both requests."""
    usage = reply.usage
    counted = usage is not None and usage.prompt_tokens is not None
    tokens_in = usage.prompt_tokens if usage is not None and counted else prompt_estimate
    if reply.sent_at is not None and tokens_in:
        cached = usage.cached_tokens if usage is not None else None
        note = f"{figures.count(cached)} cached" if cached or (cached is not None and change is not None) else ""
        yield Figure("in", figures.count(tokens_in, estimated=not counted), note=note)
    if change is not None:
        same, before = (figures.count(tokens, estimated=True) for tokens in (change.same_tokens, change.before_tokens))
        yield Figure("prefix", same, note=f"of {before} same")
    if reply.completion_tokens:
        thinking = usage.reasoning_tokens if usage is not None else None
        note = f"{figures.count(thinking)} thinking" if thinking else ""
        yield Figure("out", figures.tokens_out(reply), note=note)
    if reply.payload_chunks:
        each = reply.completion_tokens / reply.payload_chunks
        yield Figure("chunks", figures.count(reply.payload_chunks), note=f"{each:,.2f} tok each")
    if reply.cost_usd:
        yield Figure("cost", figures.money(reply.cost_usd))


def time_figures(reply: ReplyStatistics) -> Iterator[Figure]:
    """Where the time of the request went, as seen from here and as the server tells."""
    if reply.sent_at is not None and reply.headers_at is not None:
        yield _time("accepted", reply.headers_at - reply.sent_at)
    for label, key, per in (
        ("server queue", "queue_time", 1.0),
        ("server reads", "prompt_time", 1.0),
        ("server reads", "prompt_ms", 1000.0),
        ("server writes", "predicted_ms", 1000.0),
        ("server total", "total_time", 1.0),
    ):
        if measured := amount(reply.server_figures.get(key)):
            yield _time(label, measured / per)
    if reply.ttft_s is not None:
        yield _time("first token", reply.ttft_s)
    if reply.second_token_s is not None:
        yield _time("second token", reply.second_token_s)
    if reply.first_answer_s is not None and reply.first_text_at != reply.first_payload_at:
        yield _time("first answer", reply.first_answer_s)
    if reply.duration_s is not None:
        yield _time("last token", reply.duration_s)


def reply_figures(reply: Reply) -> Iterator[Figure]:
    """Its text, and how it came to its end."""
    counts = reply.statistics.counts
    if counts.words:
        yield Figure("words", figures.count(counts.words), note=figures.plural(counts.sentences, "sentence"))
        yield Figure("characters", figures.count(counts.characters))
    if counts.code_blocks:
        yield Figure("code blocks", figures.count(counts.code_blocks))
    if reply.attempts > 1:
        yield Figure("attempts", figures.count(reply.attempts))
    if reply.state is not ReplyState.OPEN:
        yield Figure("end", ending(reply))


def turn_figures(replies: Sequence[Reply]) -> Iterator[Figure]:
    """What belongs to a turn with calls, or of several requests, and to none of its replies."""
    calls = [call for reply in replies for call in reply.tool_calls]
    ran_s = [call.running_s for call in calls if call.running_s is not None]
    waited_s = [call.waited_s for call in calls if call.waited_s is not None]
    if len(replies) > 1:
        yield Figure("requests", figures.count(len(replies)))
    if ran_s:
        yield _time("tools ran", sum(ran_s), "in all" if len(ran_s) > 1 else "")
    if waited_s:
        yield _time("waited", sum(waited_s), "for you")


def ending(reply: Reply) -> str:
    """How it ended in a word, safe to show: `stop`, `length`, `cut`, `rate limit`."""
    if reply.fault is not None and reply.state is not ReplyState.STOPPED:
        return _SHORT_FAULTS.get(reply.fault.kind) or reply.fault.kind.replace("_", " ")
    reason = reply.finish_reason or reply.state.value
    word = display_safe(_SHORT_ENDS.get(reason, reason), keep_newlines=False)
    return f"{word[: _LONGEST_END - 1]}…" if len(word) > _LONGEST_END else word


def _measured(label: str, words: str, note: str = "") -> Figure:
    """A number and its unit, from the words for both."""
    value, _, unit = words.partition(" ")
    return Figure(label, value, unit, note) if " " not in unit else Figure(label, words, note=note)


def _time(label: str, value_s: float, note: str = "") -> Figure:
    return _measured(label, figures.seconds(value_s), note)


def _when(reply: ReplyStatistics) -> str:
    """Since the first token, as the chart's axis counts."""
    if reply.longest_gap_at is None or reply.first_payload_at is None:
        return ""
    return f"at {figures.elapsed(reply.longest_gap_at - reply.first_payload_at)}"
