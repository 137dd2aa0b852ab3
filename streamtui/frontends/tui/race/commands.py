"""What can be done while a race is shown."""

from __future__ import annotations

from streamtui.core.chat.phase import Phase
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.race.panes import RacePanes
from streamtui.frontends.tui.race.view import RaceView


def comparing(
    name: str, mark_key: str, close: str, mark: str, compare: str
) -> tuple[Command[RaceView], Command[RaceView], Command[RaceView]]:
    """What leads from a comparison, and to one, in the table of that name, with these titles."""
    return (
        Command(
            f"{name}.close_comparison",
            close,
            lambda view: view.show_comparison(False),
            lambda view: view.comparing,
            keys=("escape",),
            label="Back",
        ),
        Command(
            f"{name}.mark",
            mark,
            RaceView.mark,
            lambda view: view.has_text(view.contestant) and not view.comparing,
            keys=(mark_key,),
            label="Mark",
        ),
        Command(
            f"{name}.compare",
            compare,
            RaceView.compare,
            lambda view: view.can_compare and not view.comparing,
            keys=("d",),
            label="Compare",
        ),
    )


_CLOSE, _MARK, _COMPARE = comparing(
    "race",
    "space",
    "Back to the answers",
    "Mark it, to be compared",
    "Compare the marked, or two",
)
RACE_COMMANDS: tuple[Command[RacePanes], ...] = (
    _CLOSE,
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
    _MARK,
    _COMPARE,
)
