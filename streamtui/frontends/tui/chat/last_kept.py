"""Lines of which some are the conversations that were kept last; these are asked for, and come later."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import work

from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.kit.instants import when
from streamtui.frontends.tui.kit.lines import Lines

if TYPE_CHECKING:
    from streamtui.core.ports.store import ConversationRow, History


class LastKept(Lines):
    """Asks whenever it comes into sight, and when it is told to."""

    MOST = 3
    """So many are asked for."""

    def __init__(self, history: History | None, **options: Any) -> None:
        super().__init__(**options)
        self._history = history
        self.kept: Sequence[tuple[ConversationRow, str]] = ()
        """Those that are known by now, and when they were."""

    @abstractmethod
    def draw_kept(self) -> None:
        """They are known."""

    def on_show(self) -> None:
        self.look()

    def look(self) -> None:
        """Ask for them."""
        if self._history is not None:
            self._look(self._history)

    @work(exclusive=True, group="kept")
    async def _look(self, history: History) -> None:
        try:
            rows = await history.search("", self.MOST)
        except StreamtuiError:  # who looks for conversations is told
            return
        now = datetime.now().astimezone()
        self.kept = [(row, when(row.changed, now, brief=True)) for row in rows]
        self.draw_kept()


def opening(conversation: ConversationRow) -> str:
    """What a click on it does."""
    return f"screen.open_kept({conversation.id!r})"
