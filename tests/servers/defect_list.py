"""What a server of chat completions can do wrong, each by name: a change to one layer of a right answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.servers import defect_changes as change
from tests.servers.chat_server import RecordedRequest
from tests.servers.defect_changes import Body, Chunks
from tests.servers.replies import DONE, Answer, Cut, sse


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect: which rule of the check is to find it, and what it changes."""

    rule: str
    also: frozenset[str] = frozenset()
    """Rules that can't come out well either."""
    models: Callable[[Body], Body] | None = None
    body: Callable[[Body, int], Body] | None = None
    """The request as the server understands it; the number counts requests from 1."""
    refusal: Callable[[Answer, str], Answer | None] | None = None
    """The refusal for a reason: key, model, parameter, context."""
    chunks: Callable[[Chunks, Body], Chunks] | None = None
    packets: Callable[[list[bytes]], list[bytes]] | None = None
    answer: Callable[[Answer, Sequence[RecordedRequest]], Answer] | None = None
    cancelled: Callable[[tuple[Body, int]], tuple[Body, int]] | None = None
    """What is said to who cancels a response: the body, and the status."""
    fetched: Callable[[tuple[Body, int], str], tuple[Body, int]] | None = None
    """The same for who asks for the response of an id."""


def _defect(rule: str, also: str = "", **changes: Any) -> Defect:
    return Defect(rule, frozenset(also.split()), **changes)


_JSON = {"Content-Type": "application/json"}
_ERROR = sse({"error": {"message": "The server had an error.", "type": "server_error", "code": None}})
_ON_PLAIN = "role ids finish-reason usage stop buffering"
"""What needs the plain reply to its end."""
_CALL_FORM = "tools-finish tools-index tools-ids tools-json tools-incremental"

_TRANSPORT = {
    "no-list": _defect("models", models=lambda page: {"models": page["data"]}),
    "other-models": _defect("models", models=lambda page: {**page, "data": [{"id": "other"}]}),
    "json-type": _defect("content-type", answer=lambda answer, _: replace(answer, headers=_JSON)),
    "one-newline": _defect("framing", packets=change.every_packet(lambda packet: packet[:-1])),
    "bom": _defect("framing", packets=lambda packets: [b"\xef\xbb\xbf" + packets[0], *packets[1:]]),
    "no-last-blank-line": _defect("framing", packets=lambda packets: [*packets[:-1], packets[-1][:-1]]),
    "stray-line": _defect("framing", packets=change.between(b"debug output\n\n")),
    "late-first-byte": _defect("first-byte", answer=change.steps(change.delayed(0, 12), first=True)),
    "buffered": _defect("buffering", answer=change.steps(change.at_once, first=True)),
    "big-chunks": _defect("buffering", chunks=change.merged),
    "ping-events": _defect("keep-alives", packets=change.between(b"event: ping\n\n")),
    "empty-data": _defect("keep-alives", packets=change.between(b"data: \n\n")),
    "silence": _defect("keep-alives", answer=change.steps(change.delayed(4, 20), first=True)),
    "no-done": _defect("done", packets=lambda packets: packets[:-1]),
    "done-twice": _defect("done", packets=lambda packets: [*packets, DONE]),
}

_CHUNKS = {
    "error-inside": _defect(
        "error-free",
        f"{_ON_PLAIN} chunk-form",
        answer=change.steps(lambda steps: [*steps[:8], _ERROR, DONE], first=True),
    ),
    "cut": _defect(
        "error-free", f"{_ON_PLAIN} done", answer=change.steps(lambda steps: [*steps[:8], Cut()], first=True)
    ),
    "broken-json": _defect("chunk-form", packets=change.between(b'data: {"choices": [\n\n')),
    "no-object": _defect("chunk-form", chunks=change.each(lambda chunk, _: {**chunk, "object": "text_completion"})),
    "no-choice-index": _defect("chunk-form", "n", chunks=change.each_choice(lambda choice, _: choice.pop("index"))),
    "role-everywhere": _defect(
        "role", chunks=change.each_choice(lambda choice, _: choice["delta"].update(role="assistant"))
    ),
    "no-role": _defect("role", chunks=change.each_choice(lambda choice, _: choice["delta"].pop("role", None))),
    "ids-change": _defect("ids", chunks=change.each(lambda chunk, number: {**chunk, "id": f"{chunk['id']}-{number}"})),
    "no-id": _defect("ids", "concurrency", chunks=change.each(lambda chunk, _: {**chunk, "id": ""})),
    "created-changes": _defect("ids", chunks=change.each(lambda chunk, number: {**chunk, "created": number + 1})),
    "no-finish": _defect(
        "finish-reason",
        "max-tokens max-completion-tokens stop tools-finish n concurrency",
        chunks=change.each_choice(lambda choice, _: choice.update(finish_reason=None)),
    ),
    "finish-first": _defect("finish-reason", chunks=change.finish_first),
    "finish-twice": _defect("finish-reason", chunks=change.finish_repeated),
    "finish-unknown": _defect(
        "finish-reason", "max-tokens max-completion-tokens", chunks=change.finish("eos", instead_of="length")
    ),
    "utf8-a-token": _defect("utf-8", chunks=change.glyphs("\ufffd")),
    "latin-1": _defect("utf-8", packets=change.with_bytes("ü", b"\xfc")),
    "half-pairs": _defect("utf-8", packets=change.with_bytes("🎉", b"\\ud83c")),
}

_USAGE = {
    "no-usage": _defect("usage", body=change.ignoring("stream_options")),
    "usage-refused": _defect("usage", answer=change.unsupported("stream_options")),
    "usage-wrong": _defect("usage", chunks=change.usage(lambda counts: counts.update(total_tokens=1))),
    "usage-beside-finish": _defect("usage", chunks=change.usage_beside_finish),
    "usage-everywhere": _defect("usage", chunks=change.usage_everywhere),
    "usage-always": _defect("usage-unasked", body=change.with_values(stream_options={"include_usage": True})),
    "usage-beside-choices": _defect("usage-unasked", chunks=change.usage_beside_choices),
    "limit-ignored": _defect("max-tokens", body=change.ignoring("max_tokens")),
    "limit-refused": _defect("max-tokens", answer=change.unsupported("max_tokens")),
    "limit-says-stop": _defect(
        "max-tokens", "max-completion-tokens", chunks=change.finish("stop", instead_of="length")
    ),
    "new-limit-ignored": _defect("max-completion-tokens", body=change.ignoring("max_completion_tokens")),
    "new-limit-refused": _defect("max-completion-tokens", answer=change.unsupported("max_completion_tokens")),
    "stop-ignored": _defect("stop", body=change.ignoring("stop")),
    "stop-in-text": _defect("stop", chunks=change.stop_sequence_too),
    "stop-early": _defect("stop", chunks=change.stop_early),
    "stop-says-length": _defect("stop", chunks=change.stop_says_length),
}

_FUNCTIONS = {
    "no-tools": _defect(
        "tools-required",
        f"{_CALL_FORM} tools-auto tools-parallel tools-result",
        answer=change.unsupported("tools"),
    ),
    "not-forced": _defect("tools-required", f"{_CALL_FORM} tools-parallel", body=change.not_forced),
    "tools-say-stop": _defect("tools-finish", chunks=change.finish("stop", instead_of="tool_calls")),
    "call-no-index": _defect("tools-index", "tools-parallel", chunks=change.each_call(lambda call: call.pop("index"))),
    "call-index-from-1": _defect(
        "tools-index", chunks=change.each_call(lambda call: call.update(index=call["index"] + 1))
    ),
    "call-no-id": _defect("tools-ids", "tools-parallel", chunks=change.each_call(lambda call: call.pop("id", None))),
    "call-no-type": _defect("tools-ids", chunks=change.each_call(lambda call: call.pop("type", None))),
    "call-name-everywhere": _defect(
        "tools-ids",
        "tools-required tools-parallel",
        chunks=change.each_call(lambda call: call["function"].update(name="get_weather")),
    ),
    "call-bad-json": _defect(
        "tools-json",
        chunks=change.each_call(
            lambda call: call["function"].update(arguments=call["function"]["arguments"].replace("}", ""))
        ),
    ),
    "call-object": _defect("tools-json", "tools-incremental", chunks=change.each_call(change.as_object, whole=True)),
    "call-whole": _defect("tools-incremental", chunks=change.each_call(lambda _: None, whole=True)),
    "call-as-text": _defect("tools-auto", chunks=change.call_as_text),
    "calls-same-index": _defect("tools-parallel", chunks=change.each_call(lambda call: call.update(index=0))),
    "calls-same-id": _defect(
        "tools-parallel", chunks=change.each_call(lambda call: call.update(id="call") if "id" in call else None)
    ),
    "one-call-only": _defect("tools-parallel", body=change.with_values(parallel_tool_calls=False)),
    "no-tool-messages": _defect("tools-result", answer=change.no_tool_messages),
}

_FORMATS = {
    "functions-ignored": _defect("functions", body=change.ignoring("functions")),
    "functions-nameless": _defect("functions", chunks=change.each_choice(change.nameless_function)),
    "json-mode-ignored": _defect("json-mode", body=change.without_format("json_object")),
    "schema-ignored": _defect("json-schema", body=change.without_format("json_schema")),
    "thoughts-in-text": _defect("reasoning", chunks=change.each_choice(change.thoughts_in_text)),
    "thoughts-twice": _defect("reasoning", chunks=change.each_choice(change.thoughts_twice)),
    "n-ignored": _defect("n", body=change.ignoring("n")),
    "n-refused": _defect("n", answer=change.unsupported("n")),
    "n-same-index": _defect("n", chunks=change.each_choice(lambda choice, _: choice.update(index=0))),
    "logprobs-ignored": _defect("logprobs", body=change.ignoring("logprobs")),
    "logprobs-positive": _defect("logprobs", chunks=change.each_choice(change.certain)),
    "seed-ignored": _defect("seed", body=change.seed_ignored),
}

_ERRORS = {
    "any-model": _defect("error-model", refusal=change.accepting("model")),
    "model-in-stream": _defect("error-model", refusal=change.refusing("model", change.in_stream)),
    "model-detail": _defect("error-model", refusal=change.refusing("model", change.as_detail)),
    "any-key": _defect("error-key", refusal=change.accepting("key")),
    "key-500": _defect("error-key", refusal=change.refusing("key", change.as_500)),
    "any-parameter": _defect("error-parameter", refusal=change.accepting("parameter")),
    "parameter-500": _defect("error-parameter", refusal=change.refusing("parameter", change.as_500)),
    "context-cut": _defect("error-context", refusal=change.accepting("context"), chunks=change.read_in_part),
    "context-accepted": _defect("error-context", refusal=change.accepting("context")),
    "context-in-stream": _defect("error-context", refusal=change.refusing("context", change.in_stream)),
}

_LOAD = {
    "goes-on": _defect("cancel", answer=change.goes_on),
    "crowd-500": _defect("concurrency", answer=change.every_third_fails(500)),
    "crowd-429": _defect("concurrency", answer=change.every_third_fails(429)),
    "same-ids": _defect("concurrency", chunks=change.each(lambda chunk, _: {**chunk, "id": "chatcmpl"})),
    "slow-first-token": _defect("first-token", answer=change.steps(change.delayed(1, 12))),
    "hangs-up": _defect("connections", answer=change.hangs_up),
    "slow": _defect("speed", answer=change.steps(change.slowly)),
}

DEFECTS: dict[str, Defect] = {**_TRANSPORT, **_CHUNKS, **_USAGE, **_FUNCTIONS, **_FORMATS, **_ERRORS, **_LOAD}
