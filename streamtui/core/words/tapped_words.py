"""What is said of a request of another program: the same words on the screen and in lines."""

from __future__ import annotations

from datetime import datetime

from streamtui.core.chat.reply import Reply
from streamtui.core.ports.tap import Stage, Tapped, TappedFigures
from streamtui.core.words import figures

SLOW_S = 0.1
"""From here on it is told that the program was late to take something."""


def figures_of(reply: Reply) -> TappedFigures:
    """What a line says of a reply."""
    statistics, usage = reply.statistics, reply.statistics.usage
    return TappedFigures(
        statistics.ttft_s,
        statistics.decode_rate,
        usage.prompt_tokens if usage is not None else None,
        statistics.completion_tokens if statistics.payload_chunks or usage is not None else None,
        statistics.tokens_are_estimated,
        len(reply.model_calls),
        statistics.chunks,
    )


def measured(tapped: Tapped) -> TappedFigures:
    """The figures of a request as they are by now."""
    if tapped.stage.over or not tapped.decoded or (reply := tapped.reply) is None:
        return tapped.figures
    return figures_of(reply)


def came_at(tapped: Tapped) -> str:
    """`15:04:05`, where the person is."""
    return datetime.fromisoformat(tapped.started).astimezone().strftime("%H:%M:%S")


def speed(found: TappedFigures) -> str:
    """Tokens a second, with their unit; nothing where that is not known."""
    return "" if found.rate is None else figures.rate(found.rate, estimated=found.estimated)


def tokens_out(found: TappedFigures) -> str:
    """Tokens of the reply; nothing where that is not known."""
    known = found.completion_tokens
    return "" if known is None else figures.count(known, estimated=found.estimated)


def server_silent(tapped: Tapped, now: float, stall_s: float) -> str:
    """`silent for 12 s`, where a stream goes on and nothing came for so long."""
    silent_s = now - tapped.heard_at if tapped.stage is Stage.STREAMING else 0.0
    return f"silent for {silent_s:.0f} s" if silent_s >= stall_s else ""


def program_slow(tapped: Tapped) -> str:
    """`program slow by 0.4 s`, where it was late to take something."""
    return f"program slow by {figures.seconds(tapped.program_wait_s)}" if tapped.program_wait_s >= SLOW_S else ""


def not_decoded(tapped: Tapped) -> str:
    """Why there is no reply to be seen but bytes; nothing where there is one."""
    if tapped.foreign:
        return f"{tapped.foreign}: raw wire, not decoded"
    return "" if tapped.decoded else "Not a request for a reply: raw wire"
