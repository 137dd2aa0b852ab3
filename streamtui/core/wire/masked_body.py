"""The bytes of a body, read by read, with the known keys in them as asterisks, before anything else sees them."""

from __future__ import annotations

from streamtui.core.text.secrets import SHORTEST, Begun, Secrets, replaced

_BEFORE = 32
"""So many bytes are remembered: more than the few first characters of a key take that are not held back."""
_LONGEST_HELD = 4_096
_EVENT_ENDS = ("\n\n", "\r\n\r\n", "\r\r")
_CLOSING = '"\\'
"""What ends a string of JSON: a key may go on in the next one, which the end of the event decides."""


class MaskedBody:
    """Feed what is read. No byte moves and none is lost; what may be a key's beginning waits for the next read.

    That is within an event, so nothing that is whole waits: events are as late as they were.
    """

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._idle = not secrets
        self._keys = secrets.keys
        self._at_start = True
        """All that came before was let go, and in whole events: no key goes on here."""
        self._before = ""
        self._held = ""

    def feed(self, data: bytes) -> bytes:
        """The bytes that are decided; of one read they may be none."""
        if self._idle:
            return data
        read = data.decode("latin-1")  # in which things are found much sooner than in bytes
        at_end = read.endswith(_EVENT_ENDS)
        if at_end and self._at_start and "%" not in read and ("\\" not in read or not self._is_escaped(read)):
            for key in self._keys:
                if key in read:
                    break
            else:
                return data
        before = len(self._before)
        text = self._before + self._held + read
        spans = self._secrets.spans(text)
        begun = self._begun(text)
        if not spans and begun is None and not self._held:
            self._at_start = at_end
            self._before = "" if at_end else text[-_BEFORE:]
            return data
        self._at_start = False
        end = len(text)
        if begun is not None:
            end = max(before, begun.start, *(stop for start, stop in spans if start < begun.start))
            if len(text) - end > _LONGEST_HELD:
                spans, end = [*spans, *_telling(begun)], len(text)
        shown = starred(text, [span for span in spans if span[1] <= end])[:end]
        self._before, self._held = shown[-_BEFORE:], text[end:]
        return shown[before:].encode("latin-1")

    def _is_escaped(self, read: str) -> bool:
        return any(sign in read for sign in self._secrets.escape_signs)

    def end(self) -> bytes:
        """The body is over, or silent: what was waiting, as asterisks where too much of a key is there."""
        held, self._held = self._held, ""
        held = starred(held, _telling(self._secrets.begun(held, _CLOSING)))
        self._before = (self._before + held)[-_BEFORE:]
        return held.encode("latin-1")

    def _begun(self, text: str) -> Begun | None:
        """In the last line, which is over with the blank one behind it."""
        whole = text.removesuffix("\n").removesuffix("\r")
        line = max(whole.rfind("\n"), whole.rfind("\r")) + 1
        if line == len(whole):
            return None
        begun = self._secrets.begun(text[line:], _CLOSING) or self._secrets.hint(text[line:])
        return Begun(begun.start + line, begun.end + line, begun.size) if begun is not None else None


def starred(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with an asterisk for each character there."""
    return replaced(text, [(start, end, "*" * (end - start)) for start, end in spans])


def _telling(begun: Begun | None) -> list[tuple[int, int]]:
    return [] if begun is None or begun.size < SHORTEST else [(begun.start, begun.end)]
