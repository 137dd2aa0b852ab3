"""What the person said about keys and servers: for this run, and for later ones in files of theirs alone."""

from __future__ import annotations

from pathlib import Path

import msgspec

from streamtui.config.owned_file import RefusedFileError, read_owned
from streamtui.core.ports.key_question import KeyQuestion
from streamtui.files.whole import make_folder, replace_whole

_FILES = {True: "trusted-keys.json", False: "withheld-keys.json"}
"""By what was said. They are two, so that no version takes a no for a yes."""


class KeyAnswers:
    """config.keys.Answers. One holds for that very question: where a word of it is another, it is asked again."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where the files are, or will be."""
        self._folder = folder
        self._said: dict[KeyQuestion, bool] = {}

    def __call__(self, question: KeyQuestion) -> bool | None:
        """What was said to it; `None` where it was not asked."""
        if question in self._said:
            return self._said[question]
        return next((said for said in (False, True) if question in self._remembered(said)), None)

    def keep(self, question: KeyQuestion, yes: bool, remembered: bool = True) -> None:
        """Go by this answer, which may be remembered. Raises OSError where it can't be: then it holds for this run."""
        self._said[question] = yes
        if remembered:
            make_folder(self._folder)
            replace_whole(self._folder / _FILES[yes], (msgspec.json.encode([*self._remembered(yes), question]),))

    def _remembered(self, said: bool) -> list[KeyQuestion]:
        """A file that others could have written, or that can't be read, says nothing."""
        try:
            return msgspec.json.decode(read_owned(self._folder / _FILES[said]), type=list[KeyQuestion])
        except (FileNotFoundError, RefusedFileError, msgspec.DecodeError):
            return []
