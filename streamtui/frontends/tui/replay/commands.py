"""What can be done in a replay; the keys are those of asciinema's player."""

from __future__ import annotations

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.replay.panes import ReplayPanes


def _free(panes: ReplayPanes) -> bool:
    """Keys are no text."""
    return not panes.searching


def _calls_open(panes: ReplayPanes) -> bool:
    return panes.has_class("-calls") and not panes.searching


REPLAY_COMMANDS: tuple[Command[ReplayPanes], ...] = (
    Command(
        "replay.close_search",
        "Back from the text that is written",
        ReplayPanes.close_search,
        lambda panes: panes.searching,
        keys=("escape",),
        label="Back",
    ),
    Command(
        "replay.close_calls", "Close the function calls", ReplayPanes.show_calls, _calls_open, ("escape",), label="Back"
    ),
    Command("replay.leave", "Leave", ReplayPanes.leave, _free, ("escape", "q"), label="Leave"),
    Command("replay.play", "Play, or pause", ReplayPanes.toggle, _free, ("space",), label="Play, pause"),
    Command("replay.step", "A chunk on", lambda panes: panes.step(1), _free, ("full_stop",), label="Chunk on"),
    Command("replay.step_back", "A chunk back", lambda panes: panes.step(-1), _free, ("comma",), label="Back"),
    Command(
        "replay.next_mark",
        "To the next mark",
        lambda panes: panes.to_mark(1),
        _free,
        ("right_square_bracket",),
        label="Mark",
    ),
    Command("replay.mark", "To the mark before", lambda panes: panes.to_mark(-1), _free, ("left_square_bracket",)),
    Command("replay.on", "5 s on", lambda panes: panes.go_by(5.0), _free, ("right",), label="5 s"),
    Command("replay.back", "5 s back", lambda panes: panes.go_by(-5.0), _free, ("left",)),
    Command("replay.far_on", "10 % on", lambda panes: panes.go_by_share(0.1), _free, ("shift+right",)),
    Command("replay.far_back", "10 % back", lambda panes: panes.go_by_share(-0.1), _free, ("shift+left",)),
    Command(
        "replay.faster",
        "Faster, up to 100× and at once",
        lambda panes: panes.change_speed(1),
        _free,
        ("greater_than_sign",),
        label="Faster",
    ),
    Command("replay.slower", "Slower, down to 0.1×", lambda panes: panes.change_speed(-1), _free, ("less_than_sign",)),
    Command("replay.find", "Go where a text appeared", ReplayPanes.open_search, _free, ("slash",), label="Find"),
    Command(
        "replay.find_next",
        "Where it appeared next",
        lambda panes: panes.to_found(1),
        lambda panes: panes.has_searched,
        ("n",),
        label="Next",
    ),
    Command(
        "replay.find_before",
        "Where it appeared before",
        lambda panes: panes.to_found(-1),
        lambda panes: panes.has_searched,
        ("N",),
    ),
    Command(
        "replay.scale",
        "Timeline by time, or by the number of chunks",
        ReplayPanes.switch_scale,
        _free,
        ("t",),
        label="Time, chunks",
    ),
    Command(
        "replay.idle", "Skip long silences, or play them", ReplayPanes.switch_idle, _free, ("i",), label="Skip silences"
    ),
    Command("replay.start", "To the beginning", lambda panes: panes.go_to(0.0), _free, ("home",)),
    Command("replay.end", "To the end", lambda panes: panes.go_to(1.0), _free, ("end",)),
    Command(
        "replay.tenths", "To the beginning; 1 to 9: to so many tenths", lambda panes: panes.go_to(0.0), _free, ("0",)
    ),
    Command("replay.calls", "Show function calls", ReplayPanes.show_calls, _free, ("ctrl+t",), label="Calls"),
    Command("replay.figures", "Show the figures, or hide them", ReplayPanes.show_figures, _free, ("ctrl+s",)),
    Command("replay.page_up", "Scroll up", lambda panes: panes.transcript.action_page_up(), _free, ("pageup",)),
    Command("replay.page_down", "Scroll down", lambda panes: panes.transcript.action_page_down(), _free, ("pagedown",)),
    Command("replay.help", "Help", lambda panes: panes.app.push_screen("help"), keys=("f1",), label="Help"),
    Command("replay.quit", "Quit", lambda panes: panes.app.exit(), keys=("ctrl+q",)),
)
