"""An answer of chat completions as a server of the Responses API would give it: the same pieces at the same moments.

What is no chunk, be it broken, a ping or a web page, stays what it is; so does an answer in the form of this API.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.servers.replies import Answer, called, said

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters; those between stand for bytes that are no UTF-8."""
_ENDS = {"length": ("incomplete", "max_output_tokens"), "content_filter": ("incomplete", "content_filter")}
_TEXTS = {"content": "output_text", "reasoning_content": "reasoning_text", "refusal": "refusal"}


def in_responses(answer: Answer) -> Answer:
    """The same answer in the other API."""
    written = b"".join(step for step in answer.steps if isinstance(step, bytes))
    if b'"choices"' not in written:
        return answer
    translation = _Translation(written)
    if all(isinstance(step, bytes) and len(step) == 1 for step in answer.steps):
        return replace(answer, steps=[bytes([byte]) for byte in translation.of(written)])
    told = [translation.of(step) if isinstance(step, bytes) else step for step in answer.steps]
    return replace(answer, steps=[step for step in told if step != b""])


class _Translation:
    """Of one body, line by line."""

    def __init__(self, written: bytes) -> None:
        self._written = written
        self._blank = b"\r\n\r\n" if b"\r\n" in written else b"\n\n" if b"\n\n" in written else b"\n"
        self._items: list[dict[str, Any]] = []
        self._places: dict[str, int] = {}
        self._begun = self._left_out = False

    def of(self, packet: bytes) -> bytes:
        """What its lines are."""
        return b"".join(map(self._line, _LINE.findall(packet)))

    def _line(self, line: bytes) -> bytes:
        if (chunk := self._chunk(line)) is None:
            if not line.strip() and self._left_out:
                self._left_out = False
                return b""
            return line
        mark = b"\xef\xbb\xbf" if line.startswith(b"\xef\xbb\xbf") else b""
        if chunk.get("object") == "chat.completion":
            return json.dumps(_document(chunk)).encode()
        events = [_written(event) for event in self._events(chunk)]
        self._left_out = not events
        end = line[len(line.rstrip(b"\r\n")) :]
        return mark + self._blank.join(events) + end if events else b""

    def _chunk(self, line: bytes) -> dict[str, Any] | None:
        data = line.removeprefix(b"\xef\xbb\xbf").removeprefix(b"data:").strip()
        try:
            chunk = json.loads(data.decode(errors="surrogateescape"))
        except ValueError:
            return None
        return chunk if isinstance(chunk, dict) and "choices" in chunk else None

    def _events(self, chunk: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if not self._begun:
            self._begun = True
            bare = {"id": "resp_1", "model": chunk.get("model", "test-model"), "output": []}
            yield {"type": "response.created", "response": bare}
        for choice in chunk["choices"]:
            delta = choice.get("delta", {})
            for name, stem in _TEXTS.items():
                if piece := delta.get(name):
                    yield from self._piece(stem, stem, piece)
            for call in delta.get("tool_calls", ()):
                yield from self._call(call)
            if error := chunk.get("error"):
                yield {"type": "response.failed", "response": {"status": "failed", "error": error, "usage": None}}
            elif reason := choice.get("finish_reason"):
                yield self._end(reason)

    def _piece(self, name: str, stem: str, piece: str) -> Iterator[dict[str, Any]]:
        place = self._places.setdefault(name, len(self._items))
        if place == len(self._items):
            field = "refusal" if stem == "refusal" else "text"
            item = said("")
            item["content"] = [{"type": stem, field: ""}]
            if stem == "reasoning_text":
                item = {"type": "reasoning", "summary": [], "content": item["content"]}
            self._items.append(item)
            bare = {**item, "content": []}
            yield {"type": "response.output_item.added", "output_index": place, "item": bare}
        [part] = self._items[place]["content"]
        part["refusal" if stem == "refusal" else "text"] += piece
        yield {"type": f"response.{stem}.delta", "output_index": place, "content_index": 0, "delta": piece}

    def _call(self, call: dict[str, Any]) -> Iterator[dict[str, Any]]:
        name, function = f"call {call.get('index', 0)}", call.get("function", {})
        place = self._places.setdefault(name, len(self._items))
        if place == len(self._items):
            self._items.append(called(call.get("id", ""), function.get("name", ""), ""))
            item = dict(self._items[place])
            yield {"type": "response.output_item.added", "output_index": place, "item": item}
        if piece := function.get("arguments"):
            self._items[place]["arguments"] += piece
            yield {"type": "response.function_call_arguments.delta", "output_index": place, "delta": piece}

    def _end(self, reason: str) -> dict[str, Any]:
        """With the usage that the chat's server only tells behind it."""
        status, why = _ENDS.get(reason, ("completed", ""))
        chunks = [chunk for line in _LINE.findall(self._written) if (chunk := self._chunk(line)) is not None]
        usage = next((found for chunk in chunks if (found := chunk.get("usage"))), None)
        details = {"incomplete_details": {"reason": why}} if why else {}
        whole = {"id": "resp_1", "status": status, "output": self._items, "usage": _usage(usage), **details}
        return {"type": f"response.{status}", "response": whole}


def _document(completion: dict[str, Any]) -> dict[str, Any]:
    text = completion["choices"][0]["message"]["content"]
    known = {"object": "response", "id": "resp_1", "status": "completed", "model": completion["model"]}
    return {**known, "error": None, "output": [said(text)], "usage": _usage(completion.get("usage"))}


def _usage(usage: dict[str, Any] | None) -> dict[str, Any] | None:
    if usage is None:
        return None
    names = {"prompt_tokens": "input_tokens", "completion_tokens": "output_tokens"}
    names |= {f"{name}_details": f"{other}_details" for name, other in names.items()}
    return {names.get(name, name): value for name, value in usage.items()}


def _written(event: dict[str, Any]) -> bytes:
    text = json.dumps(event, ensure_ascii=False)
    text = _HALVES.sub(lambda half: f"\\u{ord(half.group()):04x}", text)
    return b"data: " + text.encode(errors="surrogateescape")
