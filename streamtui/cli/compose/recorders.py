"""Where a conversation is written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from streamtui.cli.compose.sessions import Composition

if TYPE_CHECKING:
    from streamtui.storage.recordings.writer import RecordingWriter


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
    from streamtui.core.ports.recordings import RecordingHeader
    from streamtui.storage.recordings.writer import RecordingWriter

    endpoint, profile, places = composition.endpoint, composition.profile, composition.places
    header = RecordingHeader(
        model=endpoint.model,
        url=profile.base_url or endpoint.label,
        profile=profile.name,
        clock=places.clock.now(),
    )
    with RecordingWriter(path, header, secrets=places.secrets, replace=replace) as recorder:
        yield recorder
