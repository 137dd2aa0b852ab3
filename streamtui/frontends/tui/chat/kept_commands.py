"""What the chat does with conversations that are kept."""

from __future__ import annotations

from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.command_work import begin


async def history(panes: ChatPanes) -> None:
    """Go on with a conversation that was kept."""
    from streamtui.frontends.tui.history.in_chat import choose_conversation  # its screen is wanted now and then

    if (kept := panes.services.history) is not None:
        note, words = await choose_conversation(panes.app, panes.desk, kept)
        panes.say(note)
        if words and not note:
            panes.transcript.find(words)


async def open_kept(panes: ChatPanes, conversation: str) -> None:
    """Go on with that one."""
    from streamtui.frontends.tui.history.in_chat import go_on_with

    if (kept := panes.services.history) is not None:
        panes.say(await go_on_with(panes.desk, kept, conversation))


async def title(panes: ChatPanes, text: str) -> None:
    """Call this conversation otherwise, or tell what it is called."""
    from streamtui.frontends.tui.history.in_chat import title_of_present

    if (kept := panes.services.history) is not None:
        panes.say(await title_of_present(panes.desk, kept, text))


HISTORY: Command[ChatPanes] = Command(
    "chat.history",
    "Earlier conversations",
    lambda panes: begin(panes, history(panes)),
    lambda panes: panes.services.history is not None,
    keys=("ctrl+o",),
    words=("history",),
    opens=True,
)
TITLE: Command[ChatPanes] = Command(
    "chat.title",
    "Conversation's title",
    lambda panes: begin(panes, title(panes, "")),
    lambda panes: panes.services.history is not None,
    words=("title",),
    argument="[TEXT]",
    do_with=lambda panes, text: begin(panes, title(panes, text)),
)
DROP_FOUND: Command[ChatPanes] = Command(
    "chat.drop_found",
    "Drop the selection",
    lambda panes: panes.transcript.find(()),
    lambda panes: bool(panes.transcript.found) and not panes.desk.turns.busy,
    keys=("escape",),
)
