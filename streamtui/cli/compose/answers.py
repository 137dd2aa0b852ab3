"""What the person said about keys and servers: for this run, and a yes for later ones in a file of theirs alone."""

from __future__ import annotations

from pathlib import Path

import msgspec

from streamtui.config.owned_file import RefusedFileError, read_owned
from streamtui.core.ports.key_question import KeyQuestion
from streamtui.files.whole import make_folder, replace_whole

_NAME = "trusted-keys.json"


class KeyAnswers:
    """config.keys.Answers. A yes is one to that very question: where a word of it is another, it is asked again."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where the file is, or will be."""
        self._path = folder / _NAME
        self._said: dict[KeyQuestion, bool] = {}

    def __call__(self, question: KeyQuestion) -> bool | None:
        """What was said to it; `None` where it was not asked."""
        said = self._said.get(question)
        return True if said is None and question in self._remembered() else said

    def keep(self, question: KeyQuestion, yes: bool, remembered: bool = True) -> None:
        """Go by this answer; a yes may be remembered. Raises OSError where it can't be: then it holds for this run."""
        self._said[question] = yes
        if yes and remembered:
            make_folder(self._path.parent)
            replace_whole(self._path, (msgspec.json.encode([*self._remembered(), question]),))

    def _remembered(self) -> list[KeyQuestion]:
        """A file that others could have written, or that can't be read, says nothing."""
        try:
            return msgspec.json.decode(read_owned(self._path), type=list[KeyQuestion])
        except (FileNotFoundError, RefusedFileError, msgspec.DecodeError):
            return []
