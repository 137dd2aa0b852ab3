"""What can be done in the window of a tap."""

from __future__ import annotations

from collections.abc import Callable

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.tap.columns import HELP
from streamtui.frontends.tui.tap.panes import TapPanes


def _outside(panes: TapPanes) -> bool:
    return panes.outside


def _any(panes: TapPanes) -> bool:
    return panes.outside and panes.requests.chosen is not None


def _free(panes: TapPanes) -> bool:
    return not panes.writing


def _opened(panes: TapPanes) -> bool:
    return panes.is_open and not panes.writing


def _when(also: Callable[[TapPanes], bool]) -> Callable[[TapPanes], bool]:
    return lambda panes: panes.outside and also(panes)


def _fold(panes: TapPanes, *, folded: bool) -> None:
    panes.requests.fold(folded=folded)
    panes.draw()


def _group(panes: TapPanes) -> None:
    panes.requests.group(not panes.requests.grouped)
    panes.draw()


def _pause(panes: TapPanes) -> None:
    panes.requests.pause(not panes.requests.paused)
    panes.draw()


def _clear(panes: TapPanes) -> None:
    if panes.requests.clear():
        panes.notify("Cleared, but for what is under way · u brings them back")
    panes.draw()


def _bring_back(panes: TapPanes) -> None:
    panes.requests.bring_back()
    panes.draw()


def _mark(panes: TapPanes) -> None:
    panes.requests.mark()
    panes.draw()


TAP_COMMANDS: tuple[Command[TapPanes], ...] = (
    Command(
        "tap.close_field",
        "Close what is open",
        TapPanes.close_field,
        lambda panes: panes.field.has_focus,
        ("escape",),
        label="Back",
    ),
    Command(
        "tap.close_wire",
        "Close what is open",
        TapPanes.go_back_in_wire,
        lambda panes: panes.wire_is_open,
        ("escape",),
        label="Back",
    ),
    Command(
        "tap.close_calls",
        "Close what is open",
        TapPanes.show_calls,
        lambda panes: panes.calls_are_open,
        ("escape",),
        label="Back",
    ),
    Command(
        "tap.leave_transcript",
        "Close what is open",
        TapPanes.go_to_transcript,
        lambda panes: panes.transcript.has_focus,
        ("escape",),
        label="List",
    ),
    Command("tap.close", "Close what is open", TapPanes.close, _opened, ("escape",), label="List"),
    Command(
        "tap.drop_filter",
        "Drop the filter",
        TapPanes.drop_filter,
        _when(lambda panes: bool(panes.requests.filter)),
        ("escape",),
        label="All",
    ),
    Command("tap.open", "Show the request", TapPanes.open, _when(lambda p: not p.is_open), ("enter",), label="Show"),
    Command("tap.previous", "Request before, after", lambda panes: panes.move(-1), _outside, ("up",)),
    Command("tap.next", "Request before, after", lambda panes: panes.move(1), _outside, ("down",)),
    Command("tap.page_up", "A page up, down", lambda panes: panes.turn_page(-1), _outside, ("pageup",)),
    Command("tap.page_down", "A page up, down", lambda panes: panes.turn_page(1), _outside, ("pagedown",)),
    Command("tap.first", "First, newest to follow", lambda panes: panes.to_first(), _outside, ("home",)),
    Command("tap.newest", "First, newest to follow", TapPanes.to_newest, _outside, ("end",), label="Newest"),
    Command(
        "tap.transcript",
        "Conversation, list",
        TapPanes.go_to_transcript,
        lambda panes: (
            _opened(panes) and not panes.in_wire and not panes.inspector.has_focus and panes.transcript.display
        ),
        ("tab",),
        label="Conversation",
    ),
    Command("tap.filter", "Filter the requests", TapPanes.write_filter, _outside, ("slash",), label="Filter"),
    Command("tap.pause", "Pause, go on", _pause, _outside, ("p",), label="Pause"),
    Command("tap.wire", "Its wire, calls, figures", TapPanes.go_to_wire, _opened, ("f4",), label="Wire"),
    Command("tap.calls", "Its wire, calls, figures", TapPanes.show_calls, _opened, ("ctrl+t",), label="Calls"),
    Command("tap.figures", "Its wire, calls, figures", TapPanes.show_figures, _opened, ("ctrl+s", "s")),
    Command(
        "tap.output",
        "Output of the program",
        TapPanes.show_output,
        lambda panes: _free(panes) and panes.window.program is not None,
        ("f3",),
        label="Output",
    ),
    Command("tap.mark", "Mark it", _mark, _any, ("space",)),
    Command("tap.columns", "Side by side", TapPanes.show_columns, _any, ("c",), label="Columns"),
    Command(
        "tap.chat",
        "Go on with it in a chat",
        TapPanes.ask_for_chat,
        lambda panes: _any(panes) and panes.window.chat is not None and panes.chosen_is_decoded,
        ("o",),
        label="Chat",
    ),
    Command("tap.keep", "Keep it in a file", TapPanes.keep, _any, ("w",), label="Keep"),
    Command("tap.clear", "Clear what is over", _clear, _outside, ("x",), label="Clear"),
    Command(
        "tap.bring_back",
        "Bring that back",
        _bring_back,
        _when(lambda panes: panes.requests.can_bring_back),
        ("u",),
    ),
    Command("tap.fold", "Fold a conversation, unfold", lambda panes: _fold(panes, folded=True), _any, ("left",)),
    Command("tap.unfold", "Fold a conversation, unfold", lambda panes: _fold(panes, folded=False), _any, ("right",)),
    Command("tap.group", "By conversation, by time", _group, _outside, ("g",), label="Group"),
    HELP,
    Command("tap.leave", "Leave", TapPanes.leave, _outside, ("q", "ctrl+c"), label="Leave"),
    Command("tap.quit", "Leave", TapPanes.leave, keys=("ctrl+q",)),
)
