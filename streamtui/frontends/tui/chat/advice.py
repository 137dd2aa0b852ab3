"""The rows above the prompt: what the person can do now, and what is waited for. None of them most of the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.cells import cell_len

from streamtui.core.chat.phase import Phase
from streamtui.core.ports.provider import Progress
from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.quoted import in_short
from streamtui.core.words.figures import megabytes
from streamtui.core.words.retry_words import countdown, retry_words
from streamtui.frontends.tui.calls.approval import ANSWER
from streamtui.frontends.tui.chat.attached_rows import attached_rows
from streamtui.frontends.tui.desk.commands import ASK_AGAIN, CONNECT, CONTINUE, RETRY_NOW, SEND_QUEUED, STOP, TAKE_BACK
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.keymap import key_of
from streamtui.frontends.tui.kit.keys import shown_key
from streamtui.frontends.tui.kit.phase_words import retry_in_s
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, STRONG, WARN
from streamtui.rows.row import Row, Run, cells, clip, clip_row

_BAR_CELLS = 20
_EDITING = "asks this in its place, on a branch", "asks it anew"
_MOST_QUEUED = 4
"""Prompts that wait and are all shown."""


def advice_rows(face: Face, width: int, *, typing: bool, editing: bool = False) -> tuple[Row, ...]:
    """At most one row of each kind. `typing`: the prompt has text in it; `editing`: that of an earlier message."""
    rows = [
        *(_edited(width) if editing else ()),
        *_question(face, width),
        *_retry(face, width, typing=typing),
        *_preparation(face, width),
        *_offer(face, width),
        *_queued(face, width),
        *attached_rows(face, width),
    ]
    return tuple(clip_row(row, width) for row in rows)


def _edited(width: int) -> Iterator[Row]:
    leaf, asks = key_of("chat.leave_edit", "escape"), key_of("prompt.send", "enter")
    leaves = (Run(" · ", DIM), Run(leaf, ACCENT, "screen.do('chat.leave_edit')"), Run(" leaves it", DIM))
    said = f"{asks} {_EDITING[cell_len(f'{asks} {_EDITING[0]}') + cells(leaves) + 2 > width]}"
    yield (Run("✎ ", ACCENT), Run(said, BRIGHT), *leaves)


def _question(face: Face, width: int) -> Iterator[Row]:
    if (asking := face.state.asking) is not None:
        does = (Run(" wants to run", BRIGHT), *_does(ANSWER, "answers"))
        name = clip(display_safe(asking.name, keep_newlines=False), width - cells(does) - 2)
        yield (Run("? ", WARN), Run(name, STRONG), *does)
    elif face.over_budget:
        yield (Run("? ", WARN), Run("The budget of today is spent", BRIGHT), *_does(ANSWER, "answers"))


def _retry(face: Face, width: int, *, typing: bool) -> Iterator[Row]:
    state = face.state
    if state.phase is Phase.RETRYING and state.retry is not None:
        left_s = retry_in_s(state, face.now) or 0
        said = retry_words(state.retry, state.url, left_s), countdown(state.retry, left_s)
        key = next(map(shown_key, RETRY_NOW.keys_now), "") if typing else RETRY_NOW.key
        yield _fitting(said, (_key(key, "now", RETRY_NOW), _does(STOP, "cancels")), width)


def _preparation(face: Face, width: int) -> Iterator[Row]:
    if face.opening_s is not None:
        progress = face.progress or Progress("Getting ready")
        label = display_safe(progress.label, keep_newlines=False)
        cancels = _does(STOP, "cancels")
        yield (Run(label, BRIGHT), *_bar(progress, width - cell_len(label) - cells(cancels)), *cancels)
    elif not face.connected:
        yield (Run("Not connected", WARN), *_does(CONNECT, "tries again"))


def _bar(progress: Progress, width: int) -> Row:
    if not progress.done and progress.total is None:
        return ()
    amount = Run(f"  {megabytes(progress.done, progress.total)}", DIM)
    if not progress.total:
        return (amount,)
    cells = max(0, min(_BAR_CELLS, width - len(amount.text) - 2))
    full = min(cells, progress.done * cells // progress.total)
    return (Run("  " + "━" * full, ACCENT), Run("─" * (cells - full), DIM), amount)


def _offer(face: Face, width: int) -> Iterator[Row]:
    """What can be done about a reply that ended early; the conversation says of it what happened."""
    keys = [_does(ASK_AGAIN, "asks again")]
    if CONTINUE in face.offers:
        keys.insert(0, _does(CONTINUE, "continues from here"))
    elif ASK_AGAIN not in face.offers or face.state.phase not in (Phase.FAILED, Phase.STOPPED):
        return
    if row := _fitting(("",), keys, width)[2:]:  # no words, so no dot behind them
        yield row


def _queued(face: Face, width: int) -> Iterator[Row]:
    """Up to four; of more the first two, how many, and the last. A click edits any of them."""
    last = len(face.queued) - 1
    for number in (0, 1, last) if last >= _MOST_QUEUED else range(last + 1):
        if number == last >= _MOST_QUEUED:
            yield (Run(f"      +{last - 2} more", DIM),)
        sends = _does(SEND_QUEUED, "sends it") if number == 0 and SEND_QUEUED in face.offers else ()
        edits = _does(TAKE_BACK, "edits it") if number == last else ()
        text = clip(in_short(face.queued[number], width), max(10, width - 40))
        label, action = "next  " if number == 0 else "then  ", f"screen.take_back({number})"
        marks = Run("  »", ACCENT, f"screen.send_now({number})"), Run(" ×", ACCENT, f"screen.remove_waiting({number})")
        yield (Run(label, DIM), Run(text, BRIGHT, action), *sends, *edits, *marks)


def _fitting(said: Sequence[str], keys: Sequence[Row], width: int) -> Row:
    """The first of the words that leave room for all keys, else the last; keys without room are left out whole."""
    most = width - sum(map(cells, keys))
    row: Row = (Run(next((words for words in said if cell_len(words) <= most), said[-1]), WARN),)
    for key in keys:
        if cells(row) + cells(key) <= width:
            row = (*row, *key)
    return row


def _does(command: Command[Any], words: str) -> Row:
    """` · KEY does`, to be pressed or clicked; nothing where it has no key."""
    return _key(command.key, words, command)


def _key(key: str, words: str, command: Command[Any]) -> Row:
    action = command.click()
    if not key:
        return ()
    return (Run(" · ", DIM), Run(key, ACCENT, action), Run(f" {words}", DIM, action))
