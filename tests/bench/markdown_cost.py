"""CPU time per token of streamed Markdown, parsing and layout together, without a screen.

`python -m tests.bench.markdown_cost` prints the table. A token is 4 characters; the rows of every block that may have
changed are asked for after each feed, as a screen would.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from streamtui.markdown.document import Document
from tests.shapes import SHAPES, reply

CHARACTERS_PER_TOKEN = 4
WIDTH = 100
FRAME = 333
"""Tokens in a frame at 10,000 a second and 30 frames a second."""


@dataclass(frozen=True)
class Figure:
    """One measurement."""

    shape: str
    tokens: int
    tokens_per_feed: int
    us_per_token: float
    worst_feed_ms: float
    blocks: int


def stream(text: str, tokens_per_feed: int) -> tuple[float, float, Document]:
    """CPU seconds in all, CPU seconds of the dearest feed, and the document."""
    document = Document()
    step = tokens_per_feed * CHARACTERS_PER_TOKEN
    total = worst = 0.0
    for start in range(0, len(text), step):
        began = time.process_time()
        for block in document.blocks[document.feed(text[start : start + step]) :]:
            block.rows(WIDTH)
        took = time.process_time() - began
        total += took
        worst = max(worst, took)
    document.close()
    return total, worst, document


def measure(sizes: tuple[int, ...] = (5_000, 50_000), feeds: tuple[int, ...] = (FRAME, 3, 1)) -> list[Figure]:
    """The figures of all shapes."""
    figures = []
    for shape in SHAPES:
        stream(reply(shape, 4_000), 1)
        for per_feed in feeds:
            for tokens in sizes:
                if per_feed < FRAME and tokens > sizes[0]:
                    continue
                total, worst, document = stream(reply(shape, tokens * CHARACTERS_PER_TOKEN), per_feed)
                figures.append(Figure(shape, tokens, per_feed, total / tokens * 1e6, worst * 1e3, len(document.blocks)))
    return figures


def main() -> None:
    """Print the figures as a table."""
    print(f"{'shape':10} {'tokens':>7} {'per feed':>8} {'µs/token':>9} {'worst ms':>9} {'blocks':>7}")
    for f in measure():
        print(
            f"{f.shape:10} {f.tokens:7} {f.tokens_per_feed:8} {f.us_per_token:9.1f} {f.worst_feed_ms:9.1f} {f.blocks:7}"
        )


if __name__ == "__main__":
    main()
