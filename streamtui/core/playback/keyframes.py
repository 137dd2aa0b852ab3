"""Copies of a chat's state that cost little, and a state that goes back to one of them in place.

In place, as who shows a chat knows its messages, calls and texts by identity: what a state is set back to is said by
the same objects. What never changes again is shared: the pieces of texts, the figures of replies that are over.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from functools import cache
from inspect import getmro
from itertools import chain
from operator import attrgetter
from typing import Any, cast

from streamtui.core.chat.chunk_cuts import ChunkCuts
from streamtui.core.chat.conversation import Conversation
from streamtui.core.chat.live_tokens import LiveTokens
from streamtui.core.chat.messages import Continuation, UserMessage
from streamtui.core.chat.rate_series import RateSeries
from streamtui.core.chat.reply import Choice, Reply, ReplyState
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.statistics import ConversationStatistics, ReplyStatistics
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.text.blocks.line_cutter import LineCutter, Newlines
from streamtui.core.text.code_fences import FenceCounter
from streamtui.core.text.growing_text import GrowingText
from streamtui.core.text.text_counts import TextCounts
from streamtui.core.text.token_estimate import TokenCounts

_IN_PLACE = (ChatState, Conversation, Reply, Choice, ToolCall, ServerCall, UserMessage, Continuation)
"""Those that others know by identity."""
_ANEW = (
    ChunkCuts,
    ConversationStatistics,
    FenceCounter,
    LineCutter,
    LiveTokens,
    Newlines,
    RateSeries,
    ReplyStatistics,
    TextCounts,
    TokenCounts,
    TokenRatios,
)
_OBJECTS = frozenset((*_IN_PLACE, *_ANEW))
_CONTAINERS = frozenset((list, dict, set, array))
_CHANGING = _OBJECTS | _CONTAINERS | {GrowingText}
_SERIES = ("argument_ats", "argument_sizes")
_Known = dict[int, Any]
"""What was copied already, by the identity of what it is a copy of: replies stand in several places."""


def keyframe(state: ChatState) -> ChatState:
    """The state as it is, of which nothing changes when it goes on."""
    copy: ChatState = _put(None, state, {})
    return copy


def set_back(state: ChatState, frame: ChatState) -> None:
    """Make a state that of a keyframe, which stays as it is."""
    _put(state, frame, {})


def _put(now: Any, then: Any, known: _Known) -> Any:
    """What is like `then` and shares with it nothing that changes; `now`, where that is of its kind and has to stay."""
    kind = type(then)
    if kind is GrowingText:
        if type(now) is not GrowingText:
            return then.twin()
        now.become(then)
        return now
    if kind in _OBJECTS:
        return _object(now, then, known)
    return _container(now, then, known) if kind in _CONTAINERS else then


def _object(now: Any, then: Any, known: _Known) -> Any:
    if (copy := known.get(id(then))) is not None:
        return copy
    kind = type(then)
    copy = now if type(now) is kind and kind in _IN_PLACE else object.__new__(kind)
    known[id(then)] = copy
    names, values = _attributes(cast("Hashable", kind), None if hasattr(kind, "__slots__") else tuple(vars(then)))
    shared = _shared(then)
    for name, value in zip(names, values(then), strict=True):
        changes = type(value) in _CHANGING and name not in shared
        setattr(copy, name, _put(getattr(copy, name, None), value, known) if changes else value)
    return copy


def _container(now: Any, then: Any, known: _Known) -> Any:
    if not isinstance(then, list | dict):
        return then.copy() if isinstance(then, set) else then[:]
    if isinstance(then, dict):
        return {name: _put(None, value, known) for name, value in then.items()}
    if not then or type(then[0]) in (str, float):
        items = then
    else:
        before = now if isinstance(now, list) else ()
        missing = (None for _ in range(len(then) - len(before)))
        items = [_put(was, item, known) for was, item in zip(chain(before, missing), then, strict=False)]
    if not isinstance(now, list):
        return list(items)
    now[:] = items
    return now


def _shared(then: Any) -> tuple[str, ...]:
    """The attributes of which nothing changes any more."""
    if isinstance(then, Reply) and then.state is not ReplyState.OPEN:
        return ("statistics",)
    return _SERIES if isinstance(then, ToolCall) and then.state is not ToolCallState.WRITING else ()


@cache
def _attributes(kind: Any, names: tuple[str, ...] | None) -> tuple[tuple[str, ...], Any]:
    if names is None:
        names = tuple(name for base in reversed(getmro(kind)) for name in getattr(base, "__slots__", ()))
    return names, attrgetter(*names) if len(names) > 1 else lambda one: (getattr(one, names[0]),)
