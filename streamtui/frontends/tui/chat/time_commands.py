"""The way from the chat to what it was before, and marks to find there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamtui.frontends.tui.chat.rewinding import RewindAsked
from streamtui.frontends.tui.desk import answered
from streamtui.frontends.tui.kit.command import Command

if TYPE_CHECKING:
    from streamtui.frontends.tui.chat.panes import ChatPanes

REWIND: Command[ChatPanes] = Command(
    "chat.rewind",
    "Rewind the conversation",
    lambda panes: panes.post_message(RewindAsked()),
    lambda panes: bool(panes.desk.kept),
    keys=("f5",),
    words=("rewind",),
    opens=True,
)
MARK: Command[ChatPanes] = Command(
    "chat.mark",
    "Mark this instant",
    lambda panes: panes.say(answered.mark(panes.desk, "")),
    lambda panes: bool(panes.desk.kept),
    keys=("f8",),
    words=("mark",),
    argument="[TEXT]",
    do_with=lambda panes, text: panes.say(answered.mark(panes.desk, text)),
)
