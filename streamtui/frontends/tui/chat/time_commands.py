"""The way from the chat to what it was before, marks to find there, and a recording of it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamtui.frontends.tui.chat import arguments
from streamtui.frontends.tui.chat.kept_streams import with_streams
from streamtui.frontends.tui.chat.rewinding import RewindAsked
from streamtui.frontends.tui.desk import answered
from streamtui.frontends.tui.kit.command import Command

if TYPE_CHECKING:
    from streamtui.frontends.tui.chat.panes import ChatPanes


def _record(panes: ChatPanes, name: str) -> None:
    with_streams(panes, panes.desk, lambda: panes.say(answered.record(panes.desk, name)))


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
RECORD: Command[ChatPanes] = Command(
    "chat.record",
    "Record; - ends that",
    lambda panes: _record(panes, ""),
    lambda panes: panes.services.recordings is not None,
    words=("record",),
    argument="[FILE]",
    arguments=arguments.folders,
    do_with=_record,
)
