"""Synthetic replies of a wanted length, one for each shape that has made a Markdown display slow."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

WORDS = [
    *(
        "stream",
        "token",
        "model",
        "latency",
        "the",
        "of",
        "and",
        "to",
        "a",
        "in",
        "is",
        "it",
        "for",
        "on",
        "with",
        "as",
    ),
    *("function", "returns", "value", "cache", "request", "response", "queue", "worker", "event", "loop", "render"),
    *("frame", "terminal", "widget", "buffer", "parse", "block", "line", "column", "width", "height", "scroll", "this"),
]


def _words(rng: random.Random, least: int, most: int) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(least, most)))


def _sentence(rng: random.Random) -> str:
    words = rng.choices(WORDS, k=rng.randint(8, 18))
    for chance, form in ((0.3, "**{}**"), (0.3, "`{}()`"), (0.1, "*{}*"), (0.05, "[{}](https://example.com/page)")):
        if rng.random() < chance:
            place = rng.randrange(len(words))
            words[place] = form.format(words[place])
    return " ".join(words).capitalize() + ". "


def _prose(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"## {_words(rng, 2, 5).capitalize()}\n\n"
        for _ in range(rng.randint(3, 8)):
            yield "".join(_sentence(rng) for _ in range(rng.randint(3, 6))).strip() + "\n\n"


def _paragraph(rng: random.Random) -> Iterator[str]:
    while True:
        yield _sentence(rng)


def _function(rng: random.Random) -> str:
    name, other = rng.choices(WORDS, k=2)
    return (
        f'def {name}_{rng.randrange(999)}(self, x: int = 3, name: str = "{other}") -> dict[str, int]:\n'
        f'    """{_words(rng, 5, 7).capitalize()}."""\n'
        f"    if x > {rng.randrange(99)} and name != 'x':  # {other}\n"
        f"        return {{name: x * {rng.random():.3f}}}\n"
        "    return [i for i in range(x)]\n\n"
    )


def _code(rng: random.Random) -> Iterator[str]:
    yield "```python\n"
    while True:
        yield _function(rng)


def _row(rng: random.Random) -> str:
    return f"| {rng.randrange(9999)} | {rng.choice(WORDS)} | {rng.random():.4f} | {_words(rng, 3, 6)} |\n"


TABLE_HEAD = "| id | name | value | note |\n|---:|---|---:|---|\n"


def _table(rng: random.Random) -> Iterator[str]:
    yield TABLE_HEAD
    while True:
        yield _row(rng)


def _list(rng: random.Random) -> Iterator[str]:
    while True:
        for depth in range(6):
            yield f"{'  ' * depth}- {_words(rng, 6, 16)}\n"


def _mixed(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"## {_words(rng, 2, 5).capitalize()}\n\n"
        for _ in range(3):
            yield "".join(_sentence(rng) for _ in range(4)).strip() + "\n\n"
        yield "```python\n" + "".join(_function(rng) for _ in range(4)) + "```\n\n"
        yield TABLE_HEAD + "".join(_row(rng) for _ in range(10)) + "\n"
        yield "".join(f"{'  ' * (n % 3)}- {_words(rng, 6, 16)}\n" for n in range(9)) + "\n"


SHAPES: dict[str, Callable[[random.Random], Iterator[str]]] = {
    "prose": _prose,
    "paragraph": _paragraph,
    "code": _code,
    "table": _table,
    "list": _list,
    "mixed": _mixed,
}


def reply(shape: str, characters: int, seed: int = 1) -> str:
    """A reply of exactly so many characters."""
    pieces: list[str] = []
    length = 0
    for piece in SHAPES[shape](random.Random(seed)):
        pieces.append(piece)
        length += len(piece)
        if length >= characters:
            break
    return "".join(pieces)[:characters]
