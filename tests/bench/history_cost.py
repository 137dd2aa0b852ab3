"""Ten thousand kept conversations of twenty messages: looked through as one types, listed, and in the way of a start.

Searches are timed from the question to the store's answer, the list in the program from its key until it is drawn.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from streamtui.cli.clock import SystemClock
from streamtui.storage.conversations.store import ConversationStore
from tests.bench.many_conversations import CHINESE, PROSE, many_conversations
from tests.bench.program_cost import PROGRAM, READY, environment
from tests.bench.raw_terminal import RawTerminal
from tests.bench.start_cost import FULL_SCREEN, LETTER, NO_SERVER

STARTS, LISTS, TYPED = 11, 9, 40
LIST_KEY, CLOSE_KEY = "\x1bOQ", "\x1b"
COMMON = ("the", "and", "of", "in", "a", "to be", "class", "e", "is not", "for the")
FILTERS = ("model:model-3", "has:code", "is:pinned", "before:8w", "after:3d", "before:60w the", "has:code zebra")


@dataclass(frozen=True)
class Figure:
    """What a person waits for."""

    what: str
    times: int
    p50: float
    p95: float
    unit: str = "ms"


def measure() -> list[Figure]:
    """Searches and lists first, then whole programs with that store and without any."""
    with many_conversations() as folder:
        figures = [*_searches(folder)]
        with environment(NO_SERVER) as env:
            empty = {**env, "STREAMTUI_DATA_DIR": f"{folder}/empty"}
            full = {**env, "STREAMTUI_DATA_DIR": str(folder)}
            figures += [*_programs(full, empty)]
        return figures


def _searches(folder: Path) -> Iterator[Figure]:
    store = ConversationStore(folder, SystemClock())
    store.listed().result()
    rng, whole = random.Random(8), list[float]()
    for what, typed in _typed(rng).items():
        took = [_timed(lambda text=text: store.search(text).result()) for text in typed]  # type: ignore[misc]
        whole += took
        yield _figure(f"search: {what}", took)
    yield _figure("search: all of these", whole)
    yield _figure("the list, from the store", [_timed(lambda: store.listed().result()) for _ in range(50)])
    store.close()


def _typed(rng: random.Random) -> Mapping[str, Sequence[str]]:
    """What stands in the field after each letter, by kinds."""
    said = [word.lower() for word in rng.sample(PROSE, TYPED) if word.isalpha()]
    parts = [word[1:-1] for word in rng.sample(PROSE, 4 * TYPED) if len(word) > 5]
    nowhere = ["".join(rng.choices("etaoinshrdlu", k=7)) for _ in range(TYPED)]
    chinese = [CHINESE[at : at + size] for at in rng.sample(range(len(CHINESE) - 4), 12) for size in (1, 2, 3)]
    chinese += ["".join(rng.choices(CHINESE, k=2)) for _ in range(TYPED)] + ["龘", "另外"]
    return {
        "words letter by letter": [*_letters(said)],
        "two words letter by letter": [
            *_letters(f"{one} {two}" for one, two in zip(said[::2], said[1::2], strict=False))
        ],
        "parts of words": parts,
        "common words": COMMON * 4,
        "words that are in nothing": [*_letters(nowhere)],
        "Chinese": chinese,
        "filters": [*FILTERS * 3, *_letters(FILTERS)],
    }


def _letters(words: Iterator[str] | Sequence[str]) -> Iterator[str]:
    for word in words:
        yield from (word[:size] for size in range(1, len(word) + 1))


def _programs(full: Mapping[str, str], empty: Mapping[str, str]) -> Iterator[Figure]:
    starts: dict[str, list[float]] = {"empty": [], "full": []}
    for _ in range(STARTS + 1):
        starts["empty"].append(_start(empty))
        starts["full"].append(_start(full))
    without, with_store = (figures[1:] for figures in starts.values())
    yield _figure("start to a prompt, empty store", without)
    yield _figure("start to a prompt, this store", with_store)
    ratio = median(with_store) / median(without)
    yield Figure("start, this store over the empty one", STARTS, ratio, ratio, "x")
    (opened, more), (_, least) = _about(full), _about(empty)
    yield Figure("open the list, the first time", 1, opened[0], opened[0])
    yield _figure("open the list again", opened[1:])
    yield Figure("memory over that with an empty store", 1, more - least, more - least, "MB")


def _start(env: Mapping[str, str]) -> float:
    """Milliseconds until a key that was pressed at once is on the screen."""
    with RawTerminal(PROGRAM, env) as terminal:
        terminal.wait_for(FULL_SCREEN)
        terminal.press(LETTER)
        return (terminal.wait_for(LETTER.encode()) - terminal.started_at) * 1e3


def _about(env: Mapping[str, str]) -> tuple[list[float], float]:
    """Open the list some times and look for something; the milliseconds that each took, and megabytes in the end."""
    took: list[float] = []
    with RawTerminal(PROGRAM, env) as terminal:
        terminal.wait_for(READY)
        terminal.wait_for_quiet(2.0)
        for _ in range(LISTS):
            began = time.perf_counter()
            terminal.press(LIST_KEY)
            terminal.wait_for(b"Rename" if "empty" not in env["STREAMTUI_DATA_DIR"] else b"Back")
            took.append((time.perf_counter() - began) * 1e3)
            terminal.wait_for_quiet(0.3)
            for letter in "the class":
                terminal.press(letter)
                terminal.wait_for_quiet(0.1)
            terminal.press(CLOSE_KEY)
            terminal.wait_for_quiet(0.3)
        return took, terminal.memory_mb


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1e3


def _figure(what: str, took: Sequence[float]) -> Figure:
    ordered = sorted(took)
    return Figure(what, len(ordered), median(ordered), ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)])
