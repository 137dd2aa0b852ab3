"""What the person and the program do: prompts, the ends of turns, notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streamtui.core.chat.attachments import Attachment
from streamtui.core.chat.events.event import Event
from streamtui.core.faults.faults import Fault


class SystemPromptChanged(Event, frozen=True):
    """The system prompt of the conversation was set; empty text removes it."""

    text: str


class ParametersChanged(Event, frozen=True):
    """The person set parameters of the requests to come: all that are set now, by name."""

    parameters: Mapping[str, Any]
    """`None`: left out, also where the place has a value for it."""


class PersonaTaken(Event, frozen=True):
    """The person has a persona answer, or none any more; what it sets is told by events of its own."""

    name: str
    """Nothing: none."""
    system: str = ""
    parameters: Mapping[str, Any] = {}


class PromptSubmitted(Event, frozen=True):
    """The person sent a message; a turn begins."""

    text: str
    id: str = ""
    parent: str = ""
    """The message that it follows; none for the first of a conversation."""
    parts: tuple[Attachment, ...] = ()
    """What is sent with the words."""


class ContinuationAsked(Event, frozen=True):
    """The person asked for a reply that broke off to go on; a turn begins."""

    reply: str
    id: str = ""


class TurnRepeated(Event, frozen=True):
    """The person asked the last message again; what was replied to it is left out. Branches stand in its place now."""


class BranchTaken(Event, frozen=True):
    """Another path of the conversation's tree is shown: nothing of before counts any more, all of its events follow."""

    turn: str = ""
    """The key of the path's last turn; nothing where it is empty."""


class MessageLeftOut(Event, frozen=True):
    """A message is not sent any more, or it is again."""

    message: str
    left_out: bool = True


class NoticeIssued(Event, frozen=True):
    """One sentence to the person that is no fault: tools left out, a server's limit remembered."""

    text: str


class MarkSet(Event, frozen=True):
    """The person marked this instant, to find it again."""

    text: str = ""


class TurnFinished(Event, frozen=True):
    """The final answer of the turn is complete."""


class TurnFailed(Event, frozen=True):
    """The turn ended early; what arrived before stays. A stop by the person is the fault `cancelled`."""

    fault: Fault
