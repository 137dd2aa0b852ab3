"""Numbers as the screen writes them. What is not known is a dash."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.statistics import ReplyStatistics

UNKNOWN = "–"
_SUMS_LOSE = 1e-9
_PLACES = 9
"""Of a figure for programs: a billionth of a dollar or of a second."""
_SETTLED = 7
"""Places of a figure before it is rounded for a person: 16.95 ms read on another day are a hair more or less, by what a
difference of instants loses."""
_BARS = "▁▂▃▄▅▆▇█"


def seconds(value_s: float | None) -> str:
    """A measured time: `<0.1 ms`, `18.5 ms`, `240 ms`, `3.24 s`, `1 min 05 s`."""
    if value_s is None:
        return UNKNOWN
    took_some, value_s = value_s > 0, round(value_s, _SETTLED)
    if took_some and value_s < 0.00005:
        return "<0.1 ms"  # though no digit says so
    if value_s < 0.0995:
        return f"{value_s * 1000:.1f} ms"
    if value_s < 0.9995:
        return f"{value_s * 1000:.0f} ms"
    return f"{value_s:.2f} s" if value_s < 10 else elapsed(value_s)


def percent(share: float) -> str:
    """`43 %`, rounded down: all of it alone is 100 %. What sums of fractions lose at their ends does not count."""
    return f"{int(share * 100 + _SUMS_LOSE)} %"


def decimal(value: float | None) -> float | None:
    """A figure for programs, to a billionth: 0.3, where sums of binary fractions make 0.30000000000000004 of it."""
    return None if value is None else round(value, _PLACES)


def elapsed(value_s: float) -> str:
    """A time that runs: `0.3 s`, `12.0 s`, `1 min 05 s`."""
    value_s = round(value_s, _SETTLED)
    if value_s < 60:
        return f"{value_s:.1f} s"
    minutes, rest_s = divmod(int(value_s), 60)
    if minutes < 60:
        return f"{minutes} min {rest_s:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"


def ended_after(value_s: float) -> str:
    """A time that ran, and is over: as `elapsed`, but never `0.0 s`."""
    return seconds(value_s) if value_s < 0.05 else elapsed(value_s)


def count(value: int | None, *, estimated: bool = False) -> str:
    """A count with thousands apart, `~` before an estimate."""
    return UNKNOWN if value is None else f"{'~' if estimated else ''}{value:,}"


def rounded(value: int, *, estimated: bool = False) -> str:
    """A count in eight cells at most, as far as it can: `12,345`, `4,177 k`, `107.0 M`."""
    if value < 100_000:
        return count(value, estimated=estimated)
    return f"{'~' if estimated else ''}" + (f"{value / 1e3:,.0f} k" if value < 9_999_500 else f"{value / 1e6:,.1f} M")


def tokens_out(reply: ReplyStatistics) -> str:
    """Tokens of a reply: `171`, `~171` as estimated, `~200–254` where that is not sure."""
    if (band := reply.token_band) is not None:
        return f"~{band[0]:,}–{band[1]:,}"
    return count(reply.completion_tokens, estimated=reply.tokens_are_estimated)


def plural(number: int, one: str, *, estimated: bool = False) -> str:
    """`1 token`, `~2 tokens`."""
    return f"{count(number, estimated=estimated)} {one}{'' if number == 1 else 's'}"


def rate(per_s: float | None, *, estimated: bool = False) -> str:
    """Tokens per second."""
    if per_s is None:
        return UNKNOWN
    per_s = round(per_s, _SETTLED)
    digits = f"{per_s:.1f}" if per_s < 100 else f"{per_s:,.0f}"
    return f"{'~' if estimated else ''}{digits} tok/s"


def money(usd: float | None) -> str:
    """US dollars, with as many digits as a small sum needs."""
    if usd is None:
        return UNKNOWN
    return f"${usd:.2f}" if usd >= 1 or usd == 0 else f"${usd:.4f}" if usd >= 0.001 else f"${usd:.6f}"


def megabytes(done: int, total: int | None) -> str:
    """How far a download is."""
    if total is None:
        return f"{done / 1e6:.1f} MB"
    return f"{done / 1e6:.1f} of {total / 1e6:.1f} MB"


def sparkline(values: Sequence[float], width: int) -> str:
    """The last `width` values as bars, the highest of them full."""
    shown = values[-width:]
    top = max(shown, default=0.0)
    if top <= 0:
        return ""
    return "".join(_BARS[min(len(_BARS) - 1, int(value / top * len(_BARS)))] for value in shown)


def bytes_words(size: int) -> str:
    """`812 B`, `2.1 kB`, `1.2 MB`, `3.4 GB`."""
    if size < 1000:
        return f"{size} B"
    if size < 999_950:
        return f"{size / 1e3:.1f} kB"
    return f"{size / 1e6:.1f} MB" if size < 999_950_000 else f"{size / 1e9:.1f} GB"
