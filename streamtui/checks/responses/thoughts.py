"""Reasoning that the server keeps to itself and yet wants back: encrypted, as nothing is stored."""

from __future__ import annotations

from typing import Any

from streamtui.checks.exchange import Exchange
from streamtui.checks.probe import PUZZLE, Probe
from streamtui.checks.responses.streamed import Streamed
from streamtui.checks.rule import rule
from streamtui.checks.verdict import SettledError, Verdict, failed, not_supported, passed, warned
from streamtui.core.json_text.values import text

_SEALED = "reasoning.encrypted_content"
_TOKENS = 512
"""What a model that reasons may take to come to its answer."""
_FEW_TOKENS = 16
_MORE = "And 97?"


async def _thought(probe: Probe) -> tuple[Streamed, list[dict[str, Any]]]:
    """The reply to a puzzle, asked for once, and its reasoning; which must be there, else the rule is settled."""

    async def ask() -> Exchange:
        return await probe.ask(PUZZLE, optional="encrypted reasoning", include=[_SEALED], max_tokens=_TOKENS)

    reply = Streamed(await probe.once("thought", ask))
    items = reply.output or list(reply.done.values())
    thoughts = [item for item in items if item.get("type") == "reasoning"]
    if not thoughts:
        raise SettledError(not_supported("this model sends no reasoning"))
    return reply, thoughts


def _sealed(thought: dict[str, Any]) -> str:
    return text(thought.get("encrypted_content"))


@rule(
    "responses-reasoning",
    "Reasoning comes encrypted when asked to",
    breaks="Without a store the model loses its thoughts between a call and its result: worse answers, more tokens.",
)
async def reasoning(probe: Probe) -> Verdict:
    """`include` of `reasoning.encrypted_content` gives each reasoning item `encrypted_content`.

    Open Responses, request: `include`; reasoning items. With `store: false` nothing else can be sent back; a server
    that hides nothing needs none. The final response counts, as ciphertexts differ between events.
    """
    reply, thoughts = await _thought(probe)
    bare = [thought for thought in thoughts if not _sealed(thought)]
    if not bare:
        size = sum(len(_sealed(thought)) for thought in thoughts)
        return passed(f"{len(thoughts)} with {size} characters of ciphertext")
    if reply.final.get("status") == "incomplete":
        return warned("all tokens went into thoughts, which may be why they are not encrypted")
    shown = any(thought.get("content") for thought in bare) or reply.of("response.reasoning_text.delta")
    if len(bare) == len(thoughts) and shown:
        return not_supported("it is ignored: the reasoning comes in the open")
    return failed(f"{len(bare)} of {len(thoughts)} reasoning items have no encrypted_content")


@rule(
    "responses-reasoning-back",
    "Takes its encrypted reasoning back",
    breaks="A conversation ends after its first turn: invalid_encrypted_content, or a missing item.",
)
async def reasoning_back(probe: Probe) -> Verdict:
    """The items of a response may be the input of the next, in their order (Open Responses, reasoning items)."""
    reply, thoughts = await _thought(probe)
    if not any(map(_sealed, thoughts)):
        raise SettledError(not_supported("no ciphertext came to send back"))
    if reply.output[-1:] == thoughts[-1:]:
        raise SettledError(warned("all tokens went into thoughts: there is no answer to send back with them"))
    asked, more = ({"type": "message", "role": "user", "content": said} for said in (PUZZLE, _MORE))
    body = probe.body("", input=[asked, *reply.output, more], include=[_SEALED], max_tokens=_FEW_TOKENS)
    answer = await probe.send(body)
    if answer.status != 200:
        return failed(f"it refuses its own reasoning ({answer.status}): {answer.error}")
    probe.whole(answer)
    return passed(f"{len(thoughts)} sent back, and answered")


RULES = (reasoning, reasoning_back)
