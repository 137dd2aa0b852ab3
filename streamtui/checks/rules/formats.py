"""Replies in other forms: the old functions, JSON, a schema, reasoning, several choices, probabilities, a seed."""

from __future__ import annotations

from typing import Any

from streamtui.checks.calls import CALL_TOKENS, ONE_CITY, WEATHER
from streamtui.checks.exchange import Exchange, parsed_json
from streamtui.checks.person import PERSON, PERSON_SCHEMA, PERSON_TOKENS, is_person
from streamtui.checks.probe import PUZZLE, Probe
from streamtui.checks.rule import rule
from streamtui.checks.verdict import Verdict, failed, not_supported, passed, warned
from streamtui.core.json_text.values import mapping, mappings, number

_POEM = "Write one line about the moon."
_TOKENS = 64
_FEW_TOKENS = 12
_REASONING_FIELDS = ("reasoning_content", "reasoning")


@rule(
    "functions",
    "Takes the old functions parameter",
    breaks="Programs from before tools (2023) get text in place of a call.",
)
async def functions(probe: Probe) -> Verdict:
    """Deprecated: `functions` and `function_call` give `delta.function_call` (API reference, chat: `functions`).

    A server may well do without; it should not do half of it.
    """
    parameters: dict[str, Any] = {"functions": [WEATHER], "function_call": {"name": "get_weather"}}
    reply = await probe.answer(ONE_CITY, optional="functions", max_tokens=CALL_TOKENS, **parameters)
    pieces = [mapping(delta["function_call"]) for _, delta in reply.deltas() if delta.get("function_call")]
    if not pieces:
        return not_supported(f"it is ignored, text came: {reply.shown(reply.text())}")
    name = "".join(str(piece.get("name") or "") for piece in pieces)
    arguments = "".join(str(piece.get("arguments") or "") for piece in pieces)
    if name != "get_weather" or not isinstance(parsed_json(arguments), dict):
        return failed(f"the call is {reply.shown(name)} with {reply.shown(arguments)}")
    return passed(f"{name} {reply.shown(arguments)}")


@rule(
    "json-mode",
    "JSON mode gives JSON",
    breaks="Programs that parse the reply crash at random.",
)
async def json_mode(probe: Probe) -> Verdict:
    """`response_format: {"type": "json_object"}` makes the text valid JSON (API reference, chat: `response_format`).

    The reference warns that a reply may be cut by the token limit.
    """
    form = {"type": "json_object"}
    reply = await probe.answer(PERSON, optional="json_object", response_format=form, max_tokens=PERSON_TOKENS)
    return _cut(reply) or _judged(reply, isinstance(parsed_json(reply.text()), dict))


@rule(
    "json-schema",
    "A schema is kept",
    breaks="Structured outputs (the SDK's parse, instructor, LangChain) fail their validation.",
)
async def json_schema(probe: Probe) -> Verdict:
    """`json_schema` with `strict` keeps to the schema exactly (API reference, chat: `response_format`)."""
    form = {"type": "json_schema", "json_schema": {"name": "person", "strict": True, "schema": PERSON_SCHEMA}}
    reply = await probe.answer(PERSON, optional="json_schema", response_format=form, max_tokens=PERSON_TOKENS)
    return _cut(reply) or _judged(reply, is_person(reply.text()))


def _cut(reply: Exchange) -> Verdict | None:
    """The verdict on JSON that the token limit cut, as nothing else can be said of it."""
    if parsed_json(reply.text()) is None and reply.finish_reasons()[-1:] == ["length"]:
        beginning = reply.text().lstrip()[:1] == "{"
        return (warned if beginning else failed)(f"cut at {PERSON_TOKENS} tokens: {reply.shown(reply.text())}")
    return None


def _judged(reply: Exchange, kept: bool) -> Verdict:
    return (passed if kept else failed)(reply.shown(reply.text()))


@rule(
    "reasoning",
    "Thoughts have a field of their own",
    breaks="Thoughts show as the answer, or twice; readers that know one name only show nothing.",
)
async def reasoning(probe: Probe) -> Verdict:
    """No part of the API reference for chat: servers send `reasoning_content` (DeepSeek, llama.cpp) or `reasoning`.

    Beside `content`, never within it as tags, and by one name.
    """
    reply = await probe.ask(PUZZLE, max_tokens=_TOKENS)
    found = {name: sum(bool(delta.get(name)) for _, delta in reply.deltas()) for name in _REASONING_FIELDS}
    seen = ", ".join(f"{name} in {count} deltas" for name, count in found.items() if count)
    if "<think>" in reply.text() or "</think>" in reply.text():
        return failed(f"thoughts stand in the text as tags: {reply.shown(reply.text())}")
    if not seen:
        return not_supported("this model sends no thoughts")
    return warned(f"sent twice: {seen}") if all(found.values()) else passed(seen)


@rule(
    "n",
    "n=2 gives two choices",
    breaks="Programs that ask for several answers get one, or two mixed into one text.",
)
async def several_choices(probe: Probe) -> Verdict:
    """`n` choices stream side by side, told apart by `choices[].index` (API reference, chat: `n`)."""
    reply = await probe.answer(_POEM, optional="n=2", n=2, temperature=1, max_tokens=_FEW_TOKENS)
    lengths = [len(reply.text(index)) for index in (0, 1)]
    if not lengths[1]:
        return failed("only choice 0 came: n is ignored, or the index is missing")
    if not all(reply.finish_reasons(index) for index in (0, 1)):
        return failed("not every choice has a finish reason")
    if max(lengths) > 10 * max(1, min(lengths)):
        return warned(f"{lengths[0]} and {lengths[1]} characters")
    return passed(f"two choices of {lengths[0]} and {lengths[1]} characters")


@rule(
    "logprobs",
    "Gives the tokens' probabilities",
    breaks="Evaluations, classifiers and confidence displays have nothing to work with.",
)
async def logprobs(probe: Probe) -> Verdict:
    """`choices[].logprobs.content[]` has token, logprob and `top_logprobs` (API reference, chunk: `logprobs`)."""
    reply = await probe.answer(_POEM, optional="logprobs", logprobs=True, top_logprobs=2, max_tokens=_FEW_TOKENS)
    tokens = [
        token for _, choice in reply.choices() for token in mappings(mapping(choice.get("logprobs")).get("content"))
    ]
    if not tokens:
        return failed("none came, though they were not refused")
    first = tokens[0]
    logprob = number(first.get("logprob"))
    if not isinstance(first.get("token"), str) or logprob is None or logprob > 0:
        return failed(f"the first is no token with a logprob: {reply.shown(first)}")
    if "".join(str(token.get("token")) for token in tokens).strip() != reply.text().strip():
        return warned(f"{len(tokens)} tokens, which are not the text")
    if not 0 < len(mappings(first.get("top_logprobs"))) <= 2:
        return warned(
            f"{len(tokens)} tokens, {len(mappings(first.get('top_logprobs')))} alternatives where 2 were asked"
        )
    return passed(f"{len(tokens)} tokens, the first {reply.shown(first['token'])} at {logprob:.2f}")


@rule(
    "seed",
    "The same seed gives the same text",
    breaks="Tests and comparisons that fix a seed can't be repeated.",
)
async def seed(probe: Probe) -> Verdict:
    """A server does its best to repeat itself for the same `seed` and parameters (API reference, chat: `seed`)."""
    parameters = {"seed": 7, "temperature": 1, "max_tokens": _FEW_TOKENS}
    first, second = [await probe.answer(_POEM, optional="seed", **parameters) for _ in range(2)]
    if first.text() == second.text():
        return passed(f"twice {first.shown(first.text())}")
    return warned(f"{first.shown(first.text())}, then {second.shown(second.text())}")


RULES = (functions, json_mode, json_schema, reasoning, several_choices, logprobs, seed)
