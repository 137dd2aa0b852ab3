"""What can be done while a race is shown."""

from __future__ import annotations

from streamtui.core.chat.phase import Phase
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.race.panes import RacePanes

RACE_COMMANDS: tuple[Command[RacePanes], ...] = (
    Command(
        "race.close_comparison",
        "Back to the answers",
        lambda panes: panes.show_comparison(False),
        lambda panes: panes.comparing,
        keys=("escape",),
        label="Back",
    ),
    Command(
        "race.stop_all",
        "Stop all, keep their texts",
        RacePanes.stop_all,
        lambda panes: not panes.over,
        keys=("escape", "ctrl+c"),
        label="Stop all",
    ),
    Command(
        "race.leave",
        "Back to the chat",
        lambda panes: panes.dismiss(None),
        lambda panes: not panes.has_selection,
        keys=("escape",),
        label="Back to the chat",
    ),
    Command(
        "race.previous",
        "Answer before, after",
        lambda panes: panes.go(-1),
        lambda panes: not panes.comparing,
        keys=("left",),
    ),
    Command(
        "race.next",
        "Answer before, after",
        lambda panes: panes.go(1),
        lambda panes: not panes.comparing,
        keys=("right",),
        label="Next",
    ),
    Command(
        "race.stop",
        "Stop this one alone",
        lambda panes: panes.race.stop(panes.contestant),
        lambda panes: not panes.contestant.over,
        keys=("s",),
        label="Stop this one",
    ),
    Command(
        "race.retry_now",
        "Retry this one now",
        lambda panes: panes.race.retry_now(panes.contestant),
        lambda panes: panes.contestant.state.phase is Phase.RETRYING,
        keys=("r",),
        label="Retry now",
    ),
    Command(
        "race.keep",
        "Keep this one, in the chat",
        RacePanes.keep,
        lambda panes: panes.can_be_kept and not panes.comparing,
        keys=("k",),
        label="Keep this one",
    ),
    Command(
        "race.mark",
        "Mark it, to be compared",
        RacePanes.mark,
        lambda panes: panes.has_text(panes.contestant) and not panes.comparing,
        keys=("space",),
        label="Mark",
    ),
    Command(
        "race.compare",
        "Compare the marked, or two",
        RacePanes.compare,
        lambda panes: panes.can_compare and not panes.comparing,
        keys=("d",),
        label="Compare",
    ),
)
