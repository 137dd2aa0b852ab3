"""Where a conversation is written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from streamtui.cli.compose.sessions import Composition

if TYPE_CHECKING:
    from streamtui.storage.recordings.recording_file import RecordingWriter


@contextmanager
def recorder_to(
    path: Path | None, composition: Composition, *, replace: bool = False
) -> Iterator[RecordingWriter | None]:
    """A recorder that keeps every event in the file at `path` while the block lasts; none without a path.

    `replace`: what the file holds may go.
    """
    if path is None:
        yield None
        return
    from streamtui.storage.recordings.recording_file import RecordingWriter

    endpoint, profile = composition.endpoint, composition.profile
    url = profile.base_url or endpoint.label
    known = composition.places.secrets
    with RecordingWriter(path, model=endpoint.model, url=url, secrets=known, replace=replace) as recorder:
        yield recorder
