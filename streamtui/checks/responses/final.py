"""The response as its last event has it, and how its items are said to have ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streamtui.checks.probe import Probe
from streamtui.checks.responses.stream import plain
from streamtui.checks.responses.streamed import Streamed
from streamtui.checks.rule import rule
from streamtui.checks.verdict import Verdict, failed, passed
from streamtui.core.json_text.values import mappings, text
from streamtui.core.words.figures import plural

_WITH_STATUS = ("message", "function_call")
"""Items that must have one."""


@rule(
    "responses-form",
    "The final response has the fields of one",
    breaks="Clients that check what they read (the Vercel AI SDK, pydantic, zod) refuse the whole response.",
)
async def form(probe: Probe) -> Verdict:
    """No field that can't be null is missing, and a completed response has no error (Open Responses, response)."""
    reply = await plain(probe)
    wrong = list(_wrong(reply.final or reply.begun))
    if wrong:
        name, value = wrong[0]
        more = f", and {len(wrong) - 1} more are wrong" if wrong[1:] else ""
        return failed(f"{name} is {reply.shown(value)}{more}")
    return passed(f"{plural(len(reply.output), 'item')}, model {reply.shown(reply.final.get('model'))}")


def _wrong(response: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields that can't be so, and what they are."""
    if response.get("object") != "response":
        yield "object", response.get("object")
    if type(response.get("created_at")) not in (int, float):
        yield "created_at", response.get("created_at")
    if not text(response.get("model")):
        yield "model", response.get("model")
    if not isinstance(response.get("output"), list):
        yield "output", response.get("output")
    if response.get("status") == "completed":
        yield from (
            (name, said) for name in ("error", "incomplete_details") if (said := response.get(name)) is not None
        )
    for item in mappings(response.get("output")):
        if item.get("type") == "message" and not isinstance(item.get("content"), list):
            yield "content of a message", item.get("content")
        for part in mappings(item.get("content")):
            if part.get("type") == "output_text" and not isinstance(part.get("annotations"), list):
                yield "annotations of output_text", part.get("annotations")


@rule(
    "responses-item-status",
    "An item that is done says so; only the last can be incomplete",
    breaks="Half of a message is taken for whole, or a spinner never stops: clients go by the item's status.",
)
async def item_status(probe: Probe) -> Verdict:
    """`completed`, or of an incomplete response's last item `incomplete` (Open Responses, items: state machines)."""
    reply = await plain(probe)
    done = [reply.done[place] for place in sorted(reply.done, key=str)]
    final = reply.output if len(reply.output) == len(done) else []
    for where, items in (("when it is done", done), ("in the final response", final)):
        for number, item in enumerate(items):
            fitting = _fitting(reply, last=number == len(items) - 1)
            if item.get("type") in _WITH_STATUS and item.get("status") not in fitting:
                kind, status = reply.shown(item["type"]), reply.shown(item.get("status"))
                return failed(f"{kind} says {status} {where}, and should say {' or '.join(fitting)}")
    return passed(f"{plural(len(done), 'item')} of a response that is {reply.shown(reply.final.get('status'))}")


def _fitting(reply: Streamed, *, last: bool) -> tuple[str, ...]:
    """What the status of an item can be."""
    if not last or reply.final.get("status") == "completed":
        return ("completed",)
    return ("incomplete",) if reply.final.get("status") == "incomplete" else ("completed", "incomplete")


RULES = (form, item_status)
