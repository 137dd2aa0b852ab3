"""Files that are named in a prompt: `@notes.py`, `@"a name with blanks.txt"`.

What is named is in the text and nowhere else: so it is undone, gone back to, edited and queued as the words are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from streamtui.core.text.beginnings import common_beginning

_MENTION = re.compile(r"""(?<![^\s(\[{<"'])@(?:"((?:[^"\\\n]|\\.)+)"|([^\s"]\S*))""")
_BEGUN = re.compile(r"""(?<![^\s(\[{<"'])@(?:"((?:[^"\\\n]|\\.)*)|([^\s"]*))\Z""")
_HALF = re.compile(_BEGUN.pattern.removesuffix(r"\Z"))
_ESCAPED = re.compile(r'\\(["\\])')
_BEHIND = ".,;:!?)]}>'\"…"
"""What may stand behind a name and not belong to it."""
_PLAIN = re.compile(r"""[^\s"\\(){}\[\]<>'`,;!?]+""")


class Mention(NamedTuple):
    """Where a file is named."""

    start: int
    end: int
    path: str
    """As it was written."""

    @property
    def readings(self) -> Sequence[str]:
        """What may be meant, the likeliest first: marks behind it may be those of the sentence."""
        bare = self.path.rstrip(_BEHIND)
        return (self.path, bare) if bare and bare != self.path else (self.path,)


def mentions(text: str) -> list[Mention]:
    """All of a text, in order."""
    return [_mention(found) for found in _MENTION.finditer(text)] if "@" in text else []


def begun_mention(text: str) -> Mention | None:
    """The one that is being written at the end of the text."""
    line = text[text.rfind("\n") + 1 :]
    found = _BEGUN.search(line)
    if found is None:
        return None
    before = len(text) - len(line)
    return _mention(found)._replace(start=before + found.start(), end=before + found.end())


def completed_in(before: str, after: str) -> list[str]:
    """The paths of those mentions that stand in `before` with less of their name, where nothing else was changed.

    >>> completed_in("see @no", "see @notes.py "), completed_in("", "see @notes.py")
    (['notes.py'], [])
    """
    same, found = common_beginning(before, after), []
    for now in takewhile(lambda one: one.start < same, mentions(after)):
        half = _HALF.match(before, now.start)
        old = _mention(half) if half is not None else None
        if (
            old is not None
            and now.path != old.path
            and now.path.startswith(old.path)
            and before[old.end :].lstrip() == after[now.end :].lstrip()
        ):
            found.append(now.path)
    return found


def written_mention(path: str) -> str:
    """How a path is named.

    >>> written_mention("a b.txt"), written_mention("~/notes.py")
    ('@"a b.txt"', '@~/notes.py')
    """
    if _PLAIN.fullmatch(path):
        return f"@{path}"
    return '@"' + re.sub(r'["\\]', r"\\\g<0>", path) + '"'


def _mention(found: re.Match[str]) -> Mention:
    quoted, plain = found[1], found[2]
    return Mention(found.start(), found.end(), plain or "" if quoted is None else _ESCAPED.sub(r"\1", quoted))
