"""Every table of commands there is: what help, README and the checks of keys are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from streamtui.frontends.tui.calls.approval import APPROVAL_COMMANDS
from streamtui.frontends.tui.calls.edit_call import EDIT_COMMANDS
from streamtui.frontends.tui.calls.inspector import CALLS_COMMANDS
from streamtui.frontends.tui.calls.tools import TOOLS_COMMANDS
from streamtui.frontends.tui.chat.commands import CHAT_COMMANDS
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.prompt_input import PROMPT_COMMANDS
from streamtui.frontends.tui.race.commands import RACE_COMMANDS
from streamtui.frontends.tui.race.picker import PICKER_COMMANDS
from streamtui.frontends.tui.transcript.commands import TRANSCRIPT_COMMANDS


@dataclass(frozen=True, slots=True)
class Table:
    """Commands that are there at the same time."""

    title: str
    commands: Sequence[Command[Any]]
    note: str = ""
    within: tuple[Sequence[Command[Any]], ...] = ()
    """Tables of the screens on which these are there as well, whose keys go first."""


TABLES = (
    Table("IN THE PROMPT", PROMPT_COMMANDS, within=(CHAT_COMMANDS, PICKER_COMMANDS)),
    Table("KEYS AND COMMANDS", CHAT_COMMANDS, "R, Enter and ↑ are commands only while the prompt is empty."),
    Table("IN THE CONVERSATION", TRANSCRIPT_COMMANDS, within=(CHAT_COMMANDS, RACE_COMMANDS)),
    Table("IN THE FUNCTION CALLS", CALLS_COMMANDS, within=(CHAT_COMMANDS,)),
    Table("WHEN A CALL ASKS WHETHER IT MAY RUN", APPROVAL_COMMANDS),
    Table("WHERE A CALL IS EDITED", EDIT_COMMANDS),
    Table("WHERE THE TOOLS ARE SHOWN", TOOLS_COMMANDS),
    Table("WHERE IT IS CHOSEN WHO RACES", PICKER_COMMANDS),
    Table("IN A RACE", RACE_COMMANDS),
)
