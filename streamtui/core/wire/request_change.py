"""What changed since the last request, and how much of its beginning stayed the same: what a cache goes by."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from streamtui.core.text.beginnings import common_beginning
from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.quoted import quoted
from streamtui.core.text.token_estimate import tokens_by_kind
from streamtui.core.wire.sent_request import SYSTEM_ROLES, SentMessage, SentRequest, SentTool
from streamtui.core.words.figures import plural

_OF_A_MESSAGE = 4
"""Tokens that chat templates write around each."""
_SEEN = 32
"""Characters of a text that changed that are shown."""
_MOST_SAID = 6
"""Differences that are told one by one."""
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?|\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b1[6-9]\d{8}(?:\d{3})?\b"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w{0,6},? (?:\w{1,9} )?\d{1,2}\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w{0,6} \d{1,2}\b"
)
"""What says when it was written: dates, times of day, seconds of the epoch."""
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{16,}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RequestChange:
    """A request beside the one before."""

    differs: tuple[str, ...]
    """What is another, in words that are safe to show; first what stands first, last the parameters."""
    broken: bool
    """The request before is no longer the beginning of this one: what a cache has of it behind that can't be used."""
    same_tokens: int
    """About so many of the tokens at the beginning are the same."""
    before_tokens: int
    """About so many were those of the request before."""

    @property
    def same(self) -> bool:
        """Nothing is another."""
        return not self.differs


def request_change(before: SentRequest, now: SentRequest) -> RequestChange:
    """Compare them in the order in which a model reads them: tools first, then messages. Linear in their size."""
    model = [f"model {_shown(before.model)} → {_shown(now.model)}"] if before.model != now.model else []
    tools, same_tools = list(_tools(before.tools, now.tools)), _same(before.tools, now.tools)
    messages, same_messages = list(_messages(before.messages, now.messages)), _same(before.messages, now.messages)
    parameters = list(_parameters(before.parameters, now.parameters))
    grown = same_messages == len(before.messages) or same_messages == len(now.messages)
    broken = bool(model or tools) or not grown
    tokens = 0.0
    if not model:
        tokens += sum(_size_of_tool(tool) for tool in now.tools[:same_tools])
        if not tools:
            tokens += sum(map(_size, now.messages[:same_messages])) + _size_of_common(before, now, same_messages)
    whole = sum(map(_size_of_tool, before.tools)) + sum(map(_size, before.messages))
    differs = [*model, *tools, *messages, *parameters]
    if len(differs) > _MOST_SAID:
        differs[_MOST_SAID:] = [f"and {len(differs) - _MOST_SAID} more"]
    return RequestChange(tuple(differs), broken, round(tokens), round(whole))


def _same(before: Sequence[Any], now: Sequence[Any]) -> int:
    """How many are the same, from the first on."""
    pairs = enumerate(zip_longest(before, now))
    return next((place for place, (one, other) in pairs if one != other), len(before))


def _tools(before: Sequence[SentTool], now: Sequence[SentTool]) -> Iterator[str]:
    known, new = {tool.label: tool for tool in before}, {tool.label: tool for tool in now}
    for name in [one for one in known if one not in new]:
        yield f"tool {_shown(name)} is gone"
    for name, tool in new.items():
        if name not in known:
            yield f"tool {_shown(name)} is new"
        elif tool != known[name]:
            at = common_beginning(_text_of(known[name]), _text_of(tool))
            yield f"tool {_shown(name)} changed at character {at + 1:,} of its definition"
    if list(known) != list(new) and known.keys() == new.keys():
        first = next(name for one, name in zip(known, new, strict=True) if one != name)
        yield f"tools changed order ({_shown(first)} comes earlier)"
    elif list(known) == list(new) and len(before) != len(now):
        yield "a tool stands twice"


def _messages(before: Sequence[SentMessage], now: Sequence[SentMessage]) -> Iterator[str]:
    same = _same(before, now)
    gone, new = before[same:], now[same:]
    if not gone or not new:
        if new:
            yield f"{plural(len(new), 'message')} more at the end"
        if gone:
            yield f"{plural(len(gone), 'message')} gone from the end"
        return
    if gone == new[-len(gone) :]:
        yield f"{plural(len(new) - len(gone), 'message')} put in as number {same + 1}, {_role(new[0])} first"
    elif new == gone[-len(new) :]:
        yield f"{plural(len(gone) - len(new), 'message')} gone from number {same + 1} on, {_role(gone[0])} first"
    else:
        yield _edited(gone[0], new[0], same)
        others = sum(one != other for one, other in zip_longest(gone[1:], new[1:]))
        if others:
            yield f"{plural(others, 'message')} behind it {'is' if others == 1 else 'are'} other ones"


def _edited(before: SentMessage, now: SentMessage, place: int) -> str:
    is_system = now.role in SYSTEM_ROLES and before.role in SYSTEM_ROLES
    where = "the system prompt" if is_system else f"message {place + 1} ({now.role})"
    where = display_safe(where, keep_newlines=False)[:60]
    if before.role != now.role:
        return f"{where} was {_role(before)} before"
    at = common_beginning(before.text, now.text)
    for what, pattern in (("a timestamp", _TIME), ("an id", _ID)):
        was, became = _around(pattern, before.text, at), _around(pattern, now.text, at)
        if was is not None and became is not None:
            return f"{what} in {where} at character {became.start() + 1:,}: {_shown(was[0])} became {_shown(became[0])}"
    if at == len(before.text):
        return f"{where} goes on at character {at + 1:,} with {_shown(now.text[at:])}"
    if at == len(now.text):
        return f"{where} ends at character {at:,}, before {_shown(before.text[at:])}"
    return f"{where} changed at character {at + 1:,}: {_shown(before.text[at:])} became {_shown(now.text[at:])}"


def _around(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    """What is like that and has the character at that offset, or ends there."""
    start = max(0, at - 40)
    return next((found for found in pattern.finditer(text, start, at + 60) if found.start() <= at <= found.end()), None)


def _parameters(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *now)):
        if before.get(name) != now.get(name):
            was, became = (_shown(_plain(one.get(name))) if name in one else "none" for one in (before, now))
            yield f"{display_safe(name, keep_newlines=False)[:60]} {was} → {became}"


def _size_of_common(before: SentRequest, now: SentRequest, same: int) -> float:
    if same >= min(len(before.messages), len(now.messages)):
        return 0.0
    one, other = before.messages[same], now.messages[same]
    return sum(tokens_by_kind(other.text[: common_beginning(one.text, other.text)])) if one.role == other.role else 0.0


def _size(message: SentMessage) -> float:
    return _OF_A_MESSAGE + sum(tokens_by_kind(message.text))


def _size_of_tool(tool: SentTool) -> float:
    return sum(tokens_by_kind(_text_of(tool)))


def _text_of(tool: SentTool) -> str:
    return json.dumps(tool.definition, ensure_ascii=False)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _role(message: SentMessage) -> str:
    return display_safe(message.role, keep_newlines=False)[:20]


def _shown(text: str) -> str:
    return quoted(text if text.strip() else "nothing", _SEEN)
