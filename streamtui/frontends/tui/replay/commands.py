"""What can be done in a replay; the keys are those of asciinema's player."""

from __future__ import annotations

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.replay.panes import ReplayPanes


def _free(panes: ReplayPanes) -> bool:
    """Keys are no text."""
    return not panes.writing


def _outside(panes: ReplayPanes) -> bool:
    """Nor are they the wire's."""
    return not (panes.writing or panes.in_wire)


def _calls_open(panes: ReplayPanes) -> bool:
    return panes.has_class("-calls") and not panes.writing


REPLAY_COMMANDS: tuple[Command[ReplayPanes], ...] = (
    Command(
        "replay.close_search",
        "Leave the search",
        ReplayPanes.close_search,
        lambda panes: panes.searching,
        keys=("escape",),
        label="Back",
    ),
    Command(
        "replay.close_wire",
        "Close wire, calls",
        ReplayPanes.go_back_in_wire,
        lambda panes: panes.wire_is_open,
        keys=("escape",),
        label="Back",
    ),
    Command("replay.close_calls", "Close wire, calls", ReplayPanes.show_calls, _calls_open, ("escape",), label="Back"),
    Command("replay.leave", "Leave", ReplayPanes.leave, _free, ("escape", "q"), label="Leave"),
    Command("replay.play", "Play, or pause", ReplayPanes.toggle, _free, ("space",), label="Play, pause"),
    Command("replay.step", "A chunk on, back", lambda panes: panes.step(1), _free, ("full_stop",), label="Chunk on"),
    Command("replay.step_back", "A chunk on, back", lambda panes: panes.step(-1), _free, ("comma",), label="Back"),
    Command(
        "replay.next_mark",
        "Mark after, before",
        lambda panes: panes.to_mark(1),
        _free,
        ("right_square_bracket",),
        label="Mark",
    ),
    Command("replay.mark", "Mark after, before", lambda panes: panes.to_mark(-1), _free, ("left_square_bracket",)),
    Command("replay.on", "5 s on, back", lambda panes: panes.go_by(5.0), _free, ("right",), label="5 s"),
    Command("replay.back", "5 s on, back", lambda panes: panes.go_by(-5.0), _free, ("left",)),
    Command("replay.far_on", "10 % on, back", lambda panes: panes.go_by_share(0.1), _free, ("shift+right",)),
    Command("replay.far_back", "10 % on, back", lambda panes: panes.go_by_share(-0.1), _free, ("shift+left",)),
    Command(
        "replay.faster",
        "Faster, slower",
        lambda panes: panes.change_speed(1),
        _free,
        ("greater_than_sign",),
        label="Faster",
    ),
    Command("replay.slower", "Faster, slower", lambda panes: panes.change_speed(-1), _free, ("less_than_sign",)),
    Command("replay.find", "Find where a text appeared", ReplayPanes.open_search, _outside, ("slash",), label="Find"),
    Command(
        "replay.find_next",
        "Where else, after, before",
        lambda panes: panes.to_found(1),
        lambda panes: panes.has_searched and _outside(panes),
        ("n",),
        label="Next",
    ),
    Command(
        "replay.find_before",
        "Where else, after, before",
        lambda panes: panes.to_found(-1),
        lambda panes: panes.has_searched and _outside(panes),
        ("N",),
    ),
    Command(
        "replay.scale",
        "Timeline by time, by chunks",
        ReplayPanes.switch_scale,
        _free,
        ("t",),
        label="Time, chunks",
    ),
    Command("replay.idle", "Skip long silences, or not", ReplayPanes.switch_idle, _free, ("i",), label="Skip silences"),
    Command("replay.start", "Beginning, end; 0 to 9: tenths", lambda panes: panes.go_to(0.0), _outside, ("home",)),
    Command("replay.end", "Beginning, end; 0 to 9: tenths", lambda panes: panes.go_to(1.0), _outside, ("end",)),
    Command("replay.tenths", "Beginning, end; 0 to 9: tenths", lambda panes: panes.go_to(0.0), _free, ("0",)),
    Command("replay.calls", "As in the chat", ReplayPanes.show_calls, _free, ("ctrl+t",), label="Calls"),
    Command("replay.wire", "As in the chat", ReplayPanes.go_to_wire, _free, ("f4",), label="Wire"),
    Command("replay.figures", "As in the chat", ReplayPanes.show_figures, _free, ("ctrl+s",)),
    Command("replay.page_up", "As in the chat", lambda panes: panes.transcript.action_page_up(), _outside, ("pageup",)),
    Command(
        "replay.page_down", "As in the chat", lambda panes: panes.transcript.action_page_down(), _outside, ("pagedown",)
    ),
    Command("replay.help", "As in the chat", lambda panes: panes.app.push_screen("help"), keys=("f1",), label="Help"),
    Command("replay.quit", "As in the chat", lambda panes: panes.app.exit(), keys=("ctrl+q",)),
)
