"""What the program that is tapped writes: its last lines, as text."""

from __future__ import annotations

from streamtui.frontends.tui.tap.output import OutputLines


def shown(lines: OutputLines, behind: int = 0, width: int = 40, height: int = 10) -> list[str]:
    return ["".join(run.text for run in row) for row in lines.last_rows(behind, width, height)]


def test_lines_are_joined_whatever_the_cuts() -> None:
    lines = OutputLines()
    for piece in ("on", "e\ntw", "o\n", "\nfour"):
        lines.feed(piece)
    assert shown(lines) == ["one", "two", "", "four"]
    lines.feed("\n")
    assert shown(lines) == ["one", "two", "", "four"]


def test_only_the_last_rows_are_made_and_those_before_them_can_be_gone_to() -> None:
    lines = OutputLines()
    lines.feed("".join(f"line {number}\n" for number in range(100)))
    assert shown(lines, height=2) == ["line 98", "line 99"]
    assert shown(lines, behind=50, height=2) == ["line 48", "line 49"]
    lines.feed("x" * 50 + "\n")
    assert shown(lines, width=20, height=2) == ["x" * 20, "x" * 10]


def test_what_is_kept_is_bounded_and_codes_are_text() -> None:
    lines = OutputLines()
    lines.feed("x" * 1_000_000)
    assert sum(map(len, shown(lines, height=10_000))) <= 4_000
    lines.feed("\n\x1b]0;title\x07\x1b[2Jred\x1b[0m\r\n")
    assert not any(code in row for row in shown(lines) for code in ("\x1b", "\x07", "\r"))
    lines.feed("line\n" * 20_000)
    assert len(lines) <= 5_000
    assert lines.dropped >= 15_000
