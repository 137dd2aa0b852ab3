"""What a terminal sends, as events: even bytes that are no text, and sequences that nobody knows or that have no end.

What can't be read is left out, and nothing around it is lost.
"""

from __future__ import annotations

import logging
import re
from codecs import getincrementaldecoder
from itertools import zip_longest

from textual import constants, events
from textual.message import Message

from streamtui.frontends.tui.terminal.ground import CHANGE, COLOUR
from streamtui.frontends.tui.terminal.key_parser import KeyParser
from streamtui.frontends.tui.terminal.paste_reader import BEGIN, END, PasteReader, half_end

PASTE_PATIENCE_S = 1.0
"""After such a silence what was pasted is shown, be there an end or not; and an answer is given up that was begun."""
BURST = 32
"""As many letters at once weren't pressed one by one; they are taken as a paste is, or a long one would take hours."""
FLOOD = 4095
"""As many bytes at once, as many as a terminal hands over, weren't typed at all: line breaks in them are no Enter."""
LONGEST_SEQUENCE = 256
LONGEST_ANSWER = 65_536
"""In characters. What goes on behind them is none."""

_LOG = logging.getLogger(__name__)
_ESC = "\x1b"
_TYPED = re.compile(f"[^\x00-\x1f\x7f-\x9f]{{{BURST},}}|[^\x00-\x1f\x7f-\x9f]{{1,{BURST}}}|[\x00-\x1f\x7f-\x9f]")
_SEQUENCE = re.compile(
    r"\x1b\[(?:M[^\x1b]{3}|\[[^\x1b]|(?:3|7|8|23|24)\$|(?![M\[])[ -/]*[@-~]|[0-?]+[ -/]*[@-~])|\x1bO[^\x1b]"
)
"""From the beginning to the end: first what is older than the standard, then the standard."""
_ANSWER = re.compile(r"\x1b(?:\]\d{1,4};|P[\d;]{0,16}[>$+!|]|_G)")
"""The beginning of an answer of the terminal."""
_ANSWER_ENDS = re.compile("[\x07\x9c\x18\x1a]|\x1b\\\\|(?=\x1b[^\\\\])")
_GROUND = re.compile(f"{COLOUR}|{CHANGE}")
_GROUND_BEGUN = re.compile(r"\x1b\]1[01];[^\x07\x1b\x9c]{0,99}\x1b?\Z")
_BEGUN = re.compile(r"\x1b(?:\[(?:M[^\x1b]{0,2}|\[|[0-?]*[ -/]*)|O|\]\d{0,4}|P[\d;]{0,16}|_)?\Z")
"""What more may come of."""
_BROKEN = re.compile(r"\x1b\[(?:M[^\x1b]{0,2}|[0-?]+[ -/]*)")
"""What can't be gone on with by what stands behind it."""
_PARAMETERS_END = re.compile(r"[@-~]|(?=[^ -~])")


class GroundTold(events.Event, bubble=False):
    """The terminal told a colour, or that it went dark or light; `said` is for `Ground.hear`."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said


class TerminalInput:
    """Feed it what is read, and let it `lapse` when nothing came for `patience_s`."""

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._parser = KeyParser()
        self._found: list[Message] = []
        self._held = ""
        """What more may come of."""
        self._paste: PasteReader | None = None
        self._skips: re.Pattern[str] | None = None
        """What ends that which is left out now."""
        self._skipped = 0

    @property
    def patience_s(self) -> float | None:
        """How long to wait for the rest of what was begun, in seconds; `None` when nothing was."""
        if self._paste is not None and self._paste.marked and not self._paste.endless:
            return PASTE_PATIENCE_S
        if self._skips is _ANSWER_ENDS or _ANSWER.match(self._held):
            return PASTE_PATIENCE_S  # the line may be slow, and the rest is no key
        half = self._held or self._skips or self._decoder.getstate()[0] or (self._paste and self._paste.size)
        return constants.ESCAPE_DELAY if half else None

    def feed(self, data: bytes) -> list[Message]:
        """The events that are whole with these bytes."""
        text, self._held = self._held + self._decoder.decode(data), ""
        if len(data) >= FLOOD and self._paste is None and self._skips is None and _ESC not in text:
            self._paste = PasteReader(marked=False)
        return self._all_of(text)

    def lapse(self) -> list[Message]:
        """The events that what was begun amounts to without an end."""
        held, skips, paste = self._held, self._skips, self._paste
        half = self._decoder.decode(b"", final=True)
        self._held, self._skips = "", None
        if paste is not None and not (paste.is_over(held) and not half):
            paste.add(held + half)
            self._found += paste.take()
            paste.endless, half = True, ""
            self._paste = paste if paste.marked else None
        elif skips is None:
            self._paste = None
            self._cut_off(held)
        return self._all_of(half)

    def _all_of(self, text: str) -> list[Message]:
        at = 0
        while at < len(text):
            if self._paste is not None:
                at = self._pasted(self._paste, text, at)
            elif self._skips is not None:
                at = self._left_out(self._skips, text, at)
            else:
                at = self._pressed(text, at)
        found, self._found = self._found, []
        return [message for message, next_one in zip_longest(found, found[1:]) if not _is_outdated(message, next_one)]

    def _pressed(self, text: str, at: int) -> int:
        """Take a key, or some. This and its sisters return where to go on."""
        escape = text.find(_ESC, at)
        if escape != at:
            end = len(text) if escape < 0 else escape
            self._typed(text[at:end])
            return end
        if told := _GROUND.match(text, at):
            self._found.append(GroundTold(told[0]))
            return told.end()
        if begun := _GROUND_BEGUN.match(text, at):
            self._held = begun[0]
            return begun.end()
        if sequence := _SEQUENCE.match(text, at):
            return sequence.end() - self._unused(sequence[0])
        if answer := _ANSWER.match(text, at):
            return self._leave_out(_ANSWER_ENDS, answer.end())
        if begun := _BEGUN.match(text, at):
            if len(begun[0]) > LONGEST_SEQUENCE:
                return self._leave_out(_PARAMETERS_END, begun.end())
            self._held = begun[0]
            return begun.end()
        if broken := _BROKEN.match(text, at):
            _LOG.debug("Half a sequence of the terminal was left out: %r", broken[0])
            return broken.end()
        keys = text[at : at + 1] if text[at + 1] == _ESC else text[at : at + 2]
        self._press(keys, alone=True)
        return at + len(keys)

    def _unused(self, sequence: str) -> int:
        """Take a whole sequence; returns how many of its characters are none of it."""
        if sequence == BEGIN:
            self._paste = PasteReader()
        elif sequence != END and not self._press(sequence) and sequence[1] == "O":
            self._press(sequence[:2], alone=True)  # Alt+O, and a letter
            return 1
        return 0

    def _typed(self, text: str) -> None:
        for part in _TYPED.findall(text):
            if len(part) >= BURST:
                self._found.append(events.Paste(part))
            else:
                self._press(part)

    def _cut_off(self, held: str) -> None:
        """Nothing comes any more of this: Escape, a key with Alt, or half of what a terminal says."""
        if _ANSWER.match(held):
            _LOG.debug("Half an answer of the terminal was left out: %r", held)
        elif len(held) <= 2 or held[1] != "[":
            if held:
                self._press(held[:2], alone=True)
            if held[2:]:
                self._typed(held[2:])
        else:
            _LOG.debug("Half a sequence of the terminal was left out: %r", held)

    def _press(self, keys: str, *, alone: bool = False) -> bool:
        """False where that means nothing."""
        found = self._parser.read(keys, alone=alone)
        self._found += found or ()
        return found is not None

    def _leave_out(self, end: re.Pattern[str], at: int) -> int:
        self._skips, self._skipped = end, 0
        return at

    def _left_out(self, pattern: re.Pattern[str], text: str, at: int) -> int:
        end = pattern.search(text, at)
        stop = len(text) if end is None else end.end()
        self._skipped += stop - at
        if end is not None or (pattern is _ANSWER_ENDS and self._skipped > LONGEST_ANSWER):
            self._skips = None
        elif text.endswith(_ESC):
            self._held, stop = _ESC, len(text)
        return stop

    def _pasted(self, paste: PasteReader, text: str, at: int) -> int:
        if not paste.marked:
            return self._flooded(paste, text, at)
        end = text.find(END, at)
        if end < 0 and paste.is_over(rest := text[at:]) and not END.startswith(rest):
            self._paste = None
            return at
        half = half_end(text, at) if end < 0 else 0
        stop = end if end >= 0 else len(text) - half
        paste.add(text[at:stop])
        if end < 0:
            self._held = text[stop:]
            return len(text)
        self._found += paste.take()
        self._paste = None
        return end + len(END)

    def _flooded(self, paste: PasteReader, text: str, at: int) -> int:
        escape = text.find(_ESC, at)
        stop = len(text) if escape < 0 else escape
        paste.add(text[at:stop])
        if escape >= 0:
            self._found += paste.take()
            self._paste = None
        return stop


def _is_outdated(message: Message, following: Message | None) -> bool:
    """Where the mouse was and what had the focus, when that has changed again since."""
    if isinstance(message, events.MouseMove):
        return isinstance(following, events.MouseMove) and message.button == following.button
    focus = (events.AppFocus, events.AppBlur)
    return isinstance(message, focus) and isinstance(following, focus)
