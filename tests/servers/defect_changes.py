"""Changes to the layers of a right answer, of which defects are made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, TypeAlias

from tests.servers.chat_server import RecordedRequest
from tests.servers.replies import DONE, Answer, Cut, Pause, Silence, Step, document, sse

Body: TypeAlias = dict[str, Any]
Chunks: TypeAlias = list[dict[str, Any]]

# --- changes to the request as it is understood


def ignoring(*names: str) -> Callable[[Body, int], Body]:
    return lambda body, _: {name: value for name, value in body.items() if name not in names}


def with_values(**values: Any) -> Callable[[Body, int], Body]:
    return lambda body, _: {**body, **values}


def not_forced(body: Body, _: int) -> Body:
    """No call where there must be one."""
    return ignoring("tools")(body, 0) if body.get("tool_choice") == "required" else body


def without_format(kind: str) -> Callable[[Body, int], Body]:
    """One kind of response format is ignored."""
    return lambda body, _: (
        ignoring("response_format")(body, 0) if body.get("response_format", {}).get("type") == kind else body
    )


def seed_ignored(body: Body, number: int) -> Body:
    """The request's number takes the place of its seed."""
    return {**body, "seed": number} if "seed" in body else body


# --- changes to refusals


def accepting(kind: str) -> Callable[[Answer, str], Answer | None]:
    return lambda answer, reason: None if reason == kind else answer


def refusing(kind: str, change: Callable[[Answer], Answer]) -> Callable[[Answer, str], Answer | None]:
    return lambda answer, reason: change(answer) if reason == kind else answer


def _document_of(answer: Answer) -> Any:
    """What an answer of one document says."""
    (body,) = answer.steps
    assert isinstance(body, bytes)
    return json.loads(body)


def in_stream(answer: Answer) -> Answer:
    return Answer([sse(_document_of(answer)), DONE])


def as_500(answer: Answer) -> Answer:
    return replace(answer, status=500)


def as_detail(answer: Answer) -> Answer:
    return document({"detail": _document_of(answer)["error"]["message"]}, answer.status)


def unsupported(name: str) -> Callable[[Answer, Sequence[RecordedRequest]], Answer]:
    """Refuse requests that have this parameter."""
    error = {"message": f"{name} is not supported.", "type": "invalid_request_error", "param": name, "code": None}
    refusal = document({"error": error}, 400)
    return lambda answer, requests: refusal if name in requests[-1].body else answer


def no_tool_messages(answer: Answer, requests: Sequence[RecordedRequest]) -> Answer:
    """Refuse what a function gave."""
    messages = requests[-1].body["messages"]
    return document({"error": {"message": "Unknown role."}}, 400) if messages[-1]["role"] == "tool" else answer


# --- changes to chunks


def each(change: Callable[[dict[str, Any], int], dict[str, Any]]) -> Callable[[Chunks, Body], Chunks]:
    return lambda chunks, _: [change(deepcopy(chunk), number) for number, chunk in enumerate(chunks)]


def each_choice(change: Callable[[dict[str, Any], int], Any]) -> Callable[[Chunks, Body], Chunks]:
    """`change(choice, number of the chunk)` alters it in place."""

    def changed(chunk: dict[str, Any], number: int) -> dict[str, Any]:
        for choice in chunk["choices"]:
            change(choice, number)
        return chunk

    return each(changed)


def each_call(change: Callable[[dict[str, Any]], Any], *, whole: bool = False) -> Callable[[Chunks, Body], Chunks]:
    """`change(piece of a call)` alters it in place; `whole` puts all pieces into the first before."""

    def changed(chunks: Chunks, _: Body) -> Chunks:
        made = deepcopy(chunks)
        calls = [call for call in map(call_of, made) if call is not None]
        if whole and calls:
            heads = [call for call in calls if "id" in call]
            for head in heads:
                mine = [call["function"]["arguments"] for call in calls if call["index"] == head["index"]]
                head["function"]["arguments"] = "".join(mine)
            made = [chunk for chunk in made if (call := call_of(chunk)) is None or "id" in call]
            calls = heads
        for call in calls:
            change(call)
        return made

    return changed


def call_of(chunk: dict[str, Any]) -> dict[str, Any] | None:
    found = [call for choice in chunk["choices"] for call in choice["delta"].get("tool_calls", ())]
    return found[0] if found else None


def finish(reason: str, *, instead_of: str) -> Callable[[Chunks, Body], Chunks]:
    return each_choice(
        lambda choice, _: choice.update(finish_reason=reason) if choice["finish_reason"] == instead_of else None
    )


def usage(change: Callable[[dict[str, int]], Any]) -> Callable[[Chunks, Body], Chunks]:
    def changed(chunk: dict[str, Any], _: int) -> dict[str, Any]:
        if chunk.get("usage"):
            change(chunk["usage"])
        return chunk

    return each(changed)


def usage_beside_finish(chunks: Chunks, _: Body) -> Chunks:
    return [*chunks[:-2], {**chunks[-2], "usage": chunks[-1]["usage"]}] if chunks[-1].get("usage") else chunks


def usage_beside_choices(chunks: Chunks, _: Body) -> Chunks:
    return chunks if "usage" in chunks[0] else [{**chunk, "usage": {"total_tokens": 1}} for chunk in chunks]


def usage_everywhere(chunks: Chunks, _: Body) -> Chunks:
    return [{**chunk, "usage": chunks[-1]["usage"]} for chunk in chunks] if chunks[-1].get("usage") else chunks


def finish_first(chunks: Chunks, _: Body) -> Chunks:
    """The finish reason stands in the first chunk with text."""
    made = deepcopy(chunks)
    last = next(chunk for chunk in reversed(made) if chunk["choices"])["choices"][0]
    made[1]["choices"][0]["finish_reason"], last["finish_reason"] = last["finish_reason"], None
    return made


def finish_repeated(chunks: Chunks, _: Body) -> Chunks:
    finish = next(chunk for chunk in chunks if any(choice["finish_reason"] for choice in chunk["choices"]))
    at = chunks.index(finish)
    return [*chunks[:at], finish, *chunks[at:]]


def merged(chunks: Chunks, body: Body) -> Chunks:
    """The same text in chunks of 80 characters."""
    made: Chunks = []
    for chunk in deepcopy(chunks):
        if made and is_text(chunk) and is_text(made[-1]) and not body.keys() & {"n", "logprobs"}:
            delta = made[-1]["choices"][0]["delta"]
            if len(delta["content"]) < 80:
                delta["content"] += chunk["choices"][0]["delta"]["content"]
                continue
        made.append(chunk)
    return made


def is_text(chunk: dict[str, Any]) -> bool:
    return any(choice["delta"].get("content") for choice in chunk["choices"])


def call_as_text(chunks: Chunks, body: Body) -> Chunks:
    """Where the model may choose, its call is text."""
    if body.get("tool_choice") != "auto":
        return chunks
    made = deepcopy(chunks)
    for chunk in made:
        if (call := call_of(chunk)) is not None:
            function = call["function"]
            text = f"get_weather {function['arguments']}" if "id" in call else function["arguments"]
            chunk["choices"][0]["delta"] = {"content": text}
    return made


def stop_sequence_too(chunks: Chunks, body: Body) -> Chunks:
    if not body.get("stop"):
        return chunks
    made = deepcopy(chunks)
    next(chunk for chunk in reversed(made) if is_text(chunk))["choices"][0]["delta"]["content"] += body["stop"][0]
    return made


def stop_says_length(chunks: Chunks, body: Body) -> Chunks:
    return finish("length", instead_of="stop")(chunks, body) if body.get("stop") else chunks


def stop_early(chunks: Chunks, body: Body) -> Chunks:
    return [*chunks[:3], *chunks[-2:]] if body.get("stop") else chunks


def as_object(call: dict[str, Any]) -> None:
    """Arguments as an object and not as its text."""
    call["function"]["arguments"] = json.loads(call["function"]["arguments"])


def glyphs(text: str) -> Callable[[Chunks, Body], Chunks]:
    """Characters beyond ASCII are `text`."""

    def change(choice: dict[str, Any], _: int) -> None:
        if content := choice["delta"].get("content"):
            choice["delta"]["content"] = "".join(one if one.isascii() else text for one in content)

    return each_choice(change)


def thoughts_in_text(choice: dict[str, Any], _: int) -> None:
    """Thoughts stand in the text, between tags."""
    if thought := choice["delta"].pop("reasoning_content", None):
        choice["delta"]["content"] = f"<think>{thought}</think>"


def thoughts_twice(choice: dict[str, Any], _: int) -> None:
    """Thoughts come under both names."""
    if thought := choice["delta"].get("reasoning_content"):
        choice["delta"]["reasoning"] = thought


def nameless_function(choice: dict[str, Any], _: int) -> None:
    """The old form of a call, without its name."""
    choice["delta"].get("function_call", {}).pop("name", None)


def certain(choice: dict[str, Any], _: int) -> None:
    """Logprobs that are probabilities."""
    for token in (choice["logprobs"] or {}).get("content", ()):
        token["logprob"] = 0.8


def read_in_part(chunks: Chunks, _: Body) -> Chunks:
    """The prompt's count shows that most of it was dropped."""
    return usage(lambda counts: counts.update(prompt_tokens=min(counts["prompt_tokens"], 1000)))(chunks, _)


# --- changes to packets, and to the answer in time


def every_packet(change: Callable[[bytes], bytes]) -> Callable[[list[bytes]], list[bytes]]:
    return lambda packets: [change(packet) for packet in packets]


def with_bytes(character: str, instead: bytes) -> Callable[[list[bytes]], list[bytes]]:
    return every_packet(lambda packet: packet.replace(character.encode(), instead))


def between(extra: bytes) -> Callable[[list[bytes]], list[bytes]]:
    return lambda packets: [packets[0], extra, *packets[1:]]


def steps(change: Callable[[list[Step]], Iterable[Step]], *, first: bool = False, tokens: int | None = None) -> Any:
    """Change the steps of every reply, of the first only, or of those with that limit."""

    def changed(answer: Answer, requests: Sequence[RecordedRequest]) -> Answer:
        chosen = len(requests) == 1 if first else tokens in (None, requests[-1].body.get("max_tokens"))
        return replace(answer, steps=[*change([*answer.steps])]) if chosen and answer.status == 200 else answer

    return changed


def at_once(steps: list[Step]) -> list[Step]:
    """Everything in one packet, when the last would have come."""
    pause_s = sum(step.seconds for step in steps if isinstance(step, Pause))
    return [Pause(pause_s), b"".join(step for step in steps if isinstance(step, bytes))]


def delayed(packet: int, seconds: float) -> Callable[[list[Step]], list[Step]]:
    """That long a pause before that packet; each packet has one before it."""
    return lambda steps: [*steps[: 2 * packet], Pause(seconds), *steps[2 * packet + 1 :]]


def slowly(steps: list[Step]) -> list[Step]:
    return [Pause(0.5) if isinstance(step, Pause) else step for step in steps]


def _goes_on_rightly(body: Body) -> bool:
    """Nobody leaves it: one in the background, or one that is read to its end."""
    return "background" in body or "include" in body


def goes_on(answer: Answer, requests: Sequence[RecordedRequest]) -> Answer:
    """What comes right after a long request has to wait for its end, though nobody reads it any more."""
    before = requests[-2].body if len(requests) > 1 else {}
    busy = 512 in (before.get("max_tokens"), before.get("max_output_tokens")) and not _goes_on_rightly(before)
    return Answer(before_headers=[Silence()]) if busy else answer


def hangs_up(answer: Answer, requests: Sequence[RecordedRequest]) -> Answer:
    """Now and then a connection is closed in place of an answer."""
    return Answer(before_headers=[Cut()]) if len(requests) == 3 else answer


def every_third_fails(status: int) -> Any:
    def changed(answer: Answer, requests: Sequence[RecordedRequest]) -> Answer:
        crowd = requests[-1].body.get("max_tokens") == 24 and len(requests) % 3 == 0
        return document({"error": {"message": "No slot is free."}}, status, retry_after="0") if crowd else answer

    return changed
