"""What `serve` prints: where it listens, what it serves, and a line a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import plural

_MOST_FILES = 40
_LONGEST = 200
"""Characters of what a client sent, in a line."""


def opening_lines(base_url: str, served: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    """Where it listens, then each file with the number of its answers and their models.

    `served` are the file and the models of each answer.
    """
    counts, models = Counter[str](), dict[str, dict[str, None]]()
    for file, names in served:
        counts[file] += 1
        models.setdefault(file, {}).update(dict.fromkeys(names))
    yield f"Serves {plural(counts.total(), 'answer')} at {base_url}; Ctrl-C ends it."
    width = max(map(len, counts), default=0)
    for file in list(counts)[:_MOST_FILES]:
        yield _line([f"  {file:<{width}}", plural(counts[file], "answer"), ", ".join(models[file])])
    if len(counts) > _MOST_FILES:
        yield f"  and {plural(len(counts) - _MOST_FILES, 'file')} more"


def request_line(method: str, target: str, model: str, status: int, told: str, faults: str) -> str:
    """`14:02:11  POST /v1/chat/completions  qwen3  200  chat.jsonl #1  cut@12`."""
    try:
        path = urlsplit(target).path  # a query may hold a key
    except ValueError:
        path = ""
    asked = f"{method[:_LONGEST]} {path[:_LONGEST]}"
    now = datetime.now().astimezone().strftime("%H:%M:%S")
    return _line([now, asked, model[:_LONGEST], str(status), told, faults])


def _line(parts: Iterable[str]) -> str:
    return display_safe("  ".join(filter(None, parts)), keep_newlines=False)
