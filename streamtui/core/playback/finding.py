"""Where a text appeared in a chat."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat import events as ev
from streamtui.core.chat.events import StreamEvent


def find(events: Sequence[StreamEvent], text: str) -> list[int]:
    """The places where it was there the first time, the second, and so on; upper and lower case are alike.

    Looked for in prompts, answers, reasoning, names and arguments of calls, their results, notices and marks. A
    place is the number of the events up to the one that brought its last character.
    """
    wanted = text.casefold()
    if not wanted:
        return []
    tails: dict[tuple[object, ...], str] = {}
    found: list[int] = []
    for place, event in enumerate(events, 1):
        channel: tuple[object, ...]
        match event:
            case ev.TextDelta() | ev.ReasoningDelta() | ev.RefusalDelta():
                channel, said = (type(event), event.choice), event.text
            case ev.ToolCallDelta():
                channel, said = (event.choice, event.position), event.name + event.arguments
            case ev.PromptSubmitted() | ev.NoticeIssued() | ev.MarkSet():
                channel, said = (), event.text
            case ev.ToolCallFinished() | ev.ToolCallRefused():
                channel, said = (), event.output
            case ev.RequestSent():
                tails.clear()  # another reply begins
                continue
            case _:
                continue
        seen = tails.get(channel, "") + said.casefold() if channel else said.casefold()
        if wanted in seen:
            found.append(place)
            seen = seen[seen.rindex(wanted) + 1 :]
        tails[channel] = seen[1 - len(wanted) :] if len(wanted) > 1 else ""
    return found
