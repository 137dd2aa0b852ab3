"""Long texts that were pasted, each of which stands in the prompt as a few words: `[pasted 24,311 lines]`.

What the prompt says holds these words and no more: so it is undone, gone back to, edited and queued as any text is. The
whole of it is made as it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

LINES, CHARACTERS = 12, 1500
"""From so many on a text is folded."""
_LABEL = re.compile(r"\[pasted [\d,]+ (?:lines|characters)(?: #\d+)?\]")


class Folds:
    """Of one run of the program, by the words that stand for them.

    >>> folds = Folds()
    >>> label = folds.fold("one\\n" * 20)
    >>> label, folds.whole(f"What is {label}?") == "What is " + "one\\n" * 20 + "?"
    ('[pasted 20 lines]', True)
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._labels: dict[str, str] = {}

    def fold(self, text: str) -> str:
        """The words for a text; another one of as many lines has others."""
        if (known := self._labels.get(text)) is not None:
            return known
        label = first = f"[pasted {_size(text)}]"
        number = 1
        while label in self._texts:
            number += 1
            label = f"{first[:-1]} #{number}]"
        self._texts[label], self._labels[text] = text, label
        return label

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where such words stand, from where to where, and what they stand for."""
        if self._texts and "[pasted " in text:
            for label in _LABEL.finditer(text):
                if (folded := self._texts.get(label[0])) is not None:
                    yield label.start(), label.end(), folded

    def whole(self, text: str) -> str:
        """The text with all that was pasted."""
        pieces, done = [], 0
        for start, end, folded in self.found(text):
            pieces += [text[done:start], folded]
            done = end
        return "".join((*pieces, text[done:])) if done else text

    def size(self, text: str) -> tuple[int, int]:
        """Bytes and line breaks of the whole of it."""
        pasted = [folded for _, _, folded in self.found(text)]
        return (
            sum(len(one.encode("utf-8", "replace")) for one in (text, *pasted)),
            sum(one.count("\n") for one in (text, *pasted)),
        )

    def folded(self, text: str) -> str:
        """The text with the words for what of it was folded before."""
        for label, folded in sorted(self._texts.items(), key=lambda pair: -len(pair[1])):
            if len(folded) <= len(text):
                text = text.replace(folded, label)
        return text

    def of(self, text: str) -> Mapping[str, str]:
        """What the words in a text stand for."""
        return {text[start:end]: folded for start, end, folded in self.found(text)}

    def take_in(self, text: str, folds: Mapping[str, str]) -> str:
        """The words of another run become words of this one."""
        if not folds:
            return text
        return _LABEL.sub(lambda label: self.fold(folds[label[0]]) if label[0] in folds else label[0], text)


def is_long(text: str) -> bool:
    """Whether it is folded as it is pasted."""
    return len(text) >= CHARACTERS or text.count("\n") + 1 >= LINES


def _size(text: str) -> str:
    lines = text.count("\n") + (not text.endswith("\n"))
    return f"{lines:,} lines" if lines >= LINES else f"{len(text):,} characters"
