"""What changed since the last request, and how much of its beginning stayed the same: what a cache goes by."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from typing import Any

from streamtui.core.text.beginnings import common_beginning
from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.quoted import in_short
from streamtui.core.text.token_estimate import tokens_by_kind
from streamtui.core.wire.message_change import SEEN, edited, role_of, shown
from streamtui.core.wire.sent_request import SYSTEM_ROLES, SentMessage, SentRequest, SentTool
from streamtui.core.words.figures import plural

_OF_A_MESSAGE = 4
"""Tokens that chat templates write around each."""
_GOES_ON = ("previous_response_id", "conversation")
"""With one of these a request has only what is new of its conversation."""
_OF_MEDIA = 800
"""Tokens that models see in a picture, or what else is sent as base64: about as many as one of a megapixel has."""
_TELLS_CACHES_APART = (
    *("response_format", "text", "verbosity", "reasoning", "reasoning_effort", "thinking", "enable_thinking"),
    *("chat_template_kwargs", "tool_choice", "parallel_tool_calls", "prompt_cache_key"),
)
"""Parameters that some servers write before the messages, or choose a cache by."""
_LEAST_BASE64 = 512
_BASE64 = re.compile(rf"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{{{_LEAST_BASE64},}}")
_MOST_PLACES = 8
"""To which messages may have moved that are looked at."""
_MOST_SAID = 6
"""Differences that are told one by one."""


@dataclass(frozen=True, slots=True)
class RequestChange:
    """A request beside the one before."""

    differs: tuple[str, ...]
    """What is another, in words that are safe to show; first what stands first, last the parameters."""
    inside: tuple[str, ...]
    """The same without messages that are more, or less, at the end alone: a conversation went on, or was set back."""
    broken: bool
    """The request before is no longer the beginning of this one: what a cache has of it behind that can't be used."""
    same_tokens: int
    """About so many of the tokens at the beginning are the same."""
    before_tokens: int
    """About so many were those of the request before."""
    may_break: tuple[str, ...] = ()
    """Parameters that are others, and by which some servers tell caches apart."""

    @property
    def same(self) -> bool:
        """Nothing is another."""
        return not self.differs


def request_change(before: SentRequest, now: SentRequest) -> RequestChange:
    """Compare them in the order in which a model reads them: tools first, then messages. Linear in their size.

    What a server has kept of the conversation, and a request only goes on from, counts as sent with it.
    """
    now = _with_kept(before, now)
    model = [f"model {shown(before.model)} → {shown(now.model)}"] if before.model != now.model else []
    tools, same_tools = _tools(before.tools, now.tools)
    same_messages = _same(before.messages, now.messages)
    messages, at_end = _messages(before.messages, now.messages, same_messages)
    parameters = list(_parameters(before.parameters, now.parameters))
    of_tools, of_messages = [*map(_size_of_tool, before.tools)], [*map(_size, before.messages)]
    tokens = 0.0
    if not model:
        tokens += sum(of_tools[:same_tools])
        if not tools:
            tokens += sum(of_messages[:same_messages]) + _size_of_common(before, now, same_messages)
    before_end = [*model, *tools, *messages]
    return RequestChange(
        _said([*before_end, *at_end, *parameters]),
        _said([*before_end, *parameters]),
        bool(before_end),
        round(tokens),
        round(sum(of_tools) + sum(of_messages)),
        tuple(name for name in _TELLS_CACHES_APART if before.parameters.get(name) != now.parameters.get(name)),
    )


def _with_kept(before: SentRequest, now: SentRequest) -> SentRequest:
    if not any(now.parameters.get(name) for name in _GOES_ON):
        return now
    prompt = [one for one in now.messages[:1] if one.role in SYSTEM_ROLES]
    kept = before.messages[1:] if before.messages and before.messages[0].role in SYSTEM_ROLES else before.messages
    return replace(now, messages=[*prompt, *kept, *now.messages[len(prompt) :]])


def _said(differs: list[str]) -> tuple[str, ...]:
    more = [f"and {len(differs) - _MOST_SAID} more"] if len(differs) > _MOST_SAID else []
    return (*differs[:_MOST_SAID], *more)


def _same(before: Sequence[Any], now: Sequence[Any]) -> int:
    """How many are the same, from the first on."""
    pairs = enumerate(zip_longest(before, now))
    return next((place for place, (one, other) in pairs if one != other), len(before))


def _tools(before: Sequence[SentTool], now: Sequence[SentTool]) -> tuple[list[str], int]:
    """What is another among them, and how many are the same from the first on: to the letter, as a cache reads them."""
    were, are = ([(tool.label, _text_of(tool)) for tool in tools] for tools in (before, now))
    known, new = dict(were), dict(are)
    told = [f"tool {shown(name)} is gone" for name in known if name not in new]
    for name, text in new.items():
        if name not in known:
            told.append(f"tool {shown(name)} is new")
        elif text != known[name]:
            at = common_beginning(known[name], text)
            told.append(f"tool {shown(name)} changed at character {at + 1:,} of its definition")
    if list(known) != list(new) and known.keys() == new.keys():
        first = next(name for one, name in zip(known, new, strict=True) if one != name)
        told.append(f"tools changed order ({shown(first)} comes earlier)")
    elif not told and were != are:
        told.append("a tool stands twice")
    return told, _same(were, are)


def _messages(before: Sequence[SentMessage], now: Sequence[SentMessage], same: int) -> tuple[list[str], list[str]]:
    """What is another among them behind those that are the `same`; and how many more, or less, stand at the end."""
    gone, new = before[same:], now[same:]
    told, more = list[str](), len(new) - len(gone)
    if gone and new:
        if put := _moved(new, gone):
            where = f"put in as number {same + 1}, {role_of(new[0])} first"
            told, more = [_prompt_is("new", new[:put], same) or f"{plural(put, 'message')} {where}"], more - put
        elif taken := _moved(gone, new):
            where = f"gone from number {same + 1} on, {role_of(gone[0])} first"
            told, more = [_prompt_is("gone", gone[:taken], same) or f"{plural(taken, 'message')} {where}"], more + taken
        else:
            told = [edited(gone[0], new[0], same)]
            if others := sum(one != other for one, other in zip(gone[1:], new[1:], strict=False)):
                told.append(
                    f"{plural(others, 'message')} behind it {'is another one' if others == 1 else 'are other ones'}"
                )
    end = f"{plural(abs(more), 'message')} {'more at' if more > 0 else 'gone from'} the end"
    return told, [end] if more else []


def _moved(longer: Sequence[SentMessage], other: Sequence[SentMessage]) -> int:
    """So many messages stand in `longer` before the beginning of `other`, as far as either goes; 0 where none do."""
    places = (place for place in range(1, len(longer)) if longer[place] == other[0])
    for place in islice(places, _MOST_PLACES):
        common = min(len(longer) - place, len(other))
        if longer[place : place + common] == other[:common]:
            return place
    return 0


def _prompt_is(what: str, messages: Sequence[SentMessage], place: int) -> str:
    is_prompt = not place and len(messages) == 1 and messages[0].role in SYSTEM_ROLES
    return f"the system prompt is {what}" if is_prompt else ""


def _parameters(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *now)):
        if name not in _GOES_ON and before.get(name) != now.get(name):
            was, became = (_value(one[name]) if name in one else "none" for one in (before, now))
            yield f"{display_safe(name, keep_newlines=False)[:60]} {was} → {became}"


def _size_of_common(before: SentRequest, now: SentRequest, same: int) -> float:
    if same >= min(len(before.messages), len(now.messages)):
        return 0.0
    one, other = before.messages[same], now.messages[same]
    return sum(tokens_by_kind(other.text[: common_beginning(one.text, other.text)])) if one.role == other.role else 0.0


def _size(message: SentMessage) -> float:
    words, media = _BASE64.subn("", message.text) if len(message.text) > _LEAST_BASE64 else (message.text, 0)
    return _OF_A_MESSAGE + sum(tokens_by_kind(words)) + media * _OF_MEDIA


def _size_of_tool(tool: SentTool) -> float:
    return sum(tokens_by_kind(_text_of(tool)))


def _text_of(tool: SentTool) -> str:
    """Its definition; in one of the two APIs its type stands there, too."""
    named = {key: value for key, value in tool.definition.items() if key != "type"} if tool.name else tool.definition
    return json.dumps(named, ensure_ascii=False)


def _value(value: object) -> str:
    return shown(value) if isinstance(value, str) else in_short(json.dumps(value, ensure_ascii=False), SEEN)
