"""What can be done in a replay of a chat."""

from __future__ import annotations

from streamtui.core.chat.reply import Reply
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.replay.panes import ReplayPanes
from streamtui.frontends.tui.replay.playing_commands import LAST_COMMANDS, PLAYING_COMMANDS, free, outside


def _calls_open(panes: ReplayPanes) -> bool:
    return panes.has_class("-calls") and not panes.writing


def _wrong(panes: ReplayPanes) -> Reply | None:
    """The reply that is looked at, or else the last one, with which something went wrong."""
    shown = [panes.replies.shown] if panes.replies.shown is not None else []
    return next((reply for reply in (*shown, *reversed(panes.replies.all)) if panes.judge.of(reply)), None)


def _prove(panes: ReplayPanes) -> None:
    if (reply := _wrong(panes)) is not None:
        panes.player.pause()
        panes.transcript.prove_of(reply)


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
    *PLAYING_COMMANDS,
    Command("replay.find", "Find where a text appeared", ReplayPanes.open_search, outside, ("slash",), label="Find"),
    Command(
        "replay.find_next",
        "Where else, after, before",
        lambda panes: panes.to_found(1),
        lambda panes: panes.has_searched and outside(panes),
        ("n",),
        label="Next",
    ),
    Command(
        "replay.find_before",
        "Where else, after, before",
        lambda panes: panes.to_found(-1),
        lambda panes: panes.has_searched and outside(panes),
        ("N",),
    ),
    Command(
        "replay.chat",
        "Go on from here in a chat",
        ReplayPanes.ask_for_chat,
        lambda panes: panes.goes_on and outside(panes),
        ("o",),
        label="Chat",
    ),
    Command(
        "replay.why",
        "Why it went wrong: the chunk that proves it",
        _prove,
        lambda panes: outside(panes) and _wrong(panes) is not None,
        ("enter",),
        label="Why",
    ),
    Command("replay.calls", "As in the chat, in a race", ReplayPanes.show_calls, free, ("ctrl+t",), label="Calls"),
    Command("replay.wire", "As in the chat, in a race", ReplayPanes.go_to_wire, free, ("f4",), label="Wire"),
    Command("replay.figures", "As in the chat, in a race", ReplayPanes.show_figures, free, ("ctrl+s",)),
    Command(
        "replay.page_up",
        "As in the chat, in a race",
        lambda panes: panes.transcript.action_page_up(),
        outside,
        ("pageup",),
    ),
    Command(
        "replay.page_down",
        "As in the chat, in a race",
        lambda panes: panes.transcript.action_page_down(),
        outside,
        ("pagedown",),
    ),
    *LAST_COMMANDS,
)
