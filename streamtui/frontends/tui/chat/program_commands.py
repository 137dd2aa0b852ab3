"""What is about the program, not about a conversation: its help, the mouse, and leaving it for a while."""

from __future__ import annotations

from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.help_asked import HelpAsked
from streamtui.frontends.tui.kit.mouse import MouseApp

HELP: Command[ChatPanes] = Command(
    "chat.help",
    "Help",
    lambda panes: panes.app.push_screen("help"),
    keys=("f1",),
    words=("help",),
    argument="[TEXT]",
    do_with=lambda panes, text: panes.post_message(HelpAsked(text.strip())),
    label="Help",
    at_once=True,
)
SUSPEND: Command[ChatPanes] = Command(
    "chat.suspend",
    "Suspend; fg brings it back",
    lambda panes: panes.app.action_suspend_process(),
    words=("suspend",),
    at_once=True,
)
MOUSE: Command[ChatPanes] = Command(
    "chat.mouse",
    "Mouse to the terminal, or back",
    lambda panes: panes.app.switch_mouse() if isinstance(panes.app, MouseApp) else None,
    keys=("f9",),
    words=("mouse",),
    at_once=True,
)
