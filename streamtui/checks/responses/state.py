"""What the server keeps: nothing, a response to go on from, or one that it makes in the background."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

from streamtui.checks.exchange import parsed_json
from streamtui.checks.probe import REFUSALS, STORY, Probe
from streamtui.checks.responses.stream import plain
from streamtui.checks.responses.streamed import Streamed
from streamtui.checks.rule import rule
from streamtui.checks.verdict import Verdict, failed, not_supported, passed, warned
from streamtui.checks.wire import NoAnswerError
from streamtui.core.json_text.values import mapping, text

_NAME = "Marigold"
_LINE = f"Repeat this line exactly, and write nothing else: The boat is called {_NAME}."
_AGAIN = "The same once more."
_LINE_TOKENS = 64
_LONG_TOKENS = 512
_READ_BEFORE_LEAVING = 4
"""Packets."""


@rule(
    "responses-store",
    "Takes store: false, and keeps to it",
    must=True,
    breaks="Who may keep nothing on the server can't use it; streamtui and codex send it always.",
)
async def store(probe: Probe) -> Verdict:
    """`store: false` asks that nothing is kept; the response repeats it (Open Responses, request: `store`).

    Whether it is kept to is seen by asking for the response by its id, as one that is stored is.
    """
    reply = await plain(probe)
    if "store" in probe.left_out:
        return failed("it refuses store")
    said = reply.final.get("store")
    if said not in (None, False):
        return failed(f"the response says {reply.shown(said)}")
    if (identity := text(reply.begun.get("id"))) and await _is_kept(probe, identity):
        return failed(f"GET /responses/{reply.shown(identity)} gives it all the same")
    return passed("accepted; the response does not repeat it" if said is None else "accepted, and repeated")


async def _is_kept(probe: Probe, identity: str) -> bool:
    """The server gives the response of that id."""
    with suppress(NoAnswerError):
        answer = await probe.wire.send(f"{probe.path}/{quote(identity, safe='')}")
        return answer.status == 200 and mapping(parsed_json(answer.body)).get("id") == identity
    return False


@rule(
    "responses-previous",
    "Goes on from a response that it stored",
    breaks='The model forgets what was said, where a client sends only what is new (`state = "server"`, agents).',
)
async def previous(probe: Probe) -> Verdict:
    """Input and output of the response of that id stand before the new input (Open Responses, previous_response_id).

    Whether the model was shown them is told by its words, else by how many tokens it read: the second prompt is
    shorter than the first.
    """
    first = Streamed(await probe.ask(_LINE, store=True, max_tokens=_LINE_TOKENS))
    if not (identity := text(first.begun.get("id"))):
        return failed("the response has no id")
    body = probe.body(_AGAIN, store=True, previous_response_id=identity, max_tokens=_LINE_TOKENS)
    answer = await probe.send(body)
    if answer.status in REFUSALS:
        if first.final.get("store") is True and (answer.status == 404 or b"not_found" in answer.body):
            return failed(f"it says that it stores it, and does not find it ({answer.status}): {answer.error}")
        return not_supported(f"it refuses previous_response_id ({answer.status}): {answer.error}")
    second = Streamed(probe.whole(answer))
    if _NAME in second.said:
        return passed(f"it was told of {_NAME} in the turn before: {second.shown(second.text)}")
    (before, _), (now, _) = probe.counted(first.exchange), probe.counted(answer)
    if before is None or now is None:
        return warned(f"no word of the turn before is in {second.shown(second.text)}")
    seen = f"it read {now} tokens, and {before} in the turn before"
    return passed(seen) if now > before else failed(f"{seen}: that is not among them")


@rule(
    "responses-background-cancel",
    "A response in the background can be cancelled",
    breaks="Esc, stop buttons and agents that give up go on costing money, as leaving does not stop it.",
)
async def background_cancel(probe: Probe) -> Verdict:
    """POST /responses/{id}/cancel ends one made with `background: true`; its status is `cancelled`.

    API reference, responses: cancel. Its stream is left before that.
    """
    await probe.plain()
    left = await probe.send(
        probe.body(STORY, background=True, store=True, max_tokens=_LONG_TOKENS),
        until=lambda sofar: len(sofar.packets) >= _READ_BEFORE_LEAVING,
    )
    if left.status in REFUSALS:
        return not_supported(f"it refuses background ({left.status}): {left.error}")
    reply = Streamed(probe.whole(left))
    if reply.begun.get("background") is not True:
        return not_supported("it is ignored: the response does not say that it is in the background")
    if not (identity := text(reply.begun.get("id"))):
        return failed("the response has no id")
    answer = await probe.wire.send(f"{probe.path}/{quote(identity, safe='')}/cancel", {})
    if answer.status != 200:
        return failed(f"/cancel answers {answer.status}: {answer.error}")
    status = mapping(parsed_json(answer.body)).get("status")
    if status in ("completed", "incomplete"):
        return warned(f"it was {status} before it could be cancelled")
    return (passed if status == "cancelled" else failed)(f"the status is then {answer.shown(status)}")


RULES = (store, previous, background_cancel)
