"""What the keys do that end programs elsewhere: first they drop what is written, then they quit."""

from __future__ import annotations

from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.notes import NotesApp


def _quit_when_sure(panes: ChatPanes) -> None:
    app = panes.app
    assert isinstance(app, NotesApp)
    if app.sure(f"{QUIT_WHEN_SURE.key} once more quits"):
        panes.quit()


def _nothing_is_written(panes: ChatPanes) -> bool:
    """Nor was the key, held, what made it so."""
    prompt = panes.prompt
    return prompt.has_focus and not prompt.text and prompt.last_key not in END_OF_INPUT.keys_now


DROP_DRAFT: Command[ChatPanes] = Command(
    "chat.drop_draft",
    "Drop the draft, to be had again",
    lambda panes: panes.drop_draft(),
    lambda panes: bool(panes.prompt.text and not panes.prompt.selected_text),
    keys=("ctrl+c",),
)
QUIT_WHEN_SURE: Command[ChatPanes] = Command(
    "chat.quit_when_sure",
    "Twice on an empty line: quit",
    _quit_when_sure,
    lambda panes: not panes.prompt.text,
    keys=("ctrl+c",),
)
END_OF_INPUT: Command[ChatPanes] = Command(
    "chat.end_of_input",
    "On an empty line: quit",
    lambda panes: panes.quit(),
    _nothing_is_written,
    keys=("ctrl+d",),
)
