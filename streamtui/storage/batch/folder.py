"""The folder of a batch: each complete reply as ID.md, its code in ID.code/ if wanted, and a line in results.jsonl.

The line is written last: a reply whose line is there is kept for good, any other is asked again by the next run. Files
are made where nothing lies, and nothing is removed but what a killed run of ours was making.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from itertools import count
from pathlib import Path
from typing import Any

from filelock import Timeout

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.faults.faults import ConfigurationError, DiskError
from streamtui.core.ports.batch import Answered, Prompt
from streamtui.core.words.reply_line import reply_line
from streamtui.files.locks import lock_at
from streamtui.files.whole import added_whole, make_folder, remove_flat_folder, remove_halves, undo_added
from streamtui.storage.batch.reply_names import reply_name
from streamtui.storage.batch.result_lines import ResultLines
from streamtui.storage.code_files import add_code_folder

RESULTS = "results.jsonl"


class BatchFolder:
    """The folder at `path`, made if it is not there. Raises ConfigurationError where it can't be used.

    One program at a time may use it, within `alone`. The folder itself may be a link; nothing in it may.
    """

    def __init__(self, path: Path, *, with_code: bool = False) -> None:
        self.path = path
        self._with_code = with_code
        self._writing = threading.Lock()
        self._lines = ResultLines(path / RESULTS)
        try:
            make_folder(path)
        except OSError as error:
            raise self._unusable(error) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other program writes here while the block runs. Raises ConfigurationError where one does already."""
        try:
            lock = lock_at(self.path / ".lock").acquire(timeout=0)
        except Timeout as error:
            message = f"Another batch writes to {self.path}: wait for its end, or choose another --out."
            raise ConfigurationError(message) from error
        except OSError as error:
            raise self._unusable(error) from error
        with lock:
            yield

    def answered(self, *, retry_failed: bool = False) -> Mapping[str, Answered]:
        """The prompts that need not be asked any more, by id; with `retry_failed` those that failed are forgotten.

        Called first within `alone`: it takes away what a killed run was writing.
        """
        try:
            answered = self._lines.answered()
            self._take_away_halves()
            if retry_failed:
                self._lines.forget_failed()
                answered = self._lines.answered()
        except OSError as error:
            raise self._unusable(error) from error
        return answered

    def save(self, prompt: Prompt, reply: Reply, crowded: Collection[str]) -> None:
        """Keep a reply; `crowded` as for `reply_name`. It may be called from any thread. Raises DiskError."""
        complete = reply.state is ReplyState.COMPLETE
        with self._writing:
            name = self._free_name(reply_name(prompt.id, crowded)) if complete else None
            more: dict[str, Any] = {
                "id": prompt.id,
                "prompt_digest": prompt.digest,
                "file": f"{name}.md" if name else None,
                "cost_usd": reply.statistics.cost_usd,
            }
            try:
                with self._files(name, str(reply.text)) if name else nullcontext():
                    self._lines.append(reply_line(reply, **more))
            except OSError as error:
                raise DiskError(
                    f"The reply to prompt {prompt.told} can't be kept in {self.path}: {error.strerror}. "
                    "See to that; the same command goes on from here."
                ) from error

    def _free_name(self, name: str) -> str:
        """The name, or one like it where others have laid something in its place."""
        return next(one for one in _alike(name) if not self._is_taken(one))

    def _is_taken(self, name: str) -> bool:
        return any(os.path.lexists(self.path / f"{name}{ending}") for ending in (".md", ".code"))

    @contextmanager
    def _files(self, name: str, text: str) -> Iterator[None]:
        """Text and code are there, and stay if the block ends well."""
        code = self.path / f"{name}.code"
        with added_whole(self.path / f"{name}.md", text):
            if self._with_code:
                add_code_folder(text, code)
            try:
                yield
            except BaseException:
                if self._with_code:
                    remove_flat_folder(code)
                raise

    def _take_away_halves(self) -> None:
        last = self._lines.last or {}
        for name in undo_added(self.path, str(last.get("file"))):
            remove_flat_folder(self.path / f"{name.removesuffix('.md')}.code")
        remove_halves(self.path)

    def _unusable(self, error: OSError) -> ConfigurationError:
        return ConfigurationError(f"The folder {self.path} can't be used: {error.strerror}; choose another by --out.")


def _alike(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))
