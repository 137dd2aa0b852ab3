"""What can be done with all that is played; the keys are those of asciinema's player."""

from __future__ import annotations

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.replay.playing import Playing


def free(panes: Playing) -> bool:
    """Keys are no text."""
    return not panes.writing


def outside(panes: Playing) -> bool:
    """Nor are they the wire's."""
    return not (panes.writing or panes.in_wire)


PLAYING_COMMANDS: tuple[Command[Playing], ...] = (
    Command("replay.leave", "Leave", Playing.leave, free, ("escape", "q"), label="Leave"),
    Command("replay.play", "Play, or pause", Playing.toggle, free, ("space",), label="Play, pause"),
    Command("replay.step", "A chunk on, back", lambda panes: panes.step(1), free, ("full_stop",), label="Chunk on"),
    Command("replay.step_back", "A chunk on, back", lambda panes: panes.step(-1), free, ("comma",), label="Back"),
    Command(
        "replay.next_mark",
        "Mark after, before",
        lambda panes: panes.to_mark(1),
        free,
        ("right_square_bracket",),
        label="Mark",
    ),
    Command("replay.mark", "Mark after, before", lambda panes: panes.to_mark(-1), free, ("left_square_bracket",)),
    Command("replay.on", "5 s on, back", lambda panes: panes.go_by(5.0), free, ("right",), label="5 s"),
    Command("replay.back", "5 s on, back", lambda panes: panes.go_by(-5.0), free, ("left",)),
    Command("replay.far_on", "10 % on, back", lambda panes: panes.go_by_share(0.1), free, ("shift+right", "f")),
    Command("replay.far_back", "10 % on, back", lambda panes: panes.go_by_share(-0.1), free, ("shift+left", "b")),
    Command(
        "replay.faster",
        "Faster, slower",
        lambda panes: panes.change_speed(1),
        free,
        ("greater_than_sign",),
        label="Faster",
    ),
    Command("replay.slower", "Faster, slower", lambda panes: panes.change_speed(-1), free, ("less_than_sign",)),
    Command(
        "replay.scale",
        "Timeline by time, by chunks",
        Playing.switch_scale,
        free,
        ("t",),
        label="Time, chunks",
    ),
    Command("replay.idle", "Skip long silences, or not", Playing.switch_idle, free, ("i",), label="Skip silences"),
    Command("replay.start", "Beginning, end; 0 to 9: tenths", lambda panes: panes.go_to(0.0), outside, ("home",)),
    Command("replay.end", "Beginning, end; 0 to 9: tenths", lambda panes: panes.go_to(1.0), outside, ("end",)),
    Command("replay.tenths", "Beginning, end; 0 to 9: tenths", lambda panes: panes.go_to(0.0), free, ("0",)),
)
LAST_COMMANDS: tuple[Command[Playing], ...] = (
    Command(
        "replay.help",
        "As in the chat, in a race",
        lambda panes: panes.app.push_screen("help"),
        keys=("f1",),
        label="Help",
    ),
    Command("replay.quit", "As in the chat, in a race", lambda panes: panes.app.exit(), keys=("ctrl+q",)),
)
