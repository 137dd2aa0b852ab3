"""Every table of commands there is: what help, README and the checks of keys are made of."""

from __future__ import annotations

from streamtui.frontends.tui.calls.approval import APPROVAL_COMMANDS
from streamtui.frontends.tui.calls.edit_call import EDIT_COMMANDS
from streamtui.frontends.tui.calls.inspector import CALLS_COMMANDS
from streamtui.frontends.tui.calls.tools import TOOLS_COMMANDS
from streamtui.frontends.tui.chat.commands import CHAT_COMMANDS, MENU
from streamtui.frontends.tui.chat.parameters_panel import PARAMETERS_COMMANDS
from streamtui.frontends.tui.chat.waiting_list import WAITING_COMMANDS
from streamtui.frontends.tui.help.rows import Table
from streamtui.frontends.tui.help.screen import HELP_COMMANDS
from streamtui.frontends.tui.history.commands import HISTORY_COMMANDS
from streamtui.frontends.tui.kit.anywhere import ANYWHERE_COMMANDS
from streamtui.frontends.tui.kit.picker import PICK_COMMANDS
from streamtui.frontends.tui.kit.prompt_input import PROMPT_COMMANDS
from streamtui.frontends.tui.questions.budget import BUDGET_COMMANDS
from streamtui.frontends.tui.questions.key_form import KEY_FORM_COMMANDS
from streamtui.frontends.tui.questions.key_question import KEY_COMMANDS
from streamtui.frontends.tui.race.commands import RACE_COMMANDS
from streamtui.frontends.tui.race.picker import PICKER_COMMANDS
from streamtui.frontends.tui.replay.commands import REPLAY_COMMANDS
from streamtui.frontends.tui.replay.race_screen import RACE_REPLAY_COMMANDS
from streamtui.frontends.tui.tap.columns import COLUMNS_COMMANDS
from streamtui.frontends.tui.tap.commands import TAP_COMMANDS
from streamtui.frontends.tui.tap.tapped_filter import GRAMMAR as TAP_GRAMMAR
from streamtui.frontends.tui.transcript.branching import BranchingTranscript
from streamtui.frontends.tui.wire.commands import WIRE_COMMANDS
from streamtui.frontends.tui.wire.panel import GRAMMAR

TABLES = (
    Table("IN THE CHAT", CHAT_COMMANDS),
    Table("WHILE YOU WRITE", PROMPT_COMMANDS, within=(CHAT_COMMANDS,)),
    Table("ANYWHERE", ANYWHERE_COMMANDS),
    Table("IN THE MENU OF COMMANDS", MENU),
    Table("IN THE CONVERSATION", BranchingTranscript.TABLE, within=(CHAT_COMMANDS, RACE_COMMANDS)),
    Table("IN THE FUNCTION CALLS", CALLS_COMMANDS, within=(CHAT_COMMANDS,)),
    Table("IN THE WIRE", WIRE_COMMANDS, f"Filter: {GRAMMAR}.", within=(CHAT_COMMANDS, REPLAY_COMMANDS, TAP_COMMANDS)),
    Table("WHEN A CALL ASKS", APPROVAL_COMMANDS),
    Table("WHEN ASKED FOR A KEY, OR TO SPEND MORE", KEY_COMMANDS),
    Table("WHEN ASKED FOR A KEY, OR TO SPEND MORE", BUDGET_COMMANDS),
    Table("WHEN ASKED FOR A KEY, OR TO SPEND MORE", KEY_FORM_COMMANDS),
    Table("WHILE YOU EDIT A CALL", EDIT_COMMANDS),
    Table("IN THE PARAMETERS", PARAMETERS_COMMANDS),
    Table("IN THE LIST OF TOOLS", TOOLS_COMMANDS),
    Table("IN THE PALETTE AND OTHER LISTS", (*PICK_COMMANDS, *HISTORY_COMMANDS, *WAITING_COMMANDS)),
    Table("WHILE YOU CHOOSE WHO RACES", PICKER_COMMANDS),
    Table("IN A RACE", RACE_COMMANDS),
    Table("IN A REPLAY", (*REPLAY_COMMANDS, *RACE_REPLAY_COMMANDS)),
    Table("IN THE WINDOW OF A TAP", (*TAP_COMMANDS, *COLUMNS_COMMANDS), f"Filter: {TAP_GRAMMAR}."),
    Table("IN THE HELP", HELP_COMMANDS),
)
