"""`/record` in the chat."""

from __future__ import annotations

from pathlib import Path

from streamtui.core.chat.state import ChatState
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.recordings import RecordingHeader, Recordings
from streamtui.core.ports.session import RecordingFile
from streamtui.storage.recordings.writer import RecordingWriter
from tests.frontends.tui.stage import NARROW, stage
from tests.reading import events_in


class FolderRecordings:
    """Records into the folder where the test is."""

    def begin(self, name: str, endpoint: Endpoint, url: str, began_at: float) -> RecordingFile:
        return RecordingWriter(Path(name or "unnamed.jsonl"), RecordingHeader(clock=began_at))


_recordings: type[Recordings] = FolderRecordings


async def test_a_conversation_is_recorded_from_its_beginning_until_that_is_ended() -> None:
    async with stage(NARROW, recordings=FolderRecordings()) as on:
        await on.send("/record -")
        assert "Nothing is recorded" in on.text
        await on.send("hello")
        await on.answer("Hi")
        await on.send("/record chat.jsonl")
        assert "recorded in chat.jsonl, from its beginning on" in on.text
        await on.answer(" you")
        await on.finish()
        await on.send("/record")
        assert "recorded in chat.jsonl" in on.text
        await on.send("/record -")
        assert "chat.jsonl is written" in on.text
        state = ChatState().fold(events_in(Path("chat.jsonl")))
        assert [str(getattr(message, "text", "")) for message in state.conversation.messages] == ["hello", "Hi you"]
        await on.send("/record chat.jsonl")
        assert "is there already" in " ".join(on.text.split())
