"""Times are those of the field: TTFT, TPOT, chunk gaps; the clock stops at the last payload."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat.rate_series import MOST_BUCKETS
from streamtui.core.chat.statistics import ConversationStatistics, ReplyStatistics
from streamtui.core.chat.token_ratios import untaught
from streamtui.core.chat.usage import Usage
from streamtui.core.text.token_estimate import Tokens


def reply(*payload_at: float, sent_at: float = 10.0, text: str = "word ") -> ReplyStatistics:
    """A reply of one text delta per chunk at those instants."""
    statistics = ReplyStatistics(sent_at=sent_at)
    for at in payload_at:
        statistics.take_chunk()
        statistics.take_text(at, text)
    return statistics


def test_nothing_is_known_before_the_first_payload() -> None:
    statistics = ReplyStatistics(sent_at=10.0)
    statistics.take_chunk()
    known = (statistics.ttft_s, statistics.tpot_s, statistics.duration_s, statistics.decode_rate)
    assert known == (None, None, None, None)
    assert statistics.overall_rate is None
    assert statistics.longest_gap_s is None
    assert statistics.gap_percentile_s(50) is None
    assert statistics.chunks == 1
    assert statistics.completion_tokens == 0


def test_the_second_token_is_the_second_chunk_with_payload() -> None:
    assert reply(11.0).second_token_s is None
    assert reply(11.0, 11.5, 13.0).second_token_s == pytest.approx(1.5)


def test_the_prompt_is_read_until_the_first_token() -> None:
    statistics = reply(12.0)
    assert statistics.prefill_rate is None
    statistics.usage = Usage(prompt_tokens=500)
    assert statistics.prefill_rate == pytest.approx(250.0)
    statistics.usage = Usage(prompt_tokens=4)
    assert statistics.prefill_rate is None


def test_the_first_token_is_the_first_payload_of_any_kind() -> None:
    statistics = ReplyStatistics(sent_at=10.0)
    statistics.take_chunk()
    statistics.take_payload(10.5, "thinking")
    statistics.take_chunk()
    statistics.take_text(12.0, "answer")
    assert statistics.ttft_s == 0.5
    assert statistics.first_answer_s == 2.0
    assert statistics.counts.words == 1


def test_the_clock_stops_at_the_last_payload() -> None:
    statistics = reply(11.0, 12.0)
    statistics.take_chunk()
    statistics.ended_at = 60.0
    assert statistics.duration_s == 2.0
    assert statistics.longest_gap_s == 1.0


def test_time_per_token_leaves_out_the_first_token() -> None:
    statistics = reply(12.0, 13.0, 14.0)
    statistics.usage = Usage(completion_tokens=9)
    assert statistics.tpot_s == 0.25
    assert statistics.decode_rate == 4.0
    assert statistics.overall_rate == 9 / 4.0


@pytest.mark.parametrize("usage", [Usage(completion_tokens=0), Usage(completion_tokens=1)])
def test_one_token_has_no_time_per_token(usage: Usage) -> None:
    statistics = reply(12.0, 13.0)
    statistics.usage = usage
    assert statistics.tpot_s is None
    assert statistics.decode_rate is None


def test_a_reply_in_one_instant_has_no_speed() -> None:
    statistics = reply(12.0, text="a whole answer at once")
    assert statistics.tpot_s is None
    assert statistics.gap_percentile_s(99) is None


def test_tokens_are_estimated_until_the_server_counts_them() -> None:
    statistics = reply(11.0, 12.0, text="eight ch")
    assert (statistics.completion_tokens, statistics.tokens_are_estimated) == (3, True)
    statistics.usage = Usage(prompt_tokens=7)
    assert (statistics.completion_tokens, statistics.tokens_are_estimated) == (3, True)
    statistics.usage = Usage(completion_tokens=3)
    assert (statistics.completion_tokens, statistics.tokens_are_estimated) == (3, False)


def test_several_deltas_of_one_chunk_make_one_gap() -> None:
    statistics = reply(11.0)
    statistics.take_chunk()
    for text in ("thought", "and", "answer"):
        statistics.take_payload(13.0, text)
    assert list(statistics.gaps_s) == [2.0]


def test_chunks_without_payload_make_no_gap_and_do_not_shorten_one() -> None:
    statistics = reply(11.0)
    statistics.take_chunk()
    statistics.take_chunk()
    statistics.take_chunk()
    statistics.take_payload(14.0, "x")
    assert list(statistics.gaps_s) == [3.0]
    assert statistics.chunks == 4


def test_percentiles_are_gaps_that_happened() -> None:
    statistics = reply(*(10.0 + n * (n + 1) / 2 for n in range(101)))
    percentiles = [statistics.gap_percentile_s(percent) for percent in (0, 50, 95, 99, 100)]
    assert percentiles == [1.0, 50.0, 95.0, 99.0, 100.0]
    assert statistics.longest_gap_s == 100.0


@given(st.lists(st.integers(1, 50), min_size=1, max_size=40), st.data())
def test_percentiles_may_be_read_at_any_time(gaps: list[int], data: st.DataObject) -> None:
    statistics, at = reply(10.0), 10.0
    for count, gap in enumerate(gaps, 1):
        at += gap
        statistics.take_chunk()
        statistics.take_payload(at, "x")
        if data.draw(st.booleans()) or count == len(gaps):
            ordered = sorted(gaps[:count])
            assert statistics.gap_percentile_s(50) == ordered[(count + 1) // 2 - 1]
            assert statistics.gap_percentile_s(100) == ordered[-1]


def test_the_longest_gap_knows_when_it_was() -> None:
    statistics = reply(11.0, 11.25, 12.5, 13.0)
    assert (statistics.longest_gap_s, statistics.longest_gap_at) == (1.25, 12.5)


def test_gaps_are_counted_by_their_length() -> None:
    statistics = reply(11.0, 11.25, 12.5, 13.0)
    assert statistics.gaps_below([0.25, 0.5, 1.0, 9.0]) == [0, 1, 2, 3]


def test_the_speed_now_is_that_of_the_last_second() -> None:
    statistics = reply(*(10 + n / 20 for n in range(40)), text=" word")
    assert statistics.rate_now(10.2) is None
    assert statistics.rate_now(12.0) == pytest.approx(20, rel=0.05)
    assert statistics.rate_now(12.5) == pytest.approx(10, rel=0.1)
    assert statistics.rate_now(14.0) == 0
    statistics.ended_at = 14.0
    assert statistics.rate_now(14.0) is None


@pytest.mark.parametrize(("tokens", "last_s"), [(7, 1.0), (8, 0.049), (200, 0.0001)])
def test_a_speed_needs_tokens_and_time(tokens: int, last_s: float) -> None:
    statistics = reply(0.0, last_s, sent_at=0.0)
    statistics.usage = Usage(completion_tokens=tokens)
    assert (statistics.decode_rate, statistics.tpot_s, statistics.overall_rate) == (None, None, None)
    statistics = reply(0.0, 0.07, sent_at=0.0)
    statistics.usage = Usage(completion_tokens=8)
    assert statistics.decode_rate == pytest.approx(100)


def test_the_speed_goes_by_chunks_where_they_are_tokens() -> None:
    """However long the words are: a second half with longer ones is no faster."""
    statistics = reply(10.0, text="a")
    for number in range(1, 100):
        statistics.take_chunk()
        statistics.take_payload(10 + number / 20, " longer" if number >= 50 else " it")
    assert statistics.live_tokens.are_chunks
    assert statistics.rate_now(12.0) == pytest.approx(20, rel=0.05)
    assert statistics.rate_now(14.95) == pytest.approx(20, rel=0.05)


def test_a_long_word_makes_no_spike_where_chunks_are_tokens() -> None:
    statistics = reply(10.0, text="a")
    for number in range(1, 100):
        statistics.take_chunk()
        statistics.take_payload(10 + number / 20, " https://example.org/a/rather/long/path" if number == 50 else " it")
    series, scale = statistics.course
    assert max(series.tokens) * scale == pytest.approx(3, abs=0.1)
    statistics.usage = Usage(completion_tokens=200)
    series, scale = statistics.course
    assert sum(series.tokens) * scale == pytest.approx(200)
    assert max(series.tokens) == 3


def test_a_chunk_of_several_words_is_several_tokens_where_others_are_one() -> None:
    statistics = reply(*(10 + number / 20 for number in range(50)), text=" word")
    statistics.take_chunk()
    statistics.take_payload(13.0, " and then all that was held back came in one piece")
    assert statistics.live_tokens.are_chunks
    assert 58 <= statistics.completion_tokens <= 64


def test_a_text_is_one_token_at_least() -> None:
    assert reply(11.0, text="a").completion_tokens == 1


def test_chunks_are_counted_where_they_look_like_tokens() -> None:
    one_each = reply(*(11 + n / 10 for n in range(50)), text=" 你")
    assert (one_each.completion_tokens, one_each.token_band) == (50, None)
    several = reply(*(11 + n / 10 for n in range(50)), text="as many words as this ")
    assert several.completion_tokens > 200
    least, most = several.token_band or (0, 0)
    assert least < several.completion_tokens < most
    sure = Tokens(*[0.001] * len(Tokens()))
    several.live_tokens.ratio = replace(untaught(), replies=1, doubts=sure)
    assert several.token_band is None
    for statistics in (one_each, several):
        series, scale = statistics.course
        assert sum(series.tokens) * scale == pytest.approx(statistics.completion_tokens)


@pytest.mark.parametrize("at", [-1e12, 5.0, 1e12])
def test_a_clock_gone_wrong_costs_no_memory(at: float) -> None:
    statistics = reply(11.0, at)
    series, _ = statistics.course
    assert len(series.tokens) <= MOST_BUCKETS
    assert sum(series.tokens) == len("word " * 2)


def test_a_conversation_is_the_sum_of_its_replies() -> None:
    counted, estimated = reply(11.0, text="Two words."), reply(11.0, text="```\n")
    counted.usage = Usage(prompt_tokens=5, completion_tokens=3)
    counted.cost_usd = 0.25
    sums = ConversationStatistics()
    assert sums.cost_usd is None
    sums.add(counted)
    sums.add(ReplyStatistics(sent_at=12.0))  # one that failed: nothing came of it
    assert not sums.tokens_are_estimated
    sums.add(estimated)
    assert sums == ConversationStatistics(
        replies=3,
        words=2,
        sentences=1,
        characters=14,
        code_blocks=1,
        prompt_tokens=5,
        completion_tokens=5,
        tokens_are_estimated=True,
        cost_usd=0.25,
    )
