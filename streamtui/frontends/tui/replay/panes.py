"""What a replay shows: a chat exactly as it was at an instant, over a bar that tells which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.playback.marks import Marks
from streamtui.core.playback.playback import Playback
from streamtui.core.playback.player import Player
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.tools import ToolInfo
from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.note_row import NoteRow
from streamtui.frontends.tui.memory import settle_memory
from streamtui.frontends.tui.replay.bar import ReplayBar
from streamtui.frontends.tui.replay.playing import Playing
from streamtui.frontends.tui.replay.still import Still
from streamtui.frontends.tui.replay.with_search import WithSearch
from streamtui.frontends.tui.wire.pane import WirePane

FRAME_S, SLOW_FRAME_S = 1 / 30, 1 / 4


def _no_tool(_name: str) -> ToolInfo | None:
    return None


class ReplayPanes(WithSearch, Playing):
    """Draws where a player is."""

    @dataclass
    class ChatAsked(Message):
        """A chat is wanted that goes on with what is shown."""

        events: Sequence[StreamEvent]
        """Those up to here."""

    AUTO_FOCUS = ""
    CSS_PATH = ["../chat/chat.tcss", "../looking/looking.tcss", "replay.tcss"]  # noqa: RUF012 (Textual's own name)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (150, "-broad")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (21, "-high")]  # noqa: RUF012

    def __init__(
        self,
        events: Sequence[StreamEvent],
        clock: Clock,
        *,
        title: str = "",
        idle_s: float | None = None,
        by_chunks: bool = False,
        at_end: bool = False,
        low_bandwidth: bool = False,
        tool: Callable[[str], ToolInfo | None] = _no_tool,
        stall_s: float = STALL_WARN_S,
    ) -> None:
        """`events` may grow. It begins with the first, playing, or stands at the end of what there is so far."""
        player = Player(Playback(events), clock, idle_s, Marks(stall_s))
        self._still = Still(player.playback, tool)
        super().__init__(player, self._still, stall_s, low_bandwidth=low_bandwidth)
        self.plays(player, by_chunks=by_chunks, at_end=at_end)
        self.goes_on = False
        """A chat can be opened that goes on from here."""
        self._title = title
        self._set_back = self._times_set_back
        self._frame_s = SLOW_FRAME_S if low_bandwidth else FRAME_S

    def compose(self) -> ComposeResult:
        yield Lines(id="status")
        with Horizontal(id="body"):
            yield self.transcript
            yield self.side
            yield self.wire
        yield NoteRow()
        yield Lines(fits=True, id="summary")
        yield self.field
        yield ReplayBar(fits=True, id="replay-bar")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.transcript.show(self._still.state.conversation.messages)
        self.set_interval(self._frame_s, self.tick)
        self.call_after_refresh(self._begin)

    def ask_for_chat(self) -> None:
        """Have a chat opened that goes on from this instant."""
        self.player.pause()
        playback = self.player.playback
        self.post_message(self.ChatAsked(playback.events[: playback.index]))

    def _begin(self) -> None:
        settle_memory()
        self.draw()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    @on(Lines.Resized)
    @on(Inspector.Moved)
    def draw(self) -> None:
        """Show this instant everywhere."""
        if not self.is_mounted:
            return
        player, state = self.player, self.player.playback.state
        face = Face(player.now, state, place=self._title, model=state.model)
        if self._times_set_back != self._set_back:
            self._set_back = self._times_set_back
            self.look_again()
        self.show_face(face)
        self._draw_wire()
        self.draw_bar()

    @property
    def _times_set_back(self) -> tuple[int, int]:
        """By the player; by the person who then took another branch."""
        playback = self.player.playback
        return playback.set_back, playback.state.branches_taken

    def _draw_wire(self) -> None:
        """What came last is marked, but while it plays: that would follow every word."""
        if self.wire_is_open:
            self.wire.draw()
            self.mark_words(None if self.player.playing else self.wire.view.row)

    @property
    def writing(self) -> bool:
        """Keys are letters of a text."""
        return self.searching or self.wire.field.has_focus

    @on(WirePane.Chosen)
    def _go_to_row(self, event: WirePane.Chosen) -> None:
        self.player.pause()
        self.player.seek_place(self.wire.view.log.behind(event.row))
        self.draw()
