"""The state of a chat at any place of its events."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.playback.keyframes import keyframe, set_back

_APART = 2048
"""Events between two keyframes, at least: to fold so many takes some milliseconds."""
_APART_A_MESSAGE = 16
"""And so many for each message, as all of them are in every keyframe."""


class Playback:
    """Folds the events up to where it was told to go. The list may grow; what is in it stays."""

    def __init__(self, events: Sequence[StreamEvent]) -> None:
        self.events = events
        self.state = ChatState()
        """The fold of the first `index` events; always the same object, which goes back as well."""
        self.index = 0
        self.set_back = 0
        """How often the state was set to that of a keyframe: who shows it looks at all of it again then."""
        self._places = [0]
        """Where keyframes are, ascending."""
        self._frames = [keyframe(self.state)]
        self._due = _APART
        """Where the next keyframe will be."""

    def seek(self, index: int) -> None:
        """Go to where the first `index` events are folded; clipped."""
        index = max(0, min(index, len(self.events)))
        nearest = bisect_right(self._places, index) - 1
        if not self._places[nearest] <= self.index <= index:
            self.set_back += 1
            set_back(self.state, self._frames[nearest])
            self.index = self._places[nearest]
        while self.index < index:
            end = min(index, self._due)
            self.state.fold(self.events[self.index : end])
            self.index = end
            if end == self._due:
                self._places.append(end)
                self._frames.append(keyframe(self.state))
                self._due = end + max(_APART, _APART_A_MESSAGE * len(self.state.conversation.messages))
