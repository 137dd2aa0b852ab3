"""Copying by the programs that desktops have for it, and into files; see core.ports.copying.Copying.

Over SSH this machine's clipboard is nobody's: there only the terminal is told (OSC 52), and tmux, which takes that from
no program unless it is set to, but has a command for it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from streamtui.files.whole import add_file, make_folder

_TIMEOUT_S = 3.0
_WINDOWS = "clip.exe"
_SSH = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")


class DesktopCopying:
    """Programs are found by the PATH of their environment, and are told the text on their standard input alone."""

    def __init__(self, environment: Mapping[str, str], platform: str, folder: Path) -> None:
        """`folder` is where files are made."""
        self._environment = dict(environment)
        self._platform = platform
        self._folder = folder

    def copy(self, text: str) -> None:
        """See core.ports.copying.Copying. Of the desktop's programs the first that can do it is enough."""
        if self._environment.get("TEXTUAL_DRIVER"):
            return  # it is shown in a browser, which may be anywhere
        if self._environment.get("TMUX"):
            self._told(("tmux", "load-buffer", "-w", "-"), text)
        if not any(self._environment.get(name) for name in _SSH):
            any(self._told(program, text) for program in _programs(self._environment, self._platform))

    def keep(self, text: str) -> Path:
        """See core.ports.copying.Copying."""
        make_folder(self._folder)
        stem = f"copied-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
        for number in count(1):
            path = self._folder / (f"{stem}.txt" if number == 1 else f"{stem}-{number}.txt")
            with suppress(FileExistsError):
                add_file(path, text)
                return path
        raise AssertionError("numbers do not end")

    def _told(self, command: Sequence[str], text: str) -> bool:
        """Whether the program is there, and took the text."""
        program = shutil.which(command[0], path=self._environment.get("PATH"))
        if program is None:
            return False
        data = text.encode("utf-16" if command[0] == _WINDOWS else "utf-8", "replace")
        with suppress(OSError, subprocess.SubprocessError):
            ran = subprocess.run(
                [program, *command[1:]],
                input=data,
                env=self._environment,
                stdout=subprocess.DEVNULL,  # some stay, for as long as the text is in the clipboard
                stderr=subprocess.DEVNULL,
                timeout=_TIMEOUT_S,
                start_new_session=True,
                check=False,
            )
            return ran.returncode == 0
        return False


def _programs(environment: Mapping[str, str], platform: str) -> list[Sequence[str]]:
    """What may copy here, the likeliest first."""
    if platform == "darwin":
        return [("pbcopy",)]
    if platform == "win32":
        return [(_WINDOWS,)]
    wayland: list[Sequence[str]] = [("wl-copy",)] if environment.get("WAYLAND_DISPLAY") else []
    x11 = [("xclip", "-selection", "clipboard", "-in"), ("xsel", "--clipboard", "--input")]
    windows: list[Sequence[str]] = [(_WINDOWS,)] if environment.get("WSL_DISTRO_NAME") else []
    return [*wayland, *(x11 if environment.get("DISPLAY") else []), *windows]
