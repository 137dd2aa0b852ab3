"""What can be done in the chat about what was asked before."""

from __future__ import annotations

from dataclasses import replace

from streamtui.frontends.tui.chat.branching import BranchingPanes
from streamtui.frontends.tui.chat.models import ask_again_with, model_arguments
from streamtui.frontends.tui.desk.commands import ASK_AGAIN
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.kit.command import Command


def _desk(panes: BranchingPanes) -> Desk:
    return panes.desk


LEAVE_EDIT: Command[BranchingPanes] = Command(
    "chat.leave_edit",
    "Close what is open",
    BranchingPanes.leave_edit,
    lambda panes: panes.edited is not None,
    keys=("escape",),
    label="Leave",
)
BRANCH_COMMANDS: tuple[Command[BranchingPanes], ...] = (
    replace(
        ASK_AGAIN.of(_desk), words=("retry",), argument="[MODEL]", arguments=model_arguments, do_with=ask_again_with
    ),
    Command(
        "chat.edit",
        "Ask the last message otherwise",
        BranchingPanes.edit_last,
        lambda panes: panes.desk.branches.at_hand and panes.desk.state.conversation.asked() is not None,
        words=("edit",),
    ),
)
