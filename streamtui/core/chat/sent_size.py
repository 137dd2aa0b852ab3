"""About how many tokens the next request has: each message is counted once, a reply once it is over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from streamtui.core.chat.conversation import Conversation, Message
from streamtui.core.chat.messages import Notice
from streamtui.core.chat.prompt_tokens import OF_A_MESSAGE, Weight, image_tokens_of, texts_of
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.token_ratios import TokenRatio
from streamtui.core.text.token_estimate import Tokens, tokens_by_kind

_PIECE, _SAMPLE = 256, 4096
"""Characters of a draft that are counted, in pieces from all over it: code may follow words, one script another."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a message adds to a request."""

    tokens: Tokens
    messages: int
    """As how many it is sent: results of calls are some of their own."""
    calls: int
    """Of it that had a result."""
    images: int = 0
    """Tokens of what is no text."""


class SentSize:
    """Counts the requests of one conversation."""

    def __init__(self) -> None:
        self._counted: dict[int, tuple[Message, _Counted]] = {}
        self._known: tuple[tuple[object, ...], float] = ((), 0.0)
        self._offset: tuple[tuple[str, int], float] = (("", 0), 0.0)
        """What the server counted for a reply's request beside what was estimated of tools and messages.

        By the reply's id and how many messages are before it: of a long conversation the first ones come late.
        """
        self._described: tuple[tuple[str, ...], Tokens] = ((), Tokens())
        """The tools that were described last, by their names."""

    def of(
        self,
        conversation: Conversation,
        ratio: TokenRatio,
        draft: str = "",
        tools: Sequence[Mapping[str, Any]] | None = (),
        attached: Iterable[Weight] = (),
    ) -> int:
        """With the draft, if there is one, what is attached to it, and the tools, in the form of the API; 0 where
        nothing is said.

        `None`: which tools there are is not known yet, so nothing is learned of what the server counted.
        """
        messages, described = conversation.messages, ratio.tokens(self._describe(tools or ()))
        last = next((one for one in reversed(messages) if isinstance(one, Reply)), None)
        counted = (last and last.state, _answered(last), described, tools is None)
        now = (conversation.changes, len(messages), conversation.system, ratio, *counted)
        if now != self._known[0]:
            self._known = (now, self._count(conversation, ratio, last, None if tools is None else described))
        tokens = self._known[1]
        if last is not None and last.state is ReplyState.OPEN:
            tokens += last.statistics.completion_tokens
        if draft:
            sample = _sample(draft)
            tokens += OF_A_MESSAGE + ratio.tokens(tokens_by_kind(sample)) * len(draft) / len(sample)
            tokens += sum(one.by(ratio) for one in attached)
        return round(max(tokens, tokens + described + self._offset[1])) if tokens else 0

    def _describe(self, tools: Sequence[Mapping[str, Any]]) -> Tokens:
        names = tuple(tool["function"]["name"] for tool in tools)
        if names != self._described[0]:
            self._described = names, tokens_by_kind(json.dumps(tools, ensure_ascii=False))
        return self._described[1]

    def _count(
        self, conversation: Conversation, ratio: TokenRatio, last: Reply | None, described: float | None
    ) -> float:
        """The messages; what else the server counted is in the offset then."""
        there = {id(one) for one in conversation.messages}
        self._counted = {name: counted for name, counted in self._counted.items() if name in there}
        sizes = [self._size(one, ratio) for one in conversation.messages]
        system = OF_A_MESSAGE + ratio.tokens(tokens_by_kind(conversation.system)) if conversation.system else 0.0
        if last is not None and last.state is not ReplyState.OPEN and described is not None:
            usage = last.statistics.usage
            place = next(place for place, one in enumerate(conversation.messages) if one is last)
            if usage is not None and usage.prompt_tokens is not None and self._offset[0] != (last.id, place):
                beside = usage.prompt_tokens - system - sum(sizes[:place])
                unsent = sum(self._whole(one, ratio) for one in conversation.messages[:place] if _is_left_out(one))
                beside = max(0.0, beside - unsent if beside >= unsent else beside)
                self._offset = (last.id, place), beside - described
        return system + sum(sizes)

    def _size(self, message: Message, ratio: TokenRatio) -> float:
        if isinstance(message, Notice) or message.left_out or _is_open(message):
            return 0.0
        return self._whole(message, ratio)

    def _whole(self, message: Message, ratio: TokenRatio) -> float:
        counted = self._counted_of(message)
        return OF_A_MESSAGE * counted.messages + ratio.tokens(counted.tokens) + counted.images

    def _counted_of(self, message: Message) -> _Counted:
        calls = _answered(message)
        known = self._counted.get(id(message))
        if known is not None and known[0] is message and known[1].calls == calls:
            return known[1]
        sent = Conversation("", [message]).request_messages(all_of_them=True)
        kinds = [tokens_by_kind(text) for one in sent for text in texts_of(one)]
        counted = _Counted(
            Tokens(*map(sum, zip(*kinds, strict=True))) if kinds else Tokens(),
            len(sent),
            calls,
            sum(map(image_tokens_of, sent)),
        )
        self._counted[id(message)] = message, counted
        return counted


def _sample(draft: str) -> str:
    """At least half of what may be counted of a long one; its pieces stay where they are while more is written."""
    apart = _PIECE << ((len(draft) - 1) // _SAMPLE).bit_length()
    return "".join(draft[at : at + _PIECE] for at in range(0, len(draft), apart))


def _answered(message: Message | None) -> int:
    """How many of its calls have a result."""
    return len([call for call in message.tool_calls if call.output is not None]) if isinstance(message, Reply) else 0


def _is_left_out(message: Message) -> bool:
    """It may have been sent before: then the server's count is that of it, too."""
    return not isinstance(message, Notice) and message.left_out


def _is_open(message: Message) -> bool:
    return isinstance(message, Reply) and message.state is ReplyState.OPEN
