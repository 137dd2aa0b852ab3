"""What every chunk has: its form, its id, the role, the finish reason, whole characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from streamtui.checks.exchange import Exchange, parsed_json
from streamtui.checks.probe import Probe
from streamtui.checks.rule import rule
from streamtui.checks.verdict import SettledError, Verdict, failed, passed, warned
from streamtui.core.wire.sse import DONE
from streamtui.core.words.figures import plural

GLYPHS = "Grüße, 世界! Привет 🎉 👩‍🚀"
_ONLY_GLYPHS = {
    "type": "json_schema",
    "json_schema": {"name": "line", "strict": True, "schema": {"type": "string", "enum": [GLYPHS]}},
}
_FINISHES = {"stop", "length", "tool_calls", "content_filter", "function_call"}


async def _reply(probe: Probe) -> Exchange:
    """The plain reply, which must have chunks."""
    return probe.whole(await probe.plain())


@rule(
    "chunk-form",
    "Every chunk has the form of a chunk",
    must=True,
    breaks="One bad chunk ends the stream: JSONDecodeError in the OpenAI SDK, a validation error in the Vercel AI SDK.",
)
async def chunk_form(probe: Probe) -> Verdict:
    """JSON with `object: chat.completion.chunk` and a list of choices, each with `index` and `delta`.

    API reference, chunk. The SDK's stream helper leaves out chunks whose `object` is another.
    """
    reply = await probe.plain()
    data = [event.data for event in reply.events if not event.data.startswith(DONE)]
    if not data:
        return failed("there is no chunk")
    bad = [(number, what) for number, text in enumerate(data, 1) if (what := _bad_form(parsed_json(text)))]
    if not bad:
        return passed(plural(len(data), "chunk"))
    number, what = bad[0]
    return failed(f"{len(bad)} of {len(data)} chunks are not; chunk {number} {what}: {reply.shown(data[number - 1])}")


def _bad_form(chunk: object) -> str:
    if not isinstance(chunk, dict):
        return "is no JSON object"
    if chunk.get("object") != "chat.completion.chunk":
        return "says another `object`"
    choices = chunk.get("choices")
    if not isinstance(choices, list):
        return "has no list of choices"
    for choice in choices:
        if not isinstance(choice, dict) or type(choice.get("index")) is not int:
            return "has a choice without an index"
        if not isinstance(choice.get("delta"), dict):
            return "has a choice without a delta"
    return ""


@rule(
    "error-free",
    "A plain reply ends without an error",
    must=True,
    breaks="Every client: there is no whole reply.",
)
async def error_free(probe: Probe) -> Verdict:
    """A request that was accepted gives chunks to the end (API reference, chat)."""
    reply = await _reply(probe)
    if not reply.text() and not reply.payload_times():
        return failed(f"{len(reply.chunks)} chunks and no text in them")
    return passed(f"{len(reply.text())} characters: {reply.shown(reply.text())}")


@rule(
    "role",
    "The first delta says the role, once",
    breaks="The SDKs' stream helpers make “assistantassistant…” of a repeated role; some clients drop a reply without.",
)
async def role(probe: Probe) -> Verdict:
    """`delta.role` is the author of the message, in the first delta (API reference, chunk: `choices[].delta.role`)."""
    reply = await _reply(probe)
    roles = [delta.get("role") for _, delta in reply.deltas()]
    said = [name for name in roles if name]
    if not said:
        return failed("no delta says a role")
    if set(said) != {"assistant"}:
        return failed(f"roles are {', '.join(reply.shown(name) for name in Counter(map(str, said)))}")
    if roles[0] != "assistant":
        return failed("the first delta does not say it")
    return passed("once, in the first delta") if len(said) == 1 else warned(f"{len(said)} times")


@rule(
    "ids",
    "All chunks have one id, and say model and time",
    breaks="Clients that group chunks by id show one message as many (LangChain's message merging, logs, proxies).",
)
async def ids(probe: Probe) -> Verdict:
    """`id`: "Each chunk has the same ID"; `created`: "Each chunk has the same timestamp" (API reference, chunk)."""
    reply = await _reply(probe)
    chunks = [chunk for _, chunk in reply.chunks]
    for name, kind in (("id", str), ("model", str), ("created", int)):
        missing = sum(not isinstance(chunk.get(name), kind) or not chunk[name] for chunk in chunks)
        if missing:
            return failed(f"{missing} of {len(chunks)} chunks have no {name}")
    found = _distinct(chunks, "id")
    if len(found) > 1:
        return failed(f"{len(found)} ids in one stream: {reply.shown(found[0])}, {reply.shown(found[1])}")
    if (times := len(_distinct(chunks, "created"))) > 1:
        return warned(f"one id, but `created` has {times} values")
    return passed(f"{reply.shown(found[0])} in {plural(len(chunks), 'chunk')}")


def _distinct(chunks: list[dict[str, Any]], name: str) -> list[object]:
    return list(dict.fromkeys(chunk[name] for chunk in chunks))


@rule(
    "finish-reason",
    "One finish reason, at the end",
    must=True,
    breaks="Clients can't tell a whole reply from one that broke off; agents don't know whether to go on.",
)
async def finish_reason(probe: Probe) -> Verdict:
    """`finish_reason` is null but in the last piece of a choice (API reference, chunk: `choices[].finish_reason`)."""
    reply = await _reply(probe)
    reasons = reply.finish_reasons()
    if not reasons:
        return failed("none in the whole stream")
    if len(reasons) > 1:
        return warned(f"{len(reasons)} of them")
    if reasons[0] not in _FINISHES:
        return failed(f"it is {reply.shown(reasons[0])}, which the API does not know")
    last = [choice for _, choice in reply.choices()][-1]
    if last.get("finish_reason") is None:
        return failed(f"deltas follow behind {reasons[0]}")
    return passed(f"{reasons[0]}, once")


@rule(
    "utf-8",
    "Characters arrive whole, however packets are cut",
    must=True,
    breaks="Emoji and every script but Latin show as � in every client.",
)
async def utf_8(probe: Probe) -> Verdict:
    """A stream is UTF-8 (WHATWG HTML), JSON strings hold whole characters (API reference, chunk: `delta.content`).

    A character is often several tokens. A server that decodes each by itself sends U+FFFD in place of it. A packet
    may end inside a character: that is no fault.
    """
    return await whole_characters(probe, Exchange.text)


async def whole_characters(probe: Probe, text_of: Callable[[Exchange], str]) -> Verdict:
    """The verdict on the characters of a reply that is asked for; `text_of` gives its text."""
    prompt = f"Repeat this line exactly, and write nothing else: {GLYPHS}"
    reply = await probe.answer(prompt, max_tokens=64)
    if text_of(reply).isascii():
        with suppress(SettledError):  # a schema leaves even a small model no choice
            reply = await probe.answer(prompt, optional="json_schema", response_format=_ONLY_GLYPHS, max_tokens=64)
    try:
        reply.body.decode()
    except UnicodeDecodeError as error:
        return failed(f"the body is no UTF-8 at byte {error.start}")
    text = text_of(reply)
    for bad, name in (("\ufffd", "U+FFFD"), *((chr(code), "half a surrogate pair") for code in _surrogates(text))):
        if bad in text:
            return failed(f"{text.count(bad)} times {name}: {reply.shown(text)}")
    cut = sum(_ends_inside_character(packet.data) for packet in reply.packets)
    wide = sum(ord(character) > 0x7F for character in text)
    if not wide:
        return warned(f"the model wrote no such character, so there was nothing to see: {reply.shown(text)}")
    return passed(f"{wide} characters beyond ASCII, {cut} packets that end inside one")


def _surrogates(text: str) -> set[int]:
    return {ord(character) for character in text if 0xD800 <= ord(character) < 0xE000}


def _ends_inside_character(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


RULES = (error_free, chunk_form, role, ids, finish_reason, utf_8)
