"""A replay in which one goes where a text appeared."""

from __future__ import annotations

from textual import on
from textual.widgets import Input

from streamtui.core.playback.finding import find
from streamtui.core.playback.playback import Playback
from streamtui.core.playback.player import Player
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.kit.search_field import SearchField
from streamtui.frontends.tui.looking.looking import LookedAt, Looking


class WithSearch(Looking):
    """Has a player, and a field for the text."""

    def __init__(self, player: Player[Playback], told: LookedAt, stall_s: float, *, low_bandwidth: bool) -> None:
        super().__init__(told, stall_s, low_bandwidth=low_bandwidth, happened=lambda: player.place)
        self.player = player
        self.field = SearchField("Where does it say …", ())
        self._wanted = ""

    def open_search(self) -> None:
        """Have a text written to go to."""
        self.add_class("-search")
        self.field.focus()

    @property
    def searching(self) -> bool:
        """A text to go to is being written."""
        return self.has_class("-search")

    @property
    def has_searched(self) -> bool:
        """There is a text to be found again."""
        return bool(self._wanted) and not self.searching

    def close_search(self) -> None:
        """Back to the replay."""
        self.remove_class("-search")
        self.set_focus(None)

    @on(Input.Submitted)
    def _search(self, event: Input.Submitted) -> None:
        event.stop()
        self._wanted = event.value
        self.close_search()
        self.to_found(1)

    def to_found(self, by: int) -> None:
        """Where the text appeared next, or the time before; from the last on with the first."""
        self.player.pause()
        places = find(self.player.playback.events, self._wanted)
        if not places:
            self.notify("It is said nowhere.")
            return
        here = self.player.place
        if by > 0:
            place = next((place for place in places if place > here), places[0])
        else:
            place = next((place for place in reversed(places) if place < here), places[-1])
        self.player.seek_place(place)
        self.notify(f"{places.index(place) + 1:,} of {plural(len(places), 'place')}")
        self.draw()
