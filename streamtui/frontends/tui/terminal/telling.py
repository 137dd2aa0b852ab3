"""What a person who looks elsewhere is told, and how their terminal takes it: by the desktop, or by a bell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.terminal.face import Progress

NAME = "streamtui"
_LONGEST_TITLE, _LONGEST_WORD = 80, 200
"""In characters."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]+")


class Way(Enum):
    """How somebody is called who looks elsewhere."""

    OFF = "off"
    BELL = "bell"
    OSC9 = "osc9"
    OSC99 = "osc99"
    OSC777 = "osc777"


@dataclass(frozen=True, slots=True)
class Telling:
    """What is wanted, and what the terminal takes."""

    way: Way = Way.OFF
    after_s: float = 10.0
    """A turn that is over sooner was waited for."""
    titled: bool = False
    in_taskbar: bool = False
    in_tmux: bool = False


NOT_TOLD = Telling()


@dataclass(frozen=True, slots=True)
class Doing:
    """What the program does at one moment."""

    sign: str
    name: str
    """Who is asked; a server may have called it anything."""
    progress: Progress
    took_s: float
    """For how long it has done that, or did."""
    word: str = ""
    """What is told to who looks elsewhere, once; nothing while there is nothing to tell."""


class Teller:
    """Tells what changed."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self._told = ""

    def call(self, doing: Doing, *, focused: bool) -> str:
        """What calls the person, where they look elsewhere and there is something new after a long time."""
        if doing.word == self._told:
            return ""
        if doing.word and (focused or doing.took_s < self.telling.after_s):
            if focused or doing.progress is not Progress.WAITS:
                self._told = doing.word  # they see it, or it was soon over
            return ""
        self._told = doing.word
        return called(self.telling, f"{doing.name}: {doing.word}") if doing.word else ""


def called(telling: Telling, word: str) -> str:
    """The sequence that calls the person with a word."""
    word = _plain(word, _LONGEST_WORD)
    match telling.way:
        case Way.OFF:
            return ""
        case Way.BELL:
            return "\a"
        case Way.OSC9:
            sequence = f"\x1b]9;{NAME}: {word}\x1b\\"
        case Way.OSC777:
            sequence = f"\x1b]777;notify;{NAME};{word.replace(';', ',')}\x1b\\"
        case Way.OSC99:
            first = f"\x1b]99;i={NAME}:d=0:o=unfocused;{NAME}\x1b\\"
            sequence = f"{first}\x1b]99;i={NAME}:d=1:p=body;{word}\x1b\\"
    return _through_tmux(sequence) if telling.in_tmux else sequence


def title(doing: Doing) -> str:
    """The title of the window: `● streamtui · gpt-4.1-mini`."""
    return _plain(
        " ".join(filter(None, (doing.sign, f"{NAME} · {doing.name}" if doing.name else NAME))), _LONGEST_TITLE
    )


def telling_of(environ: Mapping[str, str], *, notify: str, after_s: float, titled: bool, progress: str) -> Telling:
    """What the person wants, on this terminal. What `auto` is goes by the names of terminals, as none can be asked."""
    in_tmux = bool(environ.get("TMUX"))
    way = _best_way(environ, in_tmux=in_tmux) if notify == "auto" else Way(notify)
    in_taskbar = progress == "on" or (progress == "auto" and not in_tmux and _has_taskbar(environ))
    return Telling(way, after_s, titled and _has_title(environ), in_taskbar and not in_tmux, in_tmux)


_BY_PROGRAM = {
    "ghostty": Way.OSC777,
    "wezterm": Way.OSC777,
    "warpterminal": Way.OSC777,
    "iterm.app": Way.OSC9,
    "iterm2": Way.OSC9,
}
_BY_TERM = {
    "xterm-kitty": Way.OSC99,
    "xterm-ghostty": Way.OSC777,
    "wezterm": Way.OSC777,
    "foot": Way.OSC777,
    "foot-extra": Way.OSC777,
}
_TASKBARS = {"ghostty": (1, 0), "wezterm": (20250209,), "iterm.app": (3, 6, 6), "mintty": (3, 4, 2)}
"""The first versions that take OSC 9;4; of older ones, and of others, it may be a notification that says `4;3;0`."""
_VTE_WITH_TASKBAR = 7900


def _best_way(environ: Mapping[str, str], *, in_tmux: bool) -> Way:
    """tmux hands on nothing but the bell unless it is told to."""
    if in_tmux or environ.get("STY"):
        return Way.BELL
    known = _BY_PROGRAM.get(_program(environ)) or _BY_TERM.get(environ.get("TERM", ""))
    return known or (Way.OSC99 if environ.get("KITTY_WINDOW_ID") and not _program(environ) else Way.BELL)


def _has_taskbar(environ: Mapping[str, str]) -> bool:
    program = _program(environ)
    if program in _TASKBARS:
        return tuple(map(int, re.findall(r"\d+", environ.get("TERM_PROGRAM_VERSION", "")))) >= _TASKBARS[program]
    if program:
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        bool(environ.get("WT_SESSION"))
        or environ.get("ConEmuANSI") == "ON"
        or environ.get("TERM") == "xterm-ghostty"
        or (vte.isdecimal() and int(vte) >= _VTE_WITH_TASKBAR)
    )


def _has_title(environ: Mapping[str, str]) -> bool:
    term = environ.get("TERM", "")
    within_screen = bool(environ.get("STY")) or (term.startswith("screen") and not environ.get("TMUX"))
    return bool(term) and not within_screen and not term.startswith(("linux", "vt", "dumb", "cons"))


def _program(environ: Mapping[str, str]) -> str:
    return (environ.get("TERM_PROGRAM") or environ.get("LC_TERMINAL") or "").casefold()


def _plain(text: str, most: int) -> str:
    """As text that ends no sequence and begins none."""
    plain = _CONTROLS.sub(" ", display_safe(text, keep_newlines=False))
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def _through_tmux(sequence: str) -> str:
    doubled = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"
