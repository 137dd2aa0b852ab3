"""A real terminal for a real program: a pty whose output pyte turns into the screen a person would see."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

import pyte
from pyte.screens import Char
from rich.color import ANSI_COLOR_NAMES
from rich.style import Style
from rich.text import Text

PATIENCE_S = 60.0
"""How long a screen is waited for before the test fails; nothing waits that long when it works."""


class Terminal:
    """Runs `command` on a pty; use it as a context manager, which ends the program."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        columns, rows = size
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._patience_s = patience_s
        self.exit_code: int | None = None
        """Once it ended; negative where a signal did that."""
        self.written = bytearray()
        """All that the program wrote."""
        self._fd, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.first_attributes = self.attributes
        whole_env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        for name in ("COLUMNS", "LINES"):  # they would win over the terminal's own size
            whole_env.pop(name, None)
        self._process = subprocess.Popen(
            command, stdin=inner, stdout=inner, stderr=inner, env=whole_env, start_new_session=True
        )
        os.close(inner)

    @property
    def text(self) -> str:
        """The screen, without the blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def ground(self) -> str:
        """The colour behind the last cell of the screen, in six digits."""
        return str(self._screen.buffer[self._screen.lines - 1][self._screen.columns - 1].bg)

    def styled_text(self) -> Text:
        """The screen with its colours, down to the last line that holds anything."""
        lines = []
        for number in range(self._screen.lines):
            line = Text()
            for column in range(self._screen.columns):
                cell = self._screen.buffer[number][column]
                style = Style(
                    color=_colour(cell.fg),
                    bgcolor=_colour(cell.bg),
                    bold=cell.bold,
                    italic=cell.italics,
                    reverse=cell.reverse,
                )
                line.append(cell.data, style)  # nothing where a wide character goes on
            lines.append(line)
        while lines and not lines[-1].plain.strip():
            lines.pop()
        return Text("\n").join(lines)

    @property
    def is_as_found(self) -> bool:
        """Whether all that the program asked of the terminal was taken back."""
        modes = dict(re.findall(rb"\x1b\[\?(\d+)([hl])", self.written))
        usually = {b"7": b"h", b"25": b"h"}
        keys_are_back = self.written.count(b"\x1b[<u") == self.written.count(b"\x1b[>25u")
        modes_are = all(state == usually.get(number, b"l") for number, state in modes.items())
        return modes_are and keys_are_back and self.attributes == self.first_attributes

    def press(self, keys: str | bytes) -> None:
        """Type, however much, reading what the program writes meanwhile; control characters are keys."""
        rest = memoryview(keys.encode() if isinstance(keys, str) else keys)
        deadline = time.monotonic() + self._patience_s
        os.set_blocking(self._fd, False)
        while rest:
            ready, writable, _ = select.select([self._fd], [self._fd], [], max(0.0, deadline - time.monotonic()))
            assert ready or writable, f"{len(rest)} bytes were not read"
            if writable:
                rest = rest[os.write(self._fd, rest) :]
            elif ready:
                self._read(deadline)
        os.set_blocking(self._fd, True)

    def hang_up(self) -> None:
        """Have the terminal go away."""
        os.close(self._fd)
        self._fd = -1

    def wait_for(self, wanted: str | Callable[[str], bool]) -> str:
        """Read until the screen holds the text, or satisfies the condition; returns the screen."""
        holds = wanted if callable(wanted) else lambda text: wanted in text
        deadline = time.monotonic() + self._patience_s
        while not holds(self.text):
            if self.exit_code is not None or time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} did not come (exit code {self.exit_code}):\n{self.text}")
            self._read(deadline)
        return self.text

    def wait_for_bytes(self, wanted: bytes) -> None:
        """Read until the program has written that."""
        self.wait_for(lambda _: wanted in self.written)

    def read_for(self, seconds: float) -> None:
        """Read what comes within that time: what moved stands still then."""
        until = time.monotonic() + seconds
        while self.exit_code is None and time.monotonic() < until:
            self._read(until)

    def wait_until_taken(self) -> None:
        """Wait until the program treats the terminal as its own, long before it shows anything."""
        deadline = time.monotonic() + self._patience_s
        while self.attributes == self.first_attributes:
            assert time.monotonic() < deadline, "the terminal was not taken"
            self._read(time.monotonic() + 0.001)

    def wait_for_exit(self) -> int:
        """Read until the program ends; returns its exit code."""
        deadline = time.monotonic() + self._patience_s
        if self._fd < 0:
            self.exit_code = self._process.wait(self._patience_s)
        while self.exit_code is None and time.monotonic() < deadline:
            self._read(deadline)
        assert self.exit_code is not None, f"still running:\n{self.text}"
        return self.exit_code

    def kill(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    @property
    def attributes(self) -> list[Any]:
        """How the terminal treats what is typed."""
        return termios.tcgetattr(self._fd)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        if self._fd >= 0:
            os.close(self._fd)

    def _read(self, deadline: float) -> None:
        ready, _, _ = select.select([self._fd], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # Linux: the other side is gone
            data = b""
        self.written += data
        if data:
            self._stream.feed(data.replace(b"\x1b[?2026h", b"").replace(b"\x1b[?2026l", b""))
        else:
            self.exit_code = self._process.wait(self._patience_s)


def _colour(name: str) -> str | None:
    if name == "default":
        return None
    if len(name) == 6 and name not in ANSI_COLOR_NAMES:
        return f"#{name}"
    bright = name.startswith("bright")
    return f"{'bright_' * bright}{name.removeprefix('bright')}".replace("brown", "yellow")


def seen(cell: Char) -> Char:
    """A cell as it looks: of a blank neither its colour nor bold nor italic can be seen."""
    if cell.data != " " or cell.reverse or cell.underscore or cell.strikethrough:
        return cell
    return cell._replace(fg="default", bold=False, italics=False)
