"""The folder of a batch: each complete reply as ID.md, its code in ID.code/ if wanted, and a line in results.jsonl.

The line is written last: a reply whose line is there is kept for good, any other is asked again by the next run.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from streamtui.core.chat.conversation import Reply, ReplyState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.batch import Answered, Prompt
from streamtui.core.words.reply_line import reply_line
from streamtui.storage.batch.reply_names import reply_name
from streamtui.storage.batch.result_lines import ResultLines
from streamtui.storage.code_files import replace_code_folder
from streamtui.storage.whole_file import HALF, write_whole

RESULTS = "results.jsonl"


class BatchFolder:
    """The folder at `path`, made if it is not there. Raises ConfigurationError where it can't be used.

    One program at a time may use it, within `alone`.
    """

    def __init__(self, path: Path, *, with_code: bool = False) -> None:
        self.path = path
        self._with_code = with_code
        self._writing = threading.Lock()
        self._lines = ResultLines(path / RESULTS)
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other program writes here while the block runs. Raises ConfigurationError where one does already."""
        try:
            lock = FileLock(self.path / ".lock", mode=0o600).acquire(timeout=0)
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
            self._lines.heal()
            _remove_halves(self.path)
            if retry_failed:
                self._lines.forget_failed()
            return self._lines.answered()
        except OSError as error:
            raise self._unusable(error) from error

    def save(self, prompt: Prompt, reply: Reply, crowded: Collection[str]) -> None:
        """Keep a reply; `crowded` as for `reply_name`. It may be called from any thread."""
        name = reply_name(prompt.id, crowded)
        complete = reply.state is ReplyState.COMPLETE
        more: dict[str, Any] = {
            "id": prompt.id,
            "prompt_digest": prompt.digest,
            "file": f"{name}.md" if complete else None,
            "cost_usd": reply.statistics.cost_usd,
        }
        try:
            with self._writing:
                if complete:
                    if self._with_code:
                        replace_code_folder(str(reply.text), self.path / f"{name}.code")
                    write_whole(self.path / f"{name}.md", str(reply.text))
                self._lines.append(reply_line(reply, **more))
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> ConfigurationError:
        return ConfigurationError(f"The folder {self.path} can't be used: {error.strerror}; choose another by --out.")


def _remove_halves(folder: Path) -> None:
    for half in folder.glob(f".*{HALF}"):
        shutil.rmtree(half) if half.is_dir() else half.unlink()
