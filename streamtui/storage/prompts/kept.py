"""Keeps what is written in the prompt: all that touches the disk is done in one thread, in its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from logging import getLogger
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from streamtui.core.ports.prompts import Draft, Written
from streamtui.core.text.secrets import Secrets
from streamtui.storage.prompts import history
from streamtui.storage.prompts.drafts import Drafts

T = TypeVar("T")
_LOG = getLogger(__name__)


class KeptPrompts:
    """core.ports.prompts.Prompts. Where the disk fails the log says so, and the chat goes on."""

    def __init__(self, folder: Path, secrets: Secrets) -> None:
        """The `secrets` are hidden in whatever is kept."""
        self._folder, self._secrets = folder, secrets
        self._drafts = Drafts(folder)
        self._thread = ThreadPoolExecutor(1, "prompts")
        self._read_to = history.End()
        """So far the file of what was sent is known here, but for what was added since by others."""
        self._added: set[bytes] = set()
        """The lines of this program behind that."""
        self._next: Draft | None = None
        """The draft that is to be written; those before it are of no interest any more."""

    def earlier(self) -> Sequence[Written]:
        """See core.ports.prompts.Prompts."""
        nothing: Sequence[Written] = ()
        return self._do(self._read, nothing).result()

    def others(self) -> Sequence[Written]:
        """See core.ports.prompts.Prompts."""
        nothing: Sequence[Written] = ()
        return self._do(self._read_on, nothing).result()

    def remember(self, written: Written, conversation: str) -> None:
        """See core.ports.prompts.Prompts."""
        self._do(lambda: self._add(written, conversation), None)

    def keep(self, draft: Draft) -> None:
        """See core.ports.prompts.Prompts."""
        self._next = draft
        self._do(self._write, None)

    def left(self, conversation: str = "") -> Draft | None:
        """See core.ports.prompts.Prompts."""
        return self._do(lambda: self._drafts.left(conversation), None).result()

    async def close(self) -> None:
        """Write what waits, and let go of the files."""
        self._do(self._drafts.close, None)
        self._thread.shutdown()

    def _read(self) -> Sequence[Written]:
        written, self._read_to = history.read(self._folder)
        self._added = set()
        return written

    def _read_on(self) -> Sequence[Written]:
        lines, self._read_to = history.read_on(self._folder, self._read_to)
        added, self._added = self._added, set()
        return history.written_in(line for line in lines if line not in added)

    def _add(self, written: Written, conversation: str) -> None:
        self._added.add(history.add(self._folder, self._hidden(written), conversation))

    def _write(self) -> None:
        draft, self._next = self._next, None
        if draft is not None:
            waiting = [self._hidden(one) for one in draft.waiting]
            self._drafts.keep(replace(draft, written=self._hidden(draft.written), waiting=waiting))

    def _hidden(self, written: Written) -> Written:
        hide = self._secrets.hide
        folds = {label: hide(text) for label, text in written.folds.items()}
        return replace(written, text=hide(written.text), folds=folds)

    def _do(self, job: Callable[[], T], failed: T) -> Future[T]:
        def done() -> T:
            try:
                return job()
            except OSError as error:  # a full disk, no right to write, what is not ours, a lock that another holds
                _LOG.warning("what is written in the prompt is not kept: %s", error)
                return failed

        return self._thread.submit(done)
