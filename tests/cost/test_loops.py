"""Twice as much of anything hostile takes about twice the steps, from the wire to what is drawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from streamtui.core.chat.events import (
    ApprovalAsked,
    ReplyFinished,
    RequestSent,
    ToolCallDelta,
    ToolCallFinished,
    ToolCallStarted,
)
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.error_bodies import fault_from
from streamtui.core.json_text.reading import Reading
from streamtui.core.text.code_fences import code_blocks
from streamtui.core.text.display_safe import DisplaySafeStream
from streamtui.core.text.text_counts import TextCounts
from streamtui.frontends.tui.kit.json_tree import JsonTree
from streamtui.frontends.tui.race.common_runs import common_runs
from streamtui.markdown.document import Document
from streamtui.rows.wrapping import folded, wrapped
from tests.core.wire.streams import chunk, reply_of, sse
from tests.cost.steps import steps

pytestmark = pytest.mark.one_python

MOST_GROWTH = 2.4
SIZE = 120
LOOPS = {"$defs": {"n": {"anyOf": [{"$ref": "#/$defs/n"}, {"items": {"$ref": "#/$defs/n"}}, {"type": "string"}]}}}
SCHEMA = {"properties": {"a": {"$ref": "#/$defs/n"}, "b": {"enum": ["x" * 1000, "y"]}}, "required": ["z"], **LOOPS}


def grows_with_the_size(run: Callable[[int], object]) -> None:
    fewer, more = (steps(lambda size=size: run(size)) for size in (SIZE, 2 * SIZE))  # type: ignore[misc]
    assert fewer > SIZE // 8, "nothing was done"
    assert more < MOST_GROWTH * fewer + 10 * SIZE, f"{more / fewer:.2f} times the steps"


def piece(**fields: Any) -> dict[str, Any]:
    function = {name: fields.pop(name) for name in ("name", "arguments") if name in fields}
    return chunk({"tool_calls": [{"function": function, **fields}]})


BODIES: dict[str, Callable[[int], bytes]] = {
    "id and name in every piece": lambda n: sse(
        *[piece(index=0, id="x", name="f", arguments="{" + 99 * "x" + "}")] * n
    ),
    "an object never closed": lambda n: sse(*[piece(index=0, id="x", name="f", arguments='{"a":')] * n),
    "a call again and again": lambda n: sse(*[piece(index=0, id="x", name="f", arguments="{}")] * n),
    "a new id in every piece": lambda n: sse(*[piece(id=f"{at}", arguments="1") for at in range(n)]),
    "calls": lambda n: sse(*[piece(index=at, id=f"{at}", name="f", arguments="{}") for at in range(n)]),
    "calls without an index": lambda n: sse(*[piece(id=f"{at}", name="f", arguments="{}") for at in range(n)]),
    "messages in place of deltas": lambda n: sse(*[{"choices": [{"message": {"content": 99 * "a"}}]}] * n),
    "choices": lambda n: sse(*[{"choices": [{"index": at // 2, "delta": {"content": "a"}}]} for at in range(n)]),
    "a list of chunks": lambda n: sse([chunk({"content": "a"})] * n),
    "parts": lambda n: sse(chunk({"content": [{"type": "text", "text": "a"}] * n})),
    "half characters": lambda n: sse(*[chunk({"content": "\ud83d"})] * n),
    "tags": lambda n: sse(*[chunk({"content": "<think>" if not at else "<"}) for at in range(n)]),
    "lines of data": lambda n: b'data: {"a":\n' * n,
    "objects without an end": lambda n: b'data: {"a":1}\n' * n,
    "broken chunks": lambda n: b"data: {x\n\n" * n,
    "what is no event": lambda n: b"{ y\n" * n,
    "pings": lambda n: b":\n" * n,
    "deep": lambda n: (b"data: " + b"[" * 50 + b"]" * 50 + b"\n\n") * n,
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("size", [50, 1 << 16], ids=["small packets", "large packets"])
def test_a_reply(name: str, size: int) -> None:
    def read(count: int) -> None:
        body = BODIES[name](2 * count)
        reply_of(*(body[at : at + size] for at in range(0, len(body), size)))

    grows_with_the_size(read)


ARGUMENTS: dict[str, Callable[[int], str]] = {
    "a string": lambda n: '{"b": "' + "x" * n + '"}',
    "a number": lambda n: '{"b": ' + "1" * n + "}",
    "a text of lines": lambda n: '{"c": "' + "a\\n" * n + '"}',
    "values": lambda n: '{"a": [' + '"x",' * n + "1]}",
    "deep": lambda n: '{"a": ' + "[" * n,
    "keys": lambda n: "{" + "".join(f'"{at}": {{}}, ' for at in range(n)),
    "one key": lambda n: "{" + '"a": 1, ' * n,
    "escapes": lambda n: '{"c": "' + "\\ud83d" * n + '"}',
    "blanks behind it": lambda n: "{}" + " " * n,
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_the_arguments_of_a_call_and_their_tree(name: str) -> None:
    def read(count: int) -> None:
        call = ToolCall(name="f")
        reading, text = Reading(call, SCHEMA), ARGUMENTS[name](count)
        tree = JsonTree(reading.outline, 60)
        for at in range(0, len(text), 3):
            call.take(ToolCallDelta(0.0, 0, arguments=text[at : at + 3]))
            reading.take()
            tree.take()
            tree.rows(max(0, tree.height - 5), tree.height)

    grows_with_the_size(read)


TEXTS = [
    "[",
    "*a_",
    "`` ` ",
    "> ",
    "- a\n",
    "|a|b\n",
    "|a|b|\n|-|-|\n",
    "```python\nx(\n",
    "    a\n\n",
    "\u0301",
    "a\r",
]


def _shown(text: str) -> None:
    document = Document()
    for at in range(0, len(text), 2000):
        first = document.feed(text[at : at + 2000])
        for block in document.blocks[max(first, len(document.blocks) - 2) :]:
            block.rows(60)
    document.close()


def _counted(text: str) -> None:
    counts = TextCounts()
    for at in range(0, len(text), 600):
        counts.feed(text[at : at + 600])
        assert counts.words >= 0


def _made_safe(text: str) -> None:
    stream = DisplaySafeStream()
    for character in text:
        stream.feed(character)
    stream.end()


@pytest.mark.parametrize("unit", TEXTS)
@pytest.mark.parametrize("read", [_counted, _made_safe, code_blocks])
def test_a_text(read: Callable[[str], object], unit: str) -> None:
    grows_with_the_size(lambda count: read((unit * 20 * count)[: 20 * count]))


@pytest.mark.parametrize("unit", ["[", "> ", "- a\n", "```python\nx(\n"])
def test_a_document(unit: str) -> None:
    """From a size on at which its blocks are as large as they get."""
    grows_with_the_size(lambda count: _shown((unit * 70 * count)[: 70 * count]))


def test_a_row_of_a_table_costs_what_it_says_and_not_what_its_head_says() -> None:
    def rows(columns: int, count: int) -> int:
        return steps(lambda: _shown(f"{'a|' * columns}\n{'-|' * columns}\n{'|' * (count > 0)}" + "\n|" * count))

    wide, narrow = (rows(columns, 4000) - rows(columns, 2000) for columns in (900, 2))
    assert wide < 2 * narrow


def test_rows() -> None:
    grows_with_the_size(lambda count: (wrapped("a漢 " * count, 20), folded("a\u0301" * count * 20, 20)))


def test_what_becomes_of_calls() -> None:
    def run(count: int) -> None:
        state = ChatState().fold([RequestSent(0.0, 1, "m")])
        state.fold(ToolCallDelta(0.0, at, f"{at}", "f", "{}") for at in range(count))
        state.fold([ReplyFinished(0.0)])
        state.fold(ApprovalAsked(0.0, f"m0.{at}") for at in range(count))
        state.fold(ToolCallStarted(0.0, f"m0.{at}") for at in range(count))
        state.fold(ToolCallFinished(0.0, f"m0.{at}", "") for at in range(count))
        assert all(call.output is not None for call in state.turn_calls)

    grows_with_the_size(run)


def test_errors() -> None:
    nested: Any = ["message role"] * 8
    for _ in range(7):
        nested = {"error": nested}
    grows_with_the_size(lambda count: [fault_from(json.dumps(nested), status=400) for _ in range(count)])
    many = {"detail": [{"loc": ["a"], "msg": "b", "error": {"error": {"error": {}}}}]}
    assert steps(lambda: fault_from({"error": {"error": {"error": {"error": many}}}}, status=400)) < 2000


@pytest.mark.parametrize(("left", "right"), [("a", "a"), ("ab", "ba"), ("abc", "cba"), ("abcdefgh", "aabcbdeh")])
def test_a_comparison(left: str, right: str) -> None:
    grows_with_the_size(lambda count: common_runs([*left * count, "x"], ["y", *list(right * count)]))
