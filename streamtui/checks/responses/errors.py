"""What the server says to what can't be right: a status before the stream, or an event that says why and ends it."""

from __future__ import annotations

from contextlib import suppress

from streamtui.checks.probe import STORY, Probe
from streamtui.checks.responses.streamed import Streamed
from streamtui.checks.rule import rule
from streamtui.checks.rules import errors
from streamtui.checks.verdict import SettledError, Verdict, failed, not_supported, passed, warned
from streamtui.core.json_text.values import text

_NO_RESPONSE = "resp_streamtui_check_no_such_response"
_FEW_TOKENS = 16


@rule(
    "responses-error-previous",
    "An unknown previous_response_id is an error before the stream",
    breaks="What was said before is lost without a word, where a client sends only what is new.",
)
async def error_previous(probe: Probe) -> Verdict:
    """The server loads the response of that id, and goes on from it (Open Responses, previous_response_id).

    One that it does not have can't be gone on from; a server that knows none refuses the parameter.
    """
    body = probe.body(STORY, previous_response_id=_NO_RESPONSE, max_output_tokens=_FEW_TOKENS)
    answer = await probe.send(body)
    return errors.refusal(answer, {400, 404, 422}) or failed("it answers, as if nothing had been said before")


@rule(
    "responses-error-context",
    "A prompt that is too long is an error",
    must=True,
    breaks="Clients can't shorten and ask again (codex, agents); a prompt cut silently gives wrong answers.",
)
async def error_context(probe: Probe) -> Verdict:
    """Unless `truncation` is `auto` the request fails, and nothing is dropped (Open Responses, request: `truncation`).

    OpenAI says so inside the stream. The context's size is what the list of models says, where it says so.
    """
    asked = await errors.ask_too_much(probe)
    if asked.answer.status == 200 and asked.answer.error:
        return passed(f"inside the stream: {asked.answer.error}")
    return errors.refusal(asked.answer, errors.TOO_LONG) or asked.taken


@rule(
    "responses-error-stream",
    "An error inside the stream has a code and a message, and ends it",
    breaks="Clients can't tell what to ask again from what to give up (codex goes by the code), or wait for more.",
)
async def error_stream(probe: Probe) -> Verdict:
    """An error while it streams is followed by `response.failed`, which ends it (Open Responses, errors).

    It is looked for in all streams of this check; a prompt that is too long may bring one about.
    """
    with suppress(SettledError):
        answer = (await errors.ask_too_much(probe)).answer
        if not probe.broken_off and answer.status != 200:
            return passed(f"none came: a prompt that is too long is {answer.status} before the stream")
    verdicts = [_told_well(Streamed(exchange)) for exchange in probe.broken_off]
    worst = [verdict for status in ("fail", "warn") for verdict in verdicts if verdict.status == status]
    return next(iter([*worst, *verdicts]), not_supported("nothing brought one about"))


def _told_well(reply: Streamed) -> Verdict:
    """The verdict on a stream in which an error came."""
    if not reply.failures:
        return failed(f"it is no event of this API: {reply.exchange.error}")
    for place, said in reply.failures:
        for name in ("code", "message"):
            if not text(said.get(name)):
                return failed(f"{reply.shown(reply.types[place] or 'it')} has no {name}: {reply.shown(said)}")
    first, said = reply.failures[0]
    seen = f"{reply.shown(said['code'])}: {reply.shown(said['message'])}"
    if reply.exchange.broken:
        return failed(f"{seen}, then {reply.exchange.broken}")
    behind = reply.types[first + 1 :]
    if behind not in ([], ["response.failed"]):
        return failed(f"{seen}, and {reply.shown(behind[0])} follows behind it")
    if reply.types[-1] != "response.failed":
        return warned(f"{seen}, without response.failed behind it")
    return passed(seen)


RULES = (
    errors.error_model.called("responses-error-model"),
    error_previous,
    errors.error_key.called("responses-error-key"),
    errors.error_parameter.called("responses-error-parameter"),
    error_context,
    error_stream,
)
