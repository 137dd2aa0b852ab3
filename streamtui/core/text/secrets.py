"""Keys taken out of texts that a person, a log or a file will see: those that are known, and what looks like one."""

from __future__ import annotations

import re
from base64 import b64encode
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

SHORTEST = 8
"""A shorter key is a placeholder such as `none`; hiding it would only mangle the text. So many first characters of a
longer one tell nothing yet (`sk-proj`).
"""
_PLACEHOLDERS = {"lm-studio", "no-api-key", "no-key-required", "not-needed", "placeholder", "sk-no-key-required"}
"""What servers without keys are sent, too."""
HEAD = 4
"""Where a key comes in pieces, fewer first characters are not held back."""

HIDDEN = "***"
"""What stands where a key was."""
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
_UNSEEN += "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
"""Characters that show nothing: a key with them between its own looks like the key."""
_IS_UNSEEN = re.compile(f"[{_UNSEEN}]")
_UNSEEN_ESCAPE = (
    r"\\{1,4}u(?i:00ad|034f|061c|115f|1160|17b[45]|180[b-f]|20(?:0[b-f]|2[a-e]|6\w)|3164|fe0\w|feff|ffa0|fff\w)"
)
_HALF_ESCAPE = re.compile(r"(?:\\{1,4}(?:u[0-9A-Fa-f]{0,3})?|%[0-7]?)\Z")
_LONGEST_ESCAPE = 10

_KEY_NAME = r"(?:(?:x[-_])?(?:goog[-_])?api[-_ ]?key(?:[ ]provided)?|access[-_]token|(?:client|api)[-_]secret|password)"
_SECRETS = re.compile(
    rf"""
      (?P<header> (?:proxy-)?authorization ["']? \s* [:=] \s* ["']? ) (?:(?:basic|bearer|token) \s+)? [^\s"',;}}]+
    | (?P<bearer> \bbearer \s+ ) (?!token|auth) [\w.~+/*=-]+
    | (?P<named> (?<![A-Za-z0-9]) {_KEY_NAME} ["']? \s* [:=] \s* ["']? ) [^\s"'”&,;)}}]+
    | (?P<query> [?&](?:key|token|sig|signature) = ) [^\s"'&#)]+
    | (?P<user> :// ) [^\s/@"'?#]+ (?= @ )
    | (?<![A-Za-z0-9]) (?: (?:sk|csk|xai|pplx|nvapi) - | (?:gsk|hf|r8|ghp) _ ) [\w*.-]{{5,}} [\w*]
    | \b AIza [\w-]{{20,}}
    | (?<![\w-]) eyJ [\w-]{{8,}} \. [\w-]+ \. [\w-]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_WORD = 256
_LAST_WORD = re.compile(r"\S+\Z")


class Begun(NamedTuple):
    """Where the beginning of a key stands."""

    start: int
    end: int
    size: int
    """How many of its characters are there."""


class Secrets:
    """The keys that a program knows, found in every spelling that they come back in: plain, escaped as JSON or
    per cent, or with characters that nobody sees between their own. Everything that hides them asks this.

    >>> Secrets("my-own-secret")
    Secrets(1)
    """

    __slots__ = ("_encoded", "_heads", "_veils", "beginnings", "escape_signs", "heads", "keys")

    def __init__(self, *keys: str) -> None:
        known = {key for key in map(str.strip, keys) if len(key) >= SHORTEST} - _PLACEHOLDERS
        self.keys = tuple(sorted(known, key=len, reverse=True))
        """The keys themselves, the longest first."""
        self._encoded = sorted({spelling for key in known for spelling in _encoded(key)}, key=len, reverse=True)
        marks = "".join(mark for mark in '"\\/' if any(mark in key for key in self.keys))
        short = rf"|\\{{1,4}}([{re.escape(marks)}])" if marks else ""
        escapes = rf"\\{{1,4}}u00([2-7][0-9A-Fa-f])|%([2-7][0-9A-Fa-f]){short}"  # in no key is a control character
        self._veils = re.compile(rf"{escapes}|{_UNSEEN_ESCAPE}|[{_UNSEEN}]")
        self.escape_signs = ("\\u00", "%", *(f"\\{mark}" for mark in marks))
        """One of them stands in every text that holds a key whose own characters are escaped."""
        self.heads = tuple(sorted({spelling[:HEAD] for spelling in self.keys}))
        """So many first characters of a key that it may be one."""
        self.beginnings = tuple(head[:size] for head in self.heads for size in range(1, HEAD))
        """And those that are too few for it."""
        self._heads = re.compile("|".join(map(re.escape, self.heads)) if self.heads else r"(?!)")

    def __repr__(self) -> str:
        """Without the keys."""
        return f"Secrets({len(self.keys)})"

    def __bool__(self) -> bool:
        return bool(self.keys)

    def __or__(self, others: Secrets) -> Secrets:
        return Secrets(*self.keys, *others.keys)

    def redact(self, text: str) -> str:
        """`text` without these keys, nor anything else that looks like a secret."""
        return redact(self.hide(text))

    def hide(self, text: str) -> str:
        """`text` with these keys as `***`, also within the base64 of basic authorization, and nothing else changed."""
        for encoded in self._encoded:
            text = text.replace(encoded, HIDDEN)
        return replaced(text, [(start, end, HIDDEN) for start, end in self.spans(text)])

    def hide_in(self, value: Any) -> Any:
        """The same of all texts in a value of JSON."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, Mapping):
            return {self.hide(name): self.hide_in(inner) for name, inner in value.items()}
        return [self.hide_in(inner) for inner in value] if isinstance(value, list | tuple) else value

    def cover(self, data: bytes) -> bytes:
        """The same of bytes, which stay as many: what was found in them stands where it stood."""
        text = data.decode("latin-1")
        for encoded in self._encoded:
            text = text.replace(encoded, "*" * len(encoded))
        return replaced(text, [(start, end, "*" * (end - start)) for start, end in self.spans(text)]).encode("latin-1")

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where whole keys stand, in order and apart from each other."""
        found: list[tuple[int, int]] = []
        for folded, origin in self._readings(text) if self.keys else ():
            for spelling in self.keys:
                at = folded.find(spelling)
                while at >= 0:
                    found.append((origin(at), origin(at + len(spelling))))
                    at = folded.find(spelling, at + len(spelling))
        return merged(found) if found else found

    def begun(self, text: str, closing: str = "") -> Begun | None:
        """The first key that the end of `text` breaks off, or one of the `closing` characters; fewer of its first
        characters than `HEAD` are none.
        """
        first: Begun | None = None
        whole = _HALF_ESCAPE.sub("", text)
        for folded, origin in self._readings(whole):
            for head in self._heads.finditer(folded):
                sizes = [(_common(folded, head.start(), spelling), len(spelling)) for spelling in self.keys]
                begun = [size for size, most in sizes if HEAD <= size < most]
                size = max((size for size in begun if folded[head.start() + size :][:1] in closing), default=0)
                if size:
                    stop = origin(head.start() + size)
                    found = Begun(origin(head.start()), len(text) if stop == len(whole) else stop, size)
                    first = min(first or found, found)
                    break
        return first

    def hint(self, text: str) -> Begun | None:
        """First characters of a key, fewer than `HEAD`, at the end of `text`, or half an escape, which may be one."""
        half = _HALF_ESCAPE.search(text, max(0, len(text) - _LONGEST_ESCAPE))
        first = None if half is None else Begun(half.start(), len(text), 0)
        for folded, origin in self._readings(text if half is None else text[: half.start()]):
            if folded.endswith(self.beginnings):
                size = max(len(beginning) for beginning in self.beginnings if folded.endswith(beginning))
                found = Begun(origin(len(folded) - size), len(text), size)
                first = min(first or found, found)
        return first

    def is_veiled(self, text: str) -> bool:
        """Something in it stands for another character, or for none that is seen; or half an escape ends it."""
        end = max(0, len(text) - _LONGEST_ESCAPE)
        return self._veils.search(text) is not None or _HALF_ESCAPE.search(text, end) is not None

    def may_begin(self, text: str) -> bool:
        """First characters of a key stand in it, or fewer than `HEAD` of them at its end."""
        return self.hint(text) is not None or any(self._heads.search(folded) for folded, _ in self._readings(text))

    def _readings(self, text: str) -> Iterator[tuple[str, Callable[[int], int]]]:
        """The text, and what it stands for where that is another one, with the way back to its own positions."""
        yield text, int
        escaped = "\\u" in text or any(sign in text for sign in self.escape_signs)
        if escaped or not (text.isascii() or _IS_UNSEEN.search(text) is None):
            folded, ends, shifts = [], [0], [0]
            at = size = 0
            for veil in self._veils.finditer(text):
                character = veil[veil.lastindex] if veil.lastindex else ""
                character = chr(int(character, 16)) if len(character) == 2 else character
                folded += [text[at : veil.start()], character]
                size += veil.start() - at + len(character)
                at = veil.end()
                ends.append(size)
                shifts.append(at - size)
            if at:
                folded.append(text[at:])
                yield "".join(folded), lambda place: place + shifts[bisect(ends, place) - 1]


def redact(text: str) -> str:
    """`text` with everything that looks like a key, an authorization value or a URL's user info as `***`.

    >>> redact("401 for Bearer abc.def at https://me:pw@api.example/v1")
    '401 for Bearer *** at https://***@api.example/v1'
    """
    return _SECRETS.sub(lambda found: (found[found.lastgroup] if found.lastgroup else "") + HIDDEN, text)


def whole_words(text: str, longest: int) -> str:
    """Its first characters, without half a word at the end: half a key can't be told for what it is."""
    if len(text) <= longest:
        return text
    last = _LAST_WORD.search(text, max(0, longest - _LONGEST_WORD), longest)
    return text[: last.start() if last is not None else longest]


def replaced(text: str, parts: list[tuple[int, int, str]]) -> str:
    """`text` with another one in the place of each part: start, end, and what stands there then; in order."""
    if not parts:
        return text
    pieces, at = [], 0
    for start, end, instead in parts:
        pieces += [text[at:start], instead]
        at = end
    return "".join((*pieces, text[at:]))


def _encoded(key: str) -> Iterator[str]:
    """What is always the same in the base64 of a text that holds the key."""
    for before in range(3):
        size = before + len(key.encode())
        yield b64encode(bytes(before) + key.encode()).decode()[(8 * before + 5) // 6 : 8 * size // 6]


def _common(text: str, start: int, word: str) -> int:
    """How many characters of the word stand there."""
    size = 0
    for one, other in zip(text[start : start + len(word)], word, strict=False):
        if one != other:
            break
        size += 1
    return size


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order; those that overlap as one."""
    spans = sorted(spans)
    apart = spans[:1]
    for start, end in spans[1:]:
        if start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart
