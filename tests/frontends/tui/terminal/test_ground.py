"""Dark or light, by what a terminal says."""

from __future__ import annotations

import pytest

from streamtui.frontends.tui.terminal.ground import Ground, dark_by, lightness, may_be_asked, taken_out

BLACK, WHITE, GREY = "rgb:0000/0000/0000", "rgb:ffff/ffff/ffff", "rgb:8080/8080/8080"


def text(colour: str) -> bytes:
    return f"\x1b]10;{colour}\x1b\\".encode()


def ground(colour: str) -> bytes:
    return f"\x1b]11;{colour}\x07".encode()


@pytest.mark.parametrize(
    ("answers", "dark"),
    [
        (text(BLACK) + ground(WHITE), False),
        (text(WHITE) + ground(BLACK), True),
        (ground(WHITE), False),
        (ground("#fdf6e3"), False),
        (ground("rgb:00/2b/36"), True),
        (text(BLACK) + ground(GREY), False),
        (text(WHITE) + ground(GREY), True),
        (ground(WHITE) + b"\x1b[?997;1n", True),
        (b"", True),
        (ground("?") + text(BLACK), True),
    ],
)
def test_a_ground_is_dark_that_is_darker_than_its_text(answers: bytes, dark: bool) -> None:
    heard = Ground()
    taken_out(answers, heard)
    if answers.endswith(b"n"):
        heard.hear(answers[-9:].decode())
    assert heard.dark is dark


def test_what_is_typed_before_between_and_behind_the_answers_stays_typed() -> None:
    heard = Ground()
    typed, whole = taken_out(b"a\x1b[A" + text(BLACK) + b"b\r" + ground(WHITE)[:-3], heard)
    assert (typed, whole) == (b"a\x1b[Ab\r" + ground(WHITE)[:-3], False)
    assert taken_out(typed + b"ff\x07\x1b[?62;4cc\x1b]", heard) == (b"a\x1b[Ab\rc\x1b]", True)
    assert not heard.dark


@pytest.mark.parametrize(
    "colour", ["", "rgb:", "rgb:0/0", "rgb:00000/0/0", "red", "#12345", "rgb:x/y/z", "#" + "f" * 99]
)
def test_what_is_no_colour_says_nothing(colour: str) -> None:
    assert lightness(colour) is None


@pytest.mark.parametrize(
    ("environ", "may"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "vt100"}, False),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "xterm", "STY": "1.pts"}, False),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/t,1,0"}, False),
        ({"TERM": "xterm-256color", "TMUX": "/tmp/t,1,0"}, False),
        ({"TERM": "tmux-256color", "TMUX": "/t", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"}, False),
        ({"TERM": "tmux-256color", "TMUX": "/t", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4"}, True),
        ({"TERM": "tmux-256color", "TMUX": "/t", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "next-3.6"}, True),
    ],
)
def test_only_a_terminal_that_understands_is_asked(environ: dict[str, str], may: bool) -> None:
    assert may_be_asked(environ) is may


@pytest.mark.parametrize(
    ("said", "dark"),
    [
        ("15;0", True),
        ("0;15", False),
        ("0;default;7", False),
        ("15;8", True),
        ("", None),
        ("15;x", None),
        ("0;99", None),
    ],
)
def test_the_environment_s_word_is_taken_where_the_terminal_has_none(said: str, dark: bool | None) -> None:
    assert dark_by({"COLORFGBG": said}) is dark
