"""What the server says to a request that can't be right: a status before the stream, and a body to read."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from streamtui.checks.exchange import Exchange, parsed_json
from streamtui.checks.probe import NO_KEY, STORY, Probe
from streamtui.checks.rule import rule
from streamtui.checks.verdict import SettledError, Verdict, failed, not_supported, passed, warned
from streamtui.core.json_text.values import count, mapping, mappings

_NO_MODEL = "streamtui-check-no-such-model"
_NO_KEY_OF_YOURS = "sk-streamtui-check-wrong-key"
TOO_LONG = (400, 413, 422)
_FEW_TOKENS = 4
_CONTEXT_NAMES = ("n_ctx", "max_model_len", "context_length", "context_window", "max_context_length")
_UNKNOWN_CONTEXT = 40_000
_LARGEST_CONTEXT = 140_000
"""Filling a larger one costs too much to try."""


def refusal(answer: Exchange, statuses: Container[int]) -> Verdict | None:
    """The verdict on a refusal; None where the request was accepted."""
    if answer.status == 200:
        return failed(f"200, and an error inside the stream: {answer.error}") if answer.error else None
    said = f"{answer.status} before the stream: {answer.error}"
    if answer.status not in statuses:
        return failed(said)
    error = mapping(mapping(parsed_json(answer.body)).get("error"))
    if not isinstance(error.get("message"), str):
        body = answer.shown(answer.body.decode("utf-8", "replace"))
        return failed(f"{answer.status}, but the body has no error.message: {body}")
    if "type" not in error or "code" not in error:
        return warned(f"{said}, without {'type' if 'type' not in error else 'code'}")
    return passed(said)


@rule(
    "error-model",
    "An unknown model is 404",
    breaks="A typing error goes unnoticed; fallbacks to another model never happen (LiteLLM routers).",
)
async def error_model(probe: Probe) -> Verdict:
    """A model that does not exist is refused, with `error.message`, `type` and `code` (API reference, errors)."""
    answer = await probe.send(probe.body(STORY, model=_NO_MODEL, max_tokens=_FEW_TOKENS))
    return refusal(answer, {400, 404}) or warned("it answers, whatever the model's name")


@rule(
    "error-key",
    "A wrong key is 401",
    must=True,
    breaks="Clients ask for a new key at 401 only; with another status they retry, or blame the server.",
)
async def error_key(probe: Probe) -> Verdict:
    """401: "Invalid Authentication", "Incorrect API key provided" (errors guide)."""
    answer = await probe.send(probe.body(STORY, max_tokens=_FEW_TOKENS), key=_NO_KEY_OF_YOURS)
    if (verdict := refusal(answer, {401, 403})) is not None:
        return verdict
    if probe.target.api_key == NO_KEY:
        return not_supported("this server asks for no key")
    return warned("it takes any key, though one was configured")


@rule(
    "error-parameter",
    "A parameter of the wrong type is 400",
    breaks="Mistakes of the program stay hidden, or are retried for ever as if the server had failed (500).",
)
async def error_parameter(probe: Probe) -> Verdict:
    """`temperature` is a number from 0 to 2 (API reference, chat); another type is a bad request (errors guide)."""
    answer = await probe.send({**probe.body(STORY, max_tokens=_FEW_TOKENS), "temperature": "hot"})
    return refusal(answer, {400, 422}) or warned("`temperature: “hot”` is accepted")


@rule(
    "error-context",
    "A prompt that is too long is 400",
    must=True,
    breaks="Clients can't shorten and ask again (LangChain, agents); a prompt cut silently gives wrong answers.",
)
async def error_context(probe: Probe) -> Verdict:
    """400 `context_length_exceeded` before the stream (errors guide); a server must not drop a part unasked.

    The context's size is what the list of models says, where it says so.
    """
    asked = await ask_too_much(probe)
    return refusal(asked.answer, TOO_LONG) or asked.taken


@dataclass(frozen=True, slots=True)
class TooMuch:
    """A prompt that is too long."""

    answer: Exchange
    taken: Verdict
    """The one on a server that answers it as any other."""


async def ask_too_much(probe: Probe) -> TooMuch:
    """Send one, once. Settles the rule where that would cost too much."""
    size = await _context_size(probe)
    if size is not None and size > _LARGEST_CONTEXT:
        raise SettledError(not_supported(f"not tried: its context of {size} tokens is too large to fill"))
    words = (size or _UNKNOWN_CONTEXT) * 5 // 4
    body = probe.body("sea " * words, max_tokens=_FEW_TOKENS)
    answer = await probe.once("too much", lambda: probe.send(body))
    tokens, _ = probe.counted(answer)
    if tokens is not None and tokens < words // 2:
        taken = failed(f"{words} words were sent, but it read only {tokens} tokens and did not say so")
    elif size is not None:
        taken = failed(f"{words} words were accepted, though its context has {size} tokens")
    else:
        taken = warned(f"{words} words were accepted; its limit is not known")
    return TooMuch(answer, taken)


async def _context_size(probe: Probe) -> int | None:
    """The tokens that the model takes, as the server's list of models has it in one of several fields."""
    listed = mappings(mapping(parsed_json((await probe.wire.send("/models")).body)).get("data"))
    for model in listed:
        if model.get("id") == probe.target.model:
            fields = {**mapping(model.get("meta")), **model}
            found = (count(fields.get(name)) for name in _CONTEXT_NAMES)
            return next((size for size in found if size), None)
    return None


RULES = (error_model, error_key, error_parameter, error_context)
