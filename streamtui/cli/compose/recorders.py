"""Where a conversation is written down."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from streamtui.cli.compose.places import Places
from streamtui.cli.compose.sessions import Composition
from streamtui.core.faults.faults import ConfigurationError, StreamtuiError
from streamtui.core.ports.batch import Prompt
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.session import Recorder
from streamtui.core.ports.store import KeptConversation

if TYPE_CHECKING:
    from streamtui.storage.recordings.writer import RecordingWriter


class RaceRecording:
    """Records a race in one file, while the block lasts; without a path nothing."""

    def __init__(self, path: Path | None, places: Places, *, replace: bool) -> None:
        self._path, self._places, self._replace = path, places, replace
        self._writer: RecordingWriter | None = None

    def of(self, names: Sequence[str]) -> Sequence[Recorder]:
        """A recorder for each contestant. Raises ConfigurationError where it can't begin."""
        if self._path is None:
            return ()
        from streamtui.storage.recordings.writer import RecordingWriter

        header = RecordingHeader(contestants=tuple(names), clock=self._places.clock.now())
        self._writer = RecordingWriter(self._path, header, secrets=self._places.secrets, replace=self._replace)
        return [self._writer.of_contestant(number) for number in range(len(names))]

    def close(self) -> str:
        """Write what waits; returns why something could not be written, if so."""
        if self._writer is None:
            return ""
        self._writer.close()
        return "" if self._writer.failure is None else self._writer.failure.fault.message


class BatchRecordings:
    """Records each reply of a batch in a file of its own, in the folder at `path`; without one nothing."""

    def __init__(self, path: Path | None, places: Places, crowded: Collection[str]) -> None:
        """`crowded` as for `reply_name`."""
        self._path, self._places, self._crowded = path, places, crowded
        self.failure = ""
        """Why the first one could not be written that could not."""

    @contextmanager
    def of(self, prompt: Prompt) -> Iterator[Sequence[Recorder]]:
        """Record one while the block lasts, where nothing lies: beside what an earlier run recorded of it."""
        from streamtui.storage.batch.reply_names import reply_name
        from streamtui.storage.recordings.writer import RecordingWriter

        if self._path is None:
            yield ()
            return
        name = reply_name(prompt.id, self._crowded)
        header = RecordingHeader(model=prompt.model, clock=self._places.clock.now())
        for number in count(1):
            path = self._path / (f"{name}.jsonl" if number == 1 else f"{name}-{number}.jsonl")
            if path.exists():
                continue
            try:
                writer = RecordingWriter(path, header, secrets=self._places.secrets)
            except ConfigurationError as error:  # the reply is wanted all the same
                self._note(error)
                yield ()
                return
            with writer:
                yield (writer,)
            self._note(writer.failure)
            return

    def _note(self, failure: StreamtuiError | None) -> None:
        if failure is not None and not self.failure:
            self.failure = failure.fault.message

    def require(self) -> None:
        """Raise ConfigurationError where the folder can't be made."""
        from streamtui.files.whole import make_folder

        if self._path is not None:
            try:
                make_folder(self._path)
            except OSError as error:
                raise ConfigurationError(
                    f"The folder {self._path} can't be used: {error.strerror}; choose another by --record."
                ) from error


@contextmanager
def recorder_to(
    path: Path | None, composition: Composition, before: KeptConversation | None = None, *, replace: bool = False
) -> Iterator[RecordingWriter | None]:
    """A recorder that keeps every event in the file at `path` while the block lasts; none without a path.

    `before`: what happened in the conversation already; `replace`: what the file holds may go.
    """
    if path is None:
        yield None
        return
    from streamtui.storage.recordings.writer import RecordingWriter

    endpoint, profile, places = composition.endpoint, composition.profile, composition.places
    header = RecordingHeader(
        model=endpoint.model,
        url=profile.base_url or endpoint.label,
        profile=profile.name,
        clock=events[0].at if (events := before.events if before is not None else []) else places.clock.now(),
    )
    with RecordingWriter(path, header, secrets=places.secrets, replace=replace) as recorder:
        yield recorder
