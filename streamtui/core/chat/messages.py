"""What stands in a conversation beside the model's replies: what the person sent, and what the program said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from streamtui.core.chat.attachments import Attachment
from streamtui.core.faults.faults import Fault


@dataclass(slots=True)
class UserMessage:
    """What the person sent."""

    text: str
    at: float
    id: str = ""
    left_out: bool = False
    """It is not sent."""
    parts: tuple[Attachment, ...] = ()
    """What was sent with the words."""


@dataclass(slots=True)
class Continuation:
    """The person asked for the reply before it to go on."""

    at: float
    id: str = ""
    left_out: bool = False
    """It is not sent."""

    text: ClassVar[str] = "Your last message broke off. Continue exactly where it stopped, without repeating anything."
    """What the model is told."""


@dataclass(slots=True)
class Notice:
    """A sentence of the program to the person, shown in place and never sent."""

    text: str
    at: float
    fault: Fault | None = None
    """Set where a turn failed before any reply began."""
    id: str = ""
    answers: str = ""
    """The id of the message to which it stands in a reply's place."""
