"""What the server counts, where it may stop, and where it must."""

from __future__ import annotations

from typing import Any

from streamtui.checks.exchange import Exchange
from streamtui.checks.probe import STORY, Probe
from streamtui.checks.rule import rule
from streamtui.checks.verdict import SettledError, Verdict, failed, not_supported, passed, warned
from streamtui.core.json_text.values import count, mappings
from streamtui.core.words.figures import plural

_FEW_TOKENS = 5
_STOP_LENGTH = 6
_SHORTEST_PLAIN = 24
_COMMON = "e"


@rule(
    "usage",
    "Counts tokens when asked to",
    must=True,
    breaks="Costs and token counts are missing or wrong (LangChain, LiteLLM, budgets, streamtui).",
)
async def usage(probe: Probe) -> Verdict:
    """With `stream_options.include_usage` one more chunk comes before `[DONE]`: `choices: []` and the usage of all.

    API reference, chat: `stream_options`, and chunk: `usage`.
    """
    reply = probe.whole(await probe.plain())
    if "stream_options" in probe.left_out:
        return not_supported("it refuses stream_options")
    if not (counted := reply.usages()):
        return failed("no usage came")
    counts = [count(counted[-1].get(name)) for name in ("prompt_tokens", "completion_tokens", "total_tokens")]
    prompt, completion, total = counts
    if prompt is None or completion is None or total is None:
        return failed(f"a count is missing: {reply.shown(counted[-1])}")
    seen = f"{prompt} + {completion} = {total} tokens"
    if prompt + completion != total or not prompt or not completion:
        return failed(f"{seen} can't be right")
    if len(counted) > 1:
        return warned(f"{seen}, in {plural(len(counted), 'chunk')}")
    last = reply.chunks[-1].data
    if not last.get("usage"):
        return warned(f"{seen}, but not in the last chunk")
    return (
        passed(seen) if last.get("choices") == [] else warned(f"{seen}, beside choices and not in a chunk of its own")
    )


@rule(
    "usage-unasked",
    "Sends no usage chunk unless asked to",
    breaks="Readers that take choices[0] of every chunk crash: IndexError, TypeError.",
)
async def usage_unasked(probe: Probe) -> Verdict:
    """Without `include_usage` there is no chunk with empty choices (API reference, chunk: `choices`, `usage`)."""
    reply = await probe.ask(STORY, max_tokens=_FEW_TOKENS, stream_options=None)
    empty = sum(not mappings(chunk.get("choices")) for _, chunk in reply.chunks)
    if empty:
        return failed(f"{empty} of {len(reply.chunks)} chunks have no choices")
    return warned("the usage comes all the same, beside choices") if reply.usages() else passed("none came")


@rule(
    "max-tokens",
    "Stops at the limit, and says length",
    must=True,
    breaks="A limit that is not kept costs money; a wrong finish reason shows a cut reply as whole.",
)
async def max_tokens(probe: Probe) -> Verdict:
    """`finish_reason` is `length` at the token limit (API reference, chunk: `finish_reason`; chat: `max_tokens`)."""
    reply = await probe.ask(STORY, max_tokens=_FEW_TOKENS)
    if "max_tokens" in probe.left_out:
        return not_supported("it refuses max_tokens; the other rules send max_completion_tokens in its place")
    return _at_the_limit(reply)


@rule(
    "max-completion-tokens",
    "Knows max_completion_tokens, too",
    breaks="New clients send this name only: their limit is ignored.",
)
async def max_completion_tokens(probe: Probe) -> Verdict:
    """`max_completion_tokens` takes the place of the deprecated `max_tokens` (API reference, chat)."""
    limit: dict[str, Any] = {"max_tokens": None, "max_completion_tokens": _FEW_TOKENS}
    name = "max_completion_tokens"
    await probe.plain()
    # should the server ignore it, this many tokens are enough to see that
    exchange = await probe.send(probe.body(STORY, **limit), until=lambda sofar: len(sofar.packets) > 16 * _FEW_TOKENS)
    if exchange.status in (400, 422):
        raise SettledError(not_supported(f"it refuses {name} ({exchange.status}): {exchange.error}"))
    reply = probe.whole(exchange)
    if not reply.finish_reasons():
        return failed(f"it is ignored: {len(reply.payload_times())} chunks had come when the reading was stopped")
    return _at_the_limit(reply)


def _at_the_limit(reply: Exchange) -> Verdict:
    tokens = reply.completion_tokens()
    counted = plural(tokens, "token") if tokens is not None else plural(len(reply.payload_times()), "chunk")
    reason = (reply.finish_reasons() or [None])[-1]
    if (tokens or 0) > _FEW_TOKENS:
        return failed(f"the limit was {_FEW_TOKENS}, but {counted} came")
    if reason != "length":
        return failed(f"the limit was {_FEW_TOKENS}, {counted} came, and the finish reason is {reply.shown(reason)}")
    return passed(f"length after {counted}")


@rule(
    "stop",
    "Stops before a stop sequence, and says stop",
    must=True,
    breaks="Agents and completions read beyond their end mark, or find half of it in the text.",
)
async def stop(probe: Probe) -> Verdict:
    """The text that is returned does not contain the stop sequence (API reference, chat: `stop`).

    The sequence is taken from the middle of what the model wrote before; it crosses the borders of tokens, which
    catches servers that compare token by token.
    """
    before = probe.whole(await probe.plain()).text().rstrip()
    if len(before) < _SHORTEST_PLAIN:
        return warned(f"the plain reply is too short to choose one from: {len(before)} characters")
    sequence = before[len(before) // 2 - _STOP_LENGTH :][:_STOP_LENGTH].strip()
    reply = await probe.ask(STORY, optional="stop", max_tokens=48, stop=[sequence])
    expected = before[: before.index(sequence)].strip()
    if sequence not in reply.text() and not expected.startswith(reply.text().strip()):
        sequence, expected = _COMMON, ""  # the model took another way: one that it can't avoid
        reply = await probe.ask(STORY, max_tokens=48, stop=[sequence])
    text, reason = reply.text(), (reply.finish_reasons() or [None])[-1]
    if sequence in text:
        return failed(f"{reply.shown(sequence)} is in the text: {reply.shown(text[-40:])}")
    if expected and text.strip() != expected:
        return failed(f"the text ends {len(expected) - len(text)} characters before {reply.shown(sequence)}")
    if reason != "stop":
        return failed(f"it stopped before {reply.shown(sequence)}, but the finish reason is {reply.shown(reason)}")
    return passed(f"stopped before {reply.shown(sequence)}")


RULES = (usage, usage_unasked, max_tokens, max_completion_tokens, stop)
