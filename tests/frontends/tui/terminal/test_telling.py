"""What who looks elsewhere is told: when, and by which sequence."""

from __future__ import annotations

import pytest

from streamtui.frontends.tui.terminal.face import Progress, TerminalFace
from streamtui.frontends.tui.terminal.telling import Doing, Teller, Telling, Way, called, telling_of, title

END = "\x1b\\"


def doing(word: str, took_s: float, progress: Progress = Progress.NONE) -> Doing:
    return Doing("", "m", progress, took_s, word)


def test_a_long_turn_that_ends_calls_once_and_only_who_looks_elsewhere() -> None:
    teller = Teller(Telling(Way.BELL, after_s=10))
    busy = doing("", 11, Progress.BUSY)
    ends = [
        (doing("done", 11), False, "\a"),
        (doing("done", 11), False, ""),
        (busy, False, ""),
        (doing("done", 11), False, "\a"),
        (busy, False, ""),
        (doing("done", 9), False, ""),
        (busy, False, ""),
        (doing("done", 99), True, ""),
        (doing("done", 99), False, ""),
    ]
    assert [teller.call(now, focused=focused) for now, focused, _ in ends] == [said for *_, said in ends]


def test_a_question_calls_once_it_is_long_that_the_turn_began() -> None:
    teller = Teller(Telling(Way.BELL, after_s=10))
    asked = [doing("may it run?", took_s, Progress.WAITS) for took_s in (3, 9, 10, 11)]
    assert [teller.call(now, focused=False) for now in asked] == ["", "", "\a", ""]


@pytest.mark.parametrize(
    ("way", "sequence"),
    [
        (Way.OFF, ""),
        (Way.BELL, "\a"),
        (Way.OSC9, f"\x1b]9;streamtui: a; b{END}"),
        (Way.OSC777, f"\x1b]777;notify;streamtui;a, b{END}"),
        (
            Way.OSC99,
            f"\x1b]99;i=streamtui:d=0:o=unfocused;streamtui{END}\x1b]99;i=streamtui:d=1:p=body;a; b{END}",
        ),
    ],
)
def test_each_way_has_its_sequence(way: Way, sequence: str) -> None:
    assert called(Telling(way), "a; b") == sequence


def test_what_a_server_says_ends_no_sequence_and_has_bounds() -> None:
    evil = "x\x1b\\\x07\x9c\x9b31m\r\n\u202e" + "y" * 10_000
    said = called(Telling(Way.OSC9), evil)
    assert said.startswith("\x1b]9;")
    assert said.endswith(END)
    assert not set(said[4:-2]) & set("\x1b\x07\x9c\x9b\r\n\u202e")
    assert len(said) < 300
    assert set(title(Doing("●", evil, Progress.BUSY, 0))) & set("\x1b\x07\x9c\x9b\r\n") == set()


def test_in_tmux_a_sequence_that_is_asked_for_goes_through_it() -> None:
    assert called(Telling(Way.OSC9, in_tmux=True), "a") == "\x1bPtmux;\x1b\x1b]9;streamtui: a\x1b\x1b\\\x1b\\"


@pytest.mark.parametrize(
    ("environ", "way", "in_taskbar", "titled"),
    [
        ({"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}, Way.OSC99, False, True),
        (
            {"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.2.0"},
            Way.OSC777,
            True,
            True,
        ),
        ({"TERM": "x", "TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.6.6"}, Way.OSC9, True, True),
        ({"TERM": "x", "TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.5.14"}, Way.OSC9, False, True),
        (
            {"TERM": "x", "TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20240203-110809-5046fc22"},
            Way.OSC777,
            False,
            True,
        ),
        ({"TERM": "x", "LC_TERMINAL": "iTerm2", "SSH_TTY": "/dev/pts/1"}, Way.OSC9, False, True),
        ({"TERM": "foot"}, Way.OSC777, False, True),
        ({"TERM": "x", "WT_SESSION": "1"}, Way.BELL, True, True),
        ({"TERM": "x", "VTE_VERSION": "7900"}, Way.BELL, True, True),
        ({"TERM": "x", "VTE_VERSION": "7600"}, Way.BELL, False, True),
        ({"TERM": "x", "TERM_PROGRAM": "vscode", "KITTY_WINDOW_ID": "1"}, Way.BELL, False, True),
        ({"TERM": "tmux-256color", "TMUX": "t", "TERM_PROGRAM": "tmux", "WT_SESSION": "1"}, Way.BELL, False, True),
        ({"TERM": "screen", "STY": "1.s"}, Way.BELL, False, False),
        ({"TERM": "linux"}, Way.BELL, False, False),
        ({"TERM": "vt100"}, Way.BELL, False, False),
        ({}, Way.BELL, False, False),
    ],
)
def test_a_terminal_gets_what_it_is_known_to_take(
    environ: dict[str, str], way: Way, in_taskbar: bool, titled: bool
) -> None:
    found = telling_of(environ, notify="auto", after_s=1, titled=True, progress="auto")
    assert (found.way, found.in_taskbar, found.titled) == (way, in_taskbar, titled)
    none = telling_of(environ, notify="off", after_s=1, titled=False, progress="off")
    assert (none.way, none.in_taskbar, none.titled) == (Way.OFF, False, False)


def test_title_and_taskbar_say_what_changed_and_are_given_back() -> None:
    face = TerminalFace(titled=True, in_taskbar=True)
    assert face.begin() == "\x1b[22;2t"
    assert face.show("● streamtui · m", Progress.BUSY) == f"\x1b]2;● streamtui · m{END}\x1b]9;4;3;0{END}"
    assert face.show("● streamtui · m", Progress.BUSY) == ""
    assert face.end() == f"\x1b]9;4;0;0{END}\x1b[23;2t"
    assert face.begin() == f"\x1b[22;2t\x1b]2;● streamtui · m{END}\x1b]9;4;3;0{END}", "it was suspended"
    assert face.show("● streamtui · m", Progress.FAILED) == f"\x1b]9;4;2;100{END}"
    silent = TerminalFace()
    assert silent.begin() + silent.show("x", Progress.BUSY) + silent.end() == ""
