"""The laws of streamed Markdown on replies that real servers sent."""

from __future__ import annotations

import json

import pytest

from tests.markdown.leaves import parsed_leaves, streamed_leaves
from tests.markdown.test_laws import at_once, in_cuts, rows
from tests.paths import WIRE


@pytest.fixture
def replies() -> list[str]:
    files = sorted(WIRE.glob("chat/*.sse"))
    if not files:
        pytest.skip(f"no recorded streams in {WIRE}; set STREAMTUI_WIRE_DIR to a folder that has some")
    return [reply for reply in (_reply(file.read_text(encoding="utf-8", errors="replace")) for file in files) if reply]


def _reply(stream: str) -> str:
    """The text of all deltas."""
    return "".join(piece for line in stream.splitlines() for piece in _pieces(line.removeprefix("data: ")))


def _pieces(chunk: str) -> list[str]:
    """The text in a chunk; what is none has none."""
    try:
        pieces = [choice["delta"]["content"] for choice in json.loads(chunk)["choices"]]
    except (ValueError, LookupError, TypeError):
        return []
    return [piece for piece in pieces if isinstance(piece, str)]


def test_real_replies_stream_to_the_rows_they_have_at_once(replies: list[str]) -> None:
    for reply in replies:
        assert rows(in_cuts(reply, 1, 9, 60), 60) == rows(at_once(reply), 60)


def test_real_replies_have_the_structure_that_markdown_it_sees(replies: list[str]) -> None:
    for reply in replies:
        assert streamed_leaves(reply) == parsed_leaves(reply)
