"""A screen on which something is played: how it goes on, back and along, and the bar that tells where it is."""

from __future__ import annotations

from typing import Any

from textual import events, on
from textual.screen import Screen

from streamtui.core.playback.player import Played, Player
from streamtui.frontends.tui.replay.bar import ReplayBar
from streamtui.frontends.tui.replay.timeline import Timeline
from streamtui.frontends.tui.terminal.face import Progress
from streamtui.frontends.tui.terminal.telling import Doing
from streamtui.frontends.tui.terminal.telling_app import tell

IDLE_S = 2.0
"""Silences are skipped from here on, where the person did not say from where."""
_TENTHS = tuple("123456789")


class Playing(Screen[Any]):
    """Has a player and a bar; whoever has what is played draws it."""

    player: Player[Any]
    timeline: Timeline
    TELLS = False
    """Over a chat it is the chat that tells."""
    _told_as = ""

    def plays(self, player: Player[Played], *, by_chunks: bool, at_end: bool) -> None:
        """It begins with the first of this, playing, or stands at the end of what there is so far."""
        self.timeline = Timeline(player, by_chunks=by_chunks)
        self._idle_s = IDLE_S if player.axis.idle_s is None else player.axis.idle_s
        if at_end:
            player.seek_place(player.axis.end)
        else:
            player.play()

    def tells(self, name: str) -> None:
        """It is all that there is: it tells outside of the screen that this is played."""
        self.TELLS, self._told_as = True, name

    def draw(self) -> None:
        """Show this instant."""

    @property
    def writing(self) -> bool:
        """Keys are letters of a text."""
        return False

    @property
    def in_wire(self) -> bool:
        """Keys are the wire's."""
        return False

    def tick(self) -> None:
        """Go on to where it is by now, and draw what is another."""
        before = self.player.axis.end
        self.player.take()
        if self.player.playing:
            self.player.tick()
            self.draw()
        elif self.player.axis.end != before:
            self.draw_bar()

    def draw_bar(self) -> None:
        """Show where it is."""
        bar = self.query_one(ReplayBar)
        width = bar.content_size.width or max(1, self.size.width - 2)
        rows = self.timeline.rows(width)
        bar.show(*(rows[1:2] + rows[3:] if self.has_class("-low") else rows))
        self._tell()

    def on_screen_resume(self) -> None:
        """A chat that was over it told what that did."""
        self._tell()

    def _tell(self) -> None:
        tell(self, Doing("▶" if self.player.playing else "", self._told_as, Progress.NONE, 0.0))

    def on_key(self, event: events.Key) -> None:
        """Digits are tenths."""
        if event.key in _TENTHS and not self.writing:
            self.go_to(int(event.key) / 10)

    def toggle(self) -> None:
        """Play, or pause."""
        if self.player.playing:
            self.player.pause()
        else:
            self.player.play()
        self.draw()

    def go_by(self, played_s: float) -> None:
        """Go on or back in time."""
        self.player.seek_by(played_s)
        self.draw()

    def go_to(self, share: float) -> None:
        """Go where so much of all is over."""
        self.timeline.seek(share)
        self.draw()

    def go_by_share(self, by: float) -> None:
        """Go on or back by so much of all."""
        self.player.tick()
        self.go_to(self.timeline.share + by)

    def step(self, by: int) -> None:
        """A chunk on or back."""
        self.player.step(by)
        self.draw()

    def to_mark(self, by: int) -> None:
        """The next mark, or the one before."""
        if self.player.to_mark(by) is None:
            self.notify("There is no mark behind this one." if by > 0 else "There is no mark before this one.")
        self.draw()

    def change_speed(self, by: int) -> None:
        """Faster, or slower."""
        self.player.change_speed(by)
        self.draw()

    def switch_scale(self) -> None:
        """By time, or by the number of chunks."""
        self.timeline.by_chunks = not self.timeline.by_chunks
        self.draw()

    def switch_idle(self) -> None:
        """Skip long silences, or play them."""
        self.player.limit(self._idle_s if self.player.axis.idle_s is None else None)
        self.draw()

    def leave(self) -> None:
        """Back to the chat as it is; where there is none the program ends."""
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self.app.exit()

    @on(ReplayBar.Pointed)
    def _go_where_pointed(self, event: ReplayBar.Pointed) -> None:
        self.go_to(event.share)
