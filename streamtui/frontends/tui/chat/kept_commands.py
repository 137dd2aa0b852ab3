"""What the chat does with conversations that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.chat.asked_before import ask_as_before
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.history.in_chat import choose_conversation, go_on_with, kept_as, title_of_present
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.command_work import begin
from streamtui.frontends.tui.kit.offer import Arguments, Offer
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.terminal.paste_reader import without_controls
from streamtui.frontends.tui.transcript.found import message_with

if TYPE_CHECKING:
    from streamtui.core.ports.store import History

NOT_KEPT = "No conversation is kept in this run: start without --no-store, and without `keep = false` in [store]."


async def history(panes: ChatPanes) -> None:
    """Go on with a conversation that was kept, or to what was found in the present one."""
    if (kept := panes.services.history) is None:
        panes.say(NOT_KEPT)
        return
    hit = await choose_conversation(panes.app, panes.desk, kept)
    if hit is None:
        return
    messages = panes.desk.state.conversation.messages
    here = hit.row.id == kept_as(panes.desk) and (not hit.words or message_with(messages, hit.words)[1])
    if here or await _gone_on_with(panes, kept, hit.row.id, hit.row.found_turn):
        panes.transcript.find(hit.words)


async def open_kept(panes: ChatPanes, conversation: str) -> None:
    """Go on with that one."""
    if (kept := panes.services.history) is not None:
        await _gone_on_with(panes, kept, conversation)


async def _gone_on_with(panes: ChatPanes, kept: History, conversation: str, at: int | None = None) -> bool:
    """Go on with that one and who answered last there, and say what there is to say; False where it can't be."""
    left = panes.desk.session
    said = await go_on_with(panes.desk, kept, conversation, at)
    is_other = panes.desk.session is not left
    asked = shown_text(await ask_as_before(panes)) if is_other else ""
    panes.say(" · ".join(filter(None, (said, asked))))
    return is_other


async def title(panes: ChatPanes, text: str) -> None:
    """Call this conversation otherwise, or tell what it is called."""
    kept = panes.services.history
    panes.say(NOT_KEPT if kept is None else await title_of_present(panes.desk, kept, text))


def _title_now(panes: ChatPanes, _: str) -> Arguments:
    """The title that there is, to be written otherwise. It is asked for each time, as another program may change it."""
    kept, present = panes.services.history, kept_as(panes.desk)
    if kept is not None and present:
        panes.run_worker(_know_title(panes, kept, present), group="kept")
    of, known = panes.known_title
    now = without_controls(known).strip() if of == present else ""
    return Arguments([Offer(now, f"{now} ", right="as it is")] if now else (), free=True)


async def _know_title(panes: ChatPanes, kept: History, conversation: str) -> None:
    try:
        found = conversation, await kept.title(conversation)
    except StreamtuiError:  # whoever gives one is told
        return
    if found != panes.known_title:
        panes.known_title = found
        panes.offer()


HISTORY: Command[ChatPanes] = Command(
    "chat.history",
    "Earlier conversations",
    lambda panes: begin(panes, history(panes)),
    keys=("f2",),
    words=("history",),
    opens=True,
)
TITLE: Command[ChatPanes] = Command(
    "chat.title",
    "Conversation's title",
    lambda panes: begin(panes, title(panes, "")),
    words=("title",),
    argument="[TEXT]",
    arguments=_title_now,
    do_with=lambda panes, text: begin(panes, title(panes, text)),
)
DROP_FOUND: Command[ChatPanes] = Command(
    "chat.drop_found",
    "Drop the selection",
    lambda panes: panes.transcript.find(()),
    lambda panes: bool(panes.transcript.found) and not panes.desk.turns.busy,
    keys=("escape",),
)
