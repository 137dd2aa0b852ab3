"""Whatever bytes a terminal sends: keys, pastes and mouse come out of them, and nothing written is lost or added."""

from __future__ import annotations

import pytest
from textual import events
from textual.message import Message

from streamtui.frontends.tui.terminal.input import BURST, FLOOD, LONGEST_ANSWER, TerminalInput
from streamtui.frontends.tui.terminal.key_parser import HIGHEST, WIDEST
from streamtui.frontends.tui.terminal.paste_reader import PASTE_BYTES, PASTE_LINES, PasteRefused


def said(*reads: bytes) -> list[str]:
    """Keys by their characters or names, pastes in quotes, all else by its class; then nothing comes for long."""
    terminal = TerminalInput()
    found = [message for data in reads for message in (terminal.feed(data) if data else terminal.lapse())]
    while terminal.patience_s is not None and (more := terminal.lapse()):
        found += more
    return [_name(message) for message in found]


def _name(message: Message) -> str:
    if isinstance(message, events.Key):
        written = message.is_printable and not message.key.startswith("alt+")
        return message.character if written and message.character else message.key
    return repr(message.text) if isinstance(message, events.Paste) else type(message).__name__


def short(value: object) -> str:
    return repr(value)[:30]


def in_pieces(data: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in data]


LAPSE = b""
REPLACED = "\ufffd"


@pytest.mark.parametrize(
    ("reads", "found"),
    [
        ([b"a\xffb"], ["a", REPLACED, "b"]),
        ([b"\x80"], [REPLACED]),
        ([b"a\xe2\x82", LAPSE, b"b"], ["a", REPLACED, "b"]),
        ([b"\xe2", b"\x82", b"\xac"], ["€"]),
        ([b"\xf0\x9f\x98", b"\x1b[A"], [REPLACED, "up"]),
        ([b"\xed\xa0\x80x"], [REPLACED] * 3 + ["x"]),
        ([b"\xc0\xafx"], [REPLACED] * 2 + ["x"]),
        ([b"\x1b[200~a\xffb\xed\xb0\x80\x1b[201~c"], [f"'a{REPLACED}b{REPLACED * 3}'", "c"]),
    ],
)
def test_bytes_that_are_no_text_become_replacement_characters(reads: list[bytes], found: list[str]) -> None:
    assert said(*reads) == found


@pytest.mark.parametrize(
    ("sequence", "found"),
    [
        (b"\x1b[A", ["up"]),
        (b"\x1b[1;5C", ["ctrl+right"]),
        (b"\x1bOP", ["f1"]),
        (b"\x1b[[A", ["f1"]),
        (b"\x1b[3$", ["shift+delete"]),
        (b"\x1bx", ["alt+x"]),
        (b"\x1b[13;2u", ["shift+enter"]),
        (b"\x1b[0;;12371:12435u", ["こ", "ん"]),
        (b"\x1b[0;;" + b":".join([b"12371"] * 20) + b"u", ["こ"] * 20),
        (b"\x1b[<0;10;20M\x1b[<0;10;20m", ["MouseDown", "MouseUp"]),
        (b"\x1b[I", ["AppFocus"]),
        (b"\x1b[O", ["AppBlur"]),
        (b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07", ["GroundTold"]),
        (b"\x1b]10;rgb:1e1e/1e1e/1e1e\x1b\\", ["GroundTold"]),
        (b"\x1b[?997;1n", ["GroundTold"]),
        (b"\x1b[48;40;120;800;1200t", ["Resize"]),
        (b"\x1b[?2026;2$y", ["TerminalSupportsSynchronizedOutput"]),
        (b"\x1b[200~one\rtwo\x1b[31m\x00\x1b[201~", ["'one\\rtwo␛[31m␀'"]),
        (b"\xc3\xa4", ["ä"]),
        ("\u3000\u200d\xa0".encode(), [r"'\u3000'", r"'\u200d'", r"'\xa0'"]),
        (b"\x1b[0;;8205u", [r"'\u200d'"]),
    ],
    ids=short,
)
def test_what_is_known_is_read_however_it_is_cut(sequence: bytes, found: list[str]) -> None:
    assert said(b"a" + sequence + b"b") == ["a", *found, "b"]
    assert said(*in_pieces(b"a" + sequence + b"b")) == ["a", *found, "b"]


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b[123;45X",
        b"\x1b[" + b"9" * 30 + b"m",
        b"\x1b[" + b"9;" * 500_000 + b"m",
        b"\x1b[1114112u",
        b"\x1b[99999999999999999999u",
        b"\x1b[97;1:3u",
        b"\x1b[48;0;0;0;0t",
        b"\x1b[48;40;0;0;0t",
        b"\x1b[M   ",
        b"\x1b[<99999999999999999999999999M",
        b"\x1b]4;1;rgb:1e1e/1e1e/1e1e\x07",
        b"\x1b]12;rgb:1e1e/1e1e/1e1e\x1b\\",
        b"\x1b]52;c;" + b"YQ" * 20_000 + b"\x1b\\",
        b"\x1bP>|xterm(388)\x1b\\",
        b"\x1bP1+r544e=787465726d\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[201~",
    ],
    ids=short,
)
def test_what_means_nothing_is_left_out_alone(sequence: bytes) -> None:
    whole = [sequence[start : start + 4096] for start in range(0, len(sequence), 4096)]
    assert said(b"a", *whole, LAPSE, b"b") == ["a", "b"]
    if len(sequence) < 4096:
        assert said(*in_pieces(b"a" + sequence), LAPSE, b"b") == ["a", "b"]


@pytest.mark.parametrize(
    ("half", "found"),
    [
        (b"\x1b", ["escape"]),
        (b"\x1b[", ["["]),
        (b"\x1bO", ["alt+shift+o"]),
        (b"\x1b]", ["]"]),
        (b"\x1b]12", ["]", "1", "2"]),
        (b"\x1b[<35;1", []),
        (b"\x1b[M", []),
        (b"\x1b[1;", []),
        (b"\x1b]11;rgb:1e1e", []),
        (b"\x1b]11;rgb:1e1e\x1b", []),
        (b"\x1bP1$r0", []),
        (b"\x1b[" + b"9" * 5000, []),
    ],
    ids=short,
)
def test_what_breaks_off_does_not_take_what_is_typed_later(half: bytes, found: list[str]) -> None:
    assert said(half, LAPSE, b"word") == [*found, "w", "o", "r", "d"]


def test_an_answer_without_an_end_is_left_out_only_so_far() -> None:
    assert said(b"\x1b]0;" + b"x" * (LONGEST_ANSWER + 1), b"word") == ["w", "o", "r", "d"]


@pytest.mark.parametrize("key", [b"\x1b", b"\x1b[A", b"\r", b"\x03"])
def test_a_paste_without_an_end_is_shown_and_ends_with_the_first_key(key: bytes) -> None:
    found = said(b"\x1b[200~pasted", LAPSE, b"typed", LAPSE, key, LAPSE, b"more")
    assert found[:2] == ["'pasted'", "'typed'"]
    assert len(found[2]) > 1
    assert found[3:] == ["m", "o", "r", "e"]


def test_what_is_pasted_after_a_pause_is_no_key() -> None:
    assert said(b"\x1b[200~one", LAPSE, b"\rtwo\r", b"\x1b[20", b"1~", b"\r") == ["'one'", "'\\rtwo\\r'", "enter"]


def test_many_letters_at_once_are_one_paste_and_control_keys_stay_keys() -> None:
    assert said(b"x" * BURST + b"\r" + b"y" * (BURST - 1)) == [repr("x" * BURST), "enter", *"y" * (BURST - 1)]


def test_half_characters_of_keys_become_whole_ones() -> None:
    assert said(b"\x1b[55357u\x1b[0;;55357:56832u") == [REPLACED] * 3


def test_a_paste_that_is_too_long_is_refused_whole_and_not_kept() -> None:
    terminal = TerminalInput()
    assert terminal.feed(b"\x1b[200~") == []
    for _ in range(PASTE_BYTES // 4000 + 2):
        assert terminal.feed(b"x" * 4000) == []
    (refused,) = terminal.feed(b"\x1b[201~")
    assert isinstance(refused, PasteRefused)
    assert (refused.size, refused.lines) == ((PASTE_BYTES // 4000 + 2) * 4000, 1)
    assert [_name(message) for message in terminal.feed(b"a")] == ["a"]


def test_a_paste_of_too_many_lines_is_refused_too() -> None:
    assert said(b"\x1b[200~" + b"\r\n" * (PASTE_LINES - 1) + b"\x1b[201~") == [repr("\r\n" * (PASTE_LINES - 1))]
    assert said(b"\x1b[200~" + b"\r" * PASTE_LINES + b"\x1b[201~") == ["PasteRefused"]


def test_a_flood_is_a_paste_whose_line_breaks_are_no_enter_until_a_pause_or_a_key() -> None:
    flood = b"line\r" * (FLOOD // 5)
    text = flood.decode() * 2 + "end\r"
    assert said(flood, flood, b"end\r", LAPSE, b"\r") == [repr(text), "enter"]
    assert said(flood, flood, b"end\r\x1b[A\r") == [repr(text), "up", "enter"]


def test_of_a_flood_of_mouse_and_focus_only_the_last_is_news() -> None:
    flood = b"\x1b[<35;10;10M\x1b[<35;11;10M" * 100 + b"\x1b[I\x1b[O" * 100 + b"a" + b"\x1b[<32;11;10M\x1b[<35;12;10M"
    assert said(flood) == ["MouseMove", "AppBlur", "a", "MouseMove", "MouseMove"]


def test_a_mouse_of_a_terminal_that_does_not_know_its_size_is_read() -> None:
    assert said(b"\x1b[48;40;120;0;0t\x1b[<0;10;20M") == ["Resize", "MouseDown"]


def test_a_size_that_nobody_can_draw_is_taken_for_a_large_one() -> None:
    (resize,) = TerminalInput().feed(b"\x1b[48;99999999;99999999;1;1t")
    assert isinstance(resize, events.Resize)
    assert (resize.size, resize.virtual_size) == ((WIDEST, HIGHEST), (WIDEST, HIGHEST))
