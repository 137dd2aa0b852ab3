"""Makes a store of this version to be kept for ever, and what every later version must read in it.

`python -m tests.storage.conversations.freezing` writes `frozen/v<VERSION>.sqlite.gz` and `.json`; it is run once,
when a version of the tables is about to be released.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from streamtui.cli.clock import SystemClock
from streamtui.core.chat import events as ev
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault
from streamtui.exports.forms import exported
from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.schema import VERSION
from streamtui.storage.conversations.store import ConversationStore
from tests.doubles.keeping import keep_events
from tests.reading import events_in
from tests.recorded import RECORDINGS

FROZEN = Path(__file__).parent / "frozen"
SEARCHES = ("quick", "世界", "Grüße", "half of a", "no such thing")


def read(folder: Path) -> dict[str, Any]:
    """What a person finds in the store: the list, what is found by words, and each conversation as it is exported."""
    store = ConversationStore(folder, SystemClock())
    try:
        rows = store.listed().result()
        whole = [store.load_whole(row.id).result() for row in rows]
        return {
            "verdict": store.verify().result(),
            "rows": [asdict(row) for row in rows],
            "found": {words: [row.id for row in store.search(words).result()] for words in SEARCHES},
            "exported": [json.loads(line) for line in exported(whole, "jsonl")],
        }
    finally:
        store.close()


def make(folder: Path) -> None:
    """A store with one of everything: calls, alternatives, a fault, a repeat, halves of characters, a turn cut off."""
    clock = SystemClock()
    store = ConversationStore(folder, clock)
    _keep(store, [ev.SystemPromptChanged(0.0, "Be brief. 简短"), *events_in(RECORDINGS / "calls.jsonl")])
    _keep(store, events_in(RECORDINGS / "quicksort.jsonl"))
    _keep(store, [*_spoken(0.0), *_failed(10.0), *_repeated(20.0)])
    identity = _keep(store, _spoken(0.0))
    store.retitle(identity, "Named by hand 🎉").result()
    store.close()
    store = ConversationStore(folder, clock)
    kept = store.load(identity).result()
    keep_events(store.keeper(kept), _cut(kept.events[-1].at + 1.0), kept)
    store.close()


def _keep(store: ConversationStore, events: list[ev.StreamEvent]) -> str:
    keeper, shift = store.keeper(), SystemClock().now() - events[0].at
    keep_events(keeper, (replace(event, at=round(event.at + shift, 6)) for event in events))
    return keeper.id


def _spoken(at: float) -> list[ev.StreamEvent]:
    return [
        ev.ParametersChanged(at, {"temperature": 0.2, "n": 2}),
        ev.PromptSubmitted(at, "Grüße an die 世界 🎉\n\x1b[31mred[/]"),
        ev.RequestSent(at + 0.1, 1, "model", url="http://127.0.0.1/v1/chat/completions"),
        ev.ResponseStarted(at + 0.2),
        ev.ModelNamed(at + 0.25, "model-2026"),
        ev.ReasoningDelta(at + 0.3, "They greet. \ud83d"),
        ev.ChunkReceived(at + 0.4),
        ev.TextDelta(at + 0.4, "Hello, 世界."),
        ev.TextDelta(at + 0.5, "Or not.", choice=1),
        ev.TextDelta(at + 0.6, "\n```python\nprint(1)\n```"),
        ev.FinishReported(at + 0.6, "stop"),
        ev.UsageReported(at + 0.7, Usage(20, 10, 30, cached_tokens=4, reasoning_tokens=3)),
        ev.CostReported(at + 0.7, 0.0125, "server"),
        ev.NoticeIssued(at + 0.7, "A notice."),
        ev.ReplyFinished(at + 0.8),
        ev.TurnFinished(at + 0.8),
    ]


def _failed(at: float) -> list[ev.StreamEvent]:
    fault = Fault("server", "The server is down.", status=503)
    return [
        ev.PromptSubmitted(at, "More"),
        ev.RequestSent(at + 0.1, 1, "model"),
        ev.ResponseStarted(at + 0.2),
        ev.RefusalDelta(at + 0.3, "I won't"),
        ev.ReplyFailed(at + 0.4, fault),
        ev.TurnFailed(at + 0.4, fault),
    ]


def _repeated(at: float) -> list[ev.StreamEvent]:
    return [
        ev.TurnRepeated(at),
        ev.RequestSent(at + 0.1, 1, "model"),
        ev.RetryScheduled(at + 0.2, 2, 3, 0.5, Fault("rate_limit", "Slow down.", 429)),
        ev.RequestSent(at + 0.7, 2, "model"),
        ev.ResponseStarted(at + 0.8),
        ev.TextDelta(at + 0.9, "A second answer."),
        ev.ReplyFinished(at + 1.0),
        ev.TurnFinished(at + 1.0),
    ]


def _cut(at: float) -> list[ev.StreamEvent]:
    return [
        ev.PromptSubmitted(at, "Call something"),
        ev.RequestSent(at + 0.1, 1, "model"),
        ev.ResponseStarted(at + 0.2),
        ev.TextDelta(at + 0.3, "This is half of a reply"),
        ev.ToolCallDelta(at + 0.4, 0, "call_1", "calculate", '{"expression": "17 *'),
    ]


def main() -> None:
    """Make both files, if they are not there yet."""
    target = FROZEN / f"v{VERSION}.sqlite.gz"
    if target.exists():
        sys.exit(f"{target} is frozen.")
    with tempfile.TemporaryDirectory() as name:
        make(Path(name))
        connection = sqlite3.connect(Path(name) / NAME)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.close()
        target.write_bytes(gzip.compress((Path(name) / NAME).read_bytes(), mtime=0))
        found = read(Path(name))
    (FROZEN / f"v{VERSION}.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
