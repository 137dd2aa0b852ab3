"""A part of a text as asterisks in the chunk that brought it, however it is spelled there."""

from __future__ import annotations

import json
import re

from streamtui.core.text.secrets import HEAD

_CONTEXT = 16
"""Characters around a piece of a key, by which it is found in its chunk."""


def masked_chunk(chunk: bytes, text: str, start: int, end: int) -> tuple[bytes, int]:
    """The chunk with that part of a text in it as asterisks, and how many they are."""
    before, part, after = text[max(0, start - _CONTEXT) : start], text[start:end], text[end : end + _CONTEXT]
    # the chunk's first bytes may have been let go in an earlier read, half an escape too
    ahead = [
        b'(?<=")' * (start == 0) + spelled(before),
        *(rb"\A.{0,11}?" + spelled(before[at:]) for at in range(1, _CONTEXT + 1)),
    ]
    behind = spelled(after) + rb'(?=\\*")' * (end == len(text))
    pattern = b"(?:" + b"|".join(ahead) + b")(" + spelled(part) + b")" + behind
    if (whole := re.search(pattern, chunk)) is not None:
        first, last = whole.span(1)
        return chunk[:first] + b"*" * (last - first) + chunk[last:], last - first
    pattern = spelled(part)
    if end - start < HEAD or (found := re.search(pattern, chunk)) is None:
        return chunk, end - start
    # it was put together in another way: what stands before it came with an earlier chunk
    return re.sub(pattern, lambda part: b"*" * len(part[0]), chunk), len(found[0])


def spelled(text: str) -> bytes:
    """A pattern for the text as it stands in JSON."""
    return b"".join(b"(?:" + b"|".join(map(re.escape, _spellings(character))) + b")" for character in text)


def _spellings(character: str) -> list[bytes]:
    """Each once: of two that are alike both would be tried, for every character, before a text is found absent."""
    code = ord(character)
    ways = [json.dumps(character)[1:-1], json.dumps(character, ensure_ascii=False)[1:-1], character.replace("/", "\\/")]
    if code < 0x10000:
        ways += [f"\\u{code:04x}", f"\\u{code:04X}"]
    return [way.encode("utf-8", "surrogatepass") for way in dict.fromkeys(ways)]
