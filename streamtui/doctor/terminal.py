"""What the terminal is, by the environment and by its own word: it is asked once, for a second at most."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from time import monotonic

from streamtui.core.ports.findings import Finding

if sys.platform != "win32":
    import select
    import termios
    import tty

TERMINAL = "terminal"
_WITHIN_S = 1.0
"""All terminals answer the last question, if from afar: what came later would be in the shell's next line."""
_MOST = 4096
_MODES: Mapping[str, str] = {
    "2026": "whole frames",
    "2004": "pastes apart from keys",
    "1004": "focus",
    "2031": "dark or light, when it changes",
}
QUESTION = "".join(f"\x1b[?{mode}$p" for mode in _MODES) + "\x1b]11;?\x1b\\\x1b[?u\x1b[c"
"""Modes, the ground's colour, kitty's keys; then what every terminal answers."""
_END = re.compile(rb"\x1b\[\?[\d;]*c")
_MODE = re.compile(rb"\x1b\[\?(\d+);([1-4])\$y")
_GROUND = re.compile(rb"\x1b\]11;(rgba?:[0-9a-fA-F/]{1,30}|#[0-9a-fA-F]{3,12})")
_KITTY_KEYS = re.compile(rb"\x1b\[\?\d+u")
_LEAST = (80, 24)
_NAMES = ("TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "NO_COLOR", "COLORFGBG")


def terminal_findings(environ: Mapping[str, str], *, asks: bool = True) -> Iterator[Finding]:
    """What there is to know; it `asks` only where both ends are a terminal that may be asked."""
    shown = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    said = ", ".join(f"{name}={environ[name][:40]}" for name in _NAMES if environ.get(name))
    yield Finding(TERMINAL, "named", "ok" if environ.get("TERM") else "warn", said or "TERM is not set")
    if not shown:
        yield Finding(TERMINAL, "shown on", "note", "no terminal: input or output is a pipe or a file")
        return
    size = shutil.get_terminal_size()
    advice = f"from {_LEAST[0]}x{_LEAST[1]} on nothing is left out." if size < _LEAST else ""
    yield Finding(TERMINAL, "size", "note" if advice else "ok", f"{size.columns}x{size.lines}", advice)
    if layers := [name for name, variable in (("tmux", "TMUX"), ("screen", "STY")) if environ.get(variable)]:
        advice = "`set -g set-clipboard on` in tmux lets copies through." if "tmux" in layers else ""
        yield Finding(TERMINAL, "inside of", "note", ", ".join(layers), advice)
    if environ.get("SSH_CONNECTION"):
        yield Finding(TERMINAL, "over", "note", "SSH: fewer frames, and copies go by the terminal (OSC 52) alone")
    if asks and environ.get("TERM") not in (None, "dumb", "unknown"):
        yield from answers(_answer())


def answers(data: bytes) -> Iterator[Finding]:
    """What the terminal says of itself."""
    if not data:
        yield Finding(TERMINAL, "answers", "note", f"none within {_WITHIN_S:.0f} s")
        return
    known = {mode.decode() for mode, state in _MODE.findall(data) if state in b"1234"}
    can = [what for mode, what in _MODES.items() if mode in known]
    can += ["all keys with their modifiers (kitty's)"] if _KITTY_KEYS.search(data) else []
    yield Finding(TERMINAL, "can", "ok" if can else "note", ", ".join(can) or "nothing of what was asked for")
    if (ground := _GROUND.search(data)) is not None:
        yield Finding(TERMINAL, "ground", "ok", ground[1].decode())


def _answer() -> bytes:
    """What comes, up to the answer that ends it; what is typed meanwhile is lost with it."""
    if sys.platform == "win32":
        return b""
    data = b""
    with suppress(OSError, ValueError, termios.error):
        fd = sys.stdin.fileno()
        found = termios.tcgetattr(fd)
        try:
            tty.setcbreak(fd)
            os.write(sys.stdout.fileno(), QUESTION.encode())
            until = monotonic() + _WITHIN_S
            while len(data) < _MOST and not _END.search(data):
                if not select.select([fd], [], [], max(0.0, until - monotonic()))[0]:
                    break
                data += os.read(fd, _MOST)
        finally:
            termios.tcsetattr(fd, termios.TCSAFLUSH, found)
    return data
