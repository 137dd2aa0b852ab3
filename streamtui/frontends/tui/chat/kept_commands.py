"""What the chat does with conversations that are kept."""

from __future__ import annotations

from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.command_work import begin
from streamtui.frontends.tui.transcript.found import message_with

NOT_KEPT = "No conversation is kept in this run: start without --no-store, and without `keep = false` in [store]."


async def history(panes: ChatPanes) -> None:
    """Go on with a conversation that was kept, or to what was found in the present one."""
    from streamtui.frontends.tui.history.in_chat import choose_conversation, go_on_with, kept_as

    if (kept := panes.services.history) is None:
        panes.say(NOT_KEPT)
        return
    hit = await choose_conversation(panes.app, panes.desk, kept)
    if hit is None:
        return
    messages = panes.desk.state.conversation.messages
    here = hit.row.id == kept_as(panes.desk) and (not hit.words or message_with(messages, hit.words)[1])
    left = panes.desk.session
    panes.say("" if here else await go_on_with(panes.desk, kept, hit.row.id, hit.row.found_turn))
    if here or panes.desk.session is not left:
        panes.transcript.find(hit.words)


async def open_kept(panes: ChatPanes, conversation: str) -> None:
    """Go on with that one."""
    from streamtui.frontends.tui.history.in_chat import go_on_with

    if (kept := panes.services.history) is not None:
        panes.say(await go_on_with(panes.desk, kept, conversation))


async def title(panes: ChatPanes, text: str) -> None:
    """Call this conversation otherwise, or tell what it is called."""
    from streamtui.frontends.tui.history.in_chat import title_of_present

    kept = panes.services.history
    panes.say(NOT_KEPT if kept is None else await title_of_present(panes.desk, kept, text))


HISTORY: Command[ChatPanes] = Command(
    "chat.history",
    "Earlier conversations",
    lambda panes: begin(panes, history(panes)),
    keys=("ctrl+o",),
    words=("history",),
    opens=True,
)
TITLE: Command[ChatPanes] = Command(
    "chat.title",
    "Conversation's title",
    lambda panes: begin(panes, title(panes, "")),
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
