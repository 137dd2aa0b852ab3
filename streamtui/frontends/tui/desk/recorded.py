"""Which conversations are recorded, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamtui.core.ports.session import Conversing, RecordingFile
from streamtui.frontends.tui.desk.services import Services

if TYPE_CHECKING:
    from streamtui.core.ports.provider import Endpoint


class RecordedConversations:
    """Each has a recording of its own, of which one goes on while another conversation is looked at."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._files: dict[Conversing, RecordingFile] = {}

    def file_of(self, session: Conversing) -> RecordingFile | None:
        """Where it is recorded."""
        return self._files.get(session)

    def begin(self, session: Conversing, endpoint: Endpoint, name: str) -> RecordingFile | None:
        """Record it from its beginning, in a file of that name; what it was recorded in before is ended.

        Raises StreamtuiError where that can't be; `None` where nothing can be recorded.
        """
        if (recordings := self._services.recordings) is None:
            return None
        began_at = session.kept[0].at if session.kept else self._services.clock.now()
        file = recordings.begin(name, endpoint, session.state.url, began_at)
        self.end(session)
        self._files[session] = file
        session.record(file)
        return file

    def end(self, session: Conversing) -> RecordingFile | None:
        """Record it no more; where it was recorded, if anywhere."""
        if (file := self._files.pop(session, None)) is not None:
            session.record(None)
            file.close()
        return file
