"""How one gets about in the chat: pages, the end, and the way from pane to pane."""

from __future__ import annotations

from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.command import Command


def _in_pane(panes: ChatPanes) -> bool:
    return panes.transcript.has_focus or panes.inspector.has_focus or panes.in_wire


TO_PROMPT: Command[ChatPanes] = Command(
    "chat.to_prompt",
    "Back to the prompt",
    lambda panes: panes.prompt.focus(),
    lambda panes: panes.transcript.has_focus and not panes.desk.turns.busy,
    keys=("escape",),
)
_PAGES = "Scroll up, down"
SCROLLING: tuple[Command[ChatPanes], ...] = (
    # these have keys that mean something else in the prompt, if a keymap gives them such
    Command("chat.pane_up", _PAGES, lambda panes: panes.scrolled.action_page_up(), _in_pane, keys=("pageup",)),
    Command("chat.pane_down", _PAGES, lambda panes: panes.scrolled.action_page_down(), _in_pane, keys=("pagedown",)),
    Command("chat.page_up", _PAGES, lambda panes: panes.scrolled.action_page_up(), keys=("pageup",)),
    Command("chat.page_down", _PAGES, lambda panes: panes.scrolled.action_page_down(), keys=("pagedown",)),
    Command(
        "chat.follow",
        "Scroll to the end and follow",
        lambda panes: panes.transcript.to_end(),
        lambda panes: not panes.transcript.has_focus,  # it has that key itself
        keys=("ctrl+end",),
    ),
    Command("chat.next_pane", "To the conversation, or back", ChatPanes.focus_next, keys=("tab",)),
)
