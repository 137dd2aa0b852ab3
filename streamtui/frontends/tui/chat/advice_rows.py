"""The rows above the prompt: what the person can do now, and what is waited for. None of them most of the time."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from streamtui.core.chat.phase import Phase
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.provider import Progress
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import megabytes
from streamtui.core.words.retry_words import retry_words
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.kit.command import command, shown_key
from streamtui.frontends.tui.kit.phase_words import retry_in_s
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, WARN, Row, Span, clip, clip_row, row_width

_BAR_CELLS = 20


def advice_rows(chat: Chat, note: str, now: float, width: int, *, typing: bool) -> tuple[Row, ...]:
    """At most one row of each kind. `note` is the answer to the last command; `typing`: the prompt has text in it."""
    rows = [*_retry(chat.state, now, typing=typing), *_preparation(chat, width), *_offer(chat), *_queued(chat, width)]
    if note:
        rows.append((Span(display_safe(note, keep_newlines=False), BRIGHT),))
    return tuple(clip_row(row, width) for row in rows)


def _retry(state: ChatState, now: float, *, typing: bool) -> Iterator[Row]:
    if state.phase is Phase.RETRYING and state.retry is not None:
        words = retry_words(state.retry, state.url, retry_in_s(state, now) or 0)
        retry = command("retry_now")
        key = shown_key(retry.keys[0]) if typing else retry.key
        yield (Span(words, WARN), *_key(key, "now", "retry_now"), *_does("stop", "cancels"))


def _preparation(chat: Chat, width: int) -> Iterator[Row]:
    if chat.opening_since is not None:
        progress = chat.progress or Progress("Getting ready")
        label = display_safe(progress.label, keep_newlines=False)
        cancels = _does("stop", "cancels")
        yield (Span(label, BRIGHT), *_bar(progress, width - cell_len(label) - row_width(cancels)), *cancels)
    elif not chat.open:
        yield (Span("Not connected", WARN), *_does("connect", "tries again"))


def _bar(progress: Progress, width: int) -> Row:
    if not progress.done and progress.total is None:
        return ()
    amount = Span(f"  {megabytes(progress.done, progress.total)}", DIM)
    if not progress.total:
        return (amount,)
    cells = max(0, min(_BAR_CELLS, width - len(amount.text) - 2))
    full = min(cells, progress.done * cells // progress.total)
    return (Span("  " + "━" * full, ACCENT), Span("─" * (cells - full), DIM), amount)


def _offer(chat: Chat) -> Iterator[Row]:
    if chat.can_continue:
        words = "Stopped" if chat.state.phase is Phase.STOPPED else "Cut off"
        does = (*_does("continue_reply", "continues from here"), *_does("ask_again", "asks again"))
        yield (Span(f"{words}, the text is kept", WARN), *does)
    elif chat.can_ask_again and chat.state.phase in (Phase.FAILED, Phase.STOPPED):
        yield (Span("No reply", WARN), *_does("ask_again", "asks again"))


def _queued(chat: Chat, width: int) -> Iterator[Row]:
    if chat.queued is None:
        return
    text = clip(display_safe(chat.queued, keep_newlines=False), max(10, width - 36))
    sends = () if chat.busy or not chat.open else _does("send_queued", "sends it")
    yield (Span("next  ", DIM), Span(text, BRIGHT), *sends, *_does("take_back", "edits it"))


def _does(action: str, words: str) -> Row:
    """` · KEY does`, to be pressed or clicked."""
    return _key(command(action).key, words, action)


def _key(key: str, words: str, action: str) -> Row:
    return (Span(" · ", DIM), Span(key, ACCENT, action), Span(f" {words}", DIM, action))
