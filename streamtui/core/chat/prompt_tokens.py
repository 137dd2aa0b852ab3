"""A guess at the tokens of a request, shown with `~` until the server has counted them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from streamtui.core.chat.attachments import Attachment
from streamtui.core.chat.conversation import Conversation
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.request_messages import PARTS
from streamtui.core.chat.token_ratios import TokenRatio
from streamtui.core.text.token_estimate import Tokens, tokens_by_kind

OF_A_MESSAGE = 4
"""What chat templates write around each: its role, the marks where it begins and ends."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What an attachment adds to a request; counted once, as it may be long."""

    tokens: Tokens
    images: int

    def by(self, ratio: TokenRatio) -> float:
        """In tokens, by what is known of a model."""
        return ratio.tokens(self.tokens) + self.images


def weight_of(one: Attachment) -> Weight:
    """That of one."""
    return Weight(tokens_by_kind(one.words), one.image_tokens)


def estimate_prompt(conversation: Conversation, reply: Reply) -> int:
    """Tokens that went in for `reply`, by what is known of its model; reads the whole history. 0 where nothing did.

    The descriptions of functions are not counted.
    """
    before = list(takewhile(lambda message: message is not reply, conversation.messages))
    tokens = 0.0
    for message in Conversation(conversation.system, before).request_messages():
        known = reply.statistics.tokens.ratio
        tokens += OF_A_MESSAGE + sum(known.tokens(tokens_by_kind(text)) for text in texts_of(message))
        tokens += image_tokens_of(message)
    return round(tokens)


def texts_of(message: Mapping[str, Any]) -> list[str]:
    """What of a message that is sent takes tokens."""
    texts = [message["content"] or "", *(part.words for part in message.get(PARTS, ()))]
    for call in message.get("tool_calls", ()):
        texts += call["function"]["name"], call["function"]["arguments"]
    return texts


def image_tokens_of(message: Mapping[str, Any]) -> int:
    """And what of it that is no text."""
    return sum(part.image_tokens for part in message.get(PARTS, ()))
