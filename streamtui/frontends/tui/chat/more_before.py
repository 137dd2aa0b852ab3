"""Messages that were read later, and stand before those that are shown."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import Continuation, UserMessage


def more_before(shown: Sequence[Message] | None, messages: Sequence[Message]) -> int:
    """How many messages stand before those that are shown, where they are the end of these.

    What was asked tells: other messages may be called by their place.
    """
    more = len(messages) - len(shown or ())
    asked = [place for place, one in enumerate(shown or ()) if isinstance(one, UserMessage | Continuation)]
    same = more > 0 and shown and asked and all(shown[at].id == messages[more + at].id for at in (asked[0], asked[-1]))
    return more if same else 0
