"""One of several chats at a time, in a few words: what it is doing, what it last wrote, what befell it."""

from __future__ import annotations

from streamtui.core.chat import events as ev
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.state import ChatState
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import elapsed, percent
from streamtui.core.words.retry_words import retry_words

_LAST_PIECES = 64


def doing(state: ChatState, now: float) -> str:
    """What the chat does at that instant; one that has not begun waits for its place to be ready."""
    if state.phase is Phase.RETRYING and (retry := state.retry) is not None:
        return retry_words(retry, state.url, retry.at + retry.delay_s - now)
    if state.stalled_since is not None:
        return f"nothing has come for {elapsed(now - state.stalled_since)}"
    if state.phase is Phase.WAITING and state.progress is not None:
        return f"processing prompt {percent(state.progress.share)}"
    words: str = state.phase.value
    return "getting ready" if state.phase is Phase.IDLE else words


def last_words(state: ChatState) -> str:
    """The end of what is being written, on one line and safe to show."""
    if (reply := state.reply) is None:
        return ""
    growing = reply.text or reply.reasoning
    text = growing.since(max(0, growing.cursor - _LAST_PIECES))
    return display_safe(" ".join(text.split()), keep_newlines=False)


def told(event: ev.StreamEvent, url: str) -> str | None:
    """A sentence on an event that a person wants to hear of, if it is one."""
    match event:
        case ev.RetryScheduled():
            return f"{retry_words(event, url, event.delay_s)}."
        case ev.StallNoticed():
            return f"Nothing has come for {elapsed(event.silent_s)}; still waiting."
        case ev.NoticeIssued(text=text):
            return text
        case ev.TurnFailed(fault=fault):
            return fault.message
    return None
