"""The screen that recordings are shown on: of one chat a replay; of several, or of a race, a race that happened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from streamtui.cli.clock import SystemClock
from streamtui.core.chat.events import StreamEvent, TurnFailed, TurnFinished
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import ReadRecording, Recording, RecordingHeader
from streamtui.core.text.display_safe import display_safe

if TYPE_CHECKING:
    from streamtui.frontends.tui.replay.playing import Playing


class Replays:
    """Recordings that were read whole."""

    def __init__(self, paths: Sequence[Path], read: ReadRecording) -> None:
        """Raises ConfigurationError where one can't be read or holds nothing."""
        from streamtui.frontends.headless.replay import reading

        self._paths = paths
        self._recordings: list[Recording] = []
        self._lanes: list[list[list[StreamEvent]]] = []
        """Of each recording."""
        for path in paths:
            with reading(path):
                recording = read(path)
                lanes = [list(lane.events) for lane in recording.lanes]
            if not any(lanes):
                raise ConfigurationError(f"There is nothing in {path}.")
            self._recordings.append(recording)
            self._lanes.append(lanes)

    @property
    def header(self) -> RecordingHeader:
        """Of the first."""
        return self._recordings[0].header

    @property
    def name(self) -> str:
        """What is played, in short."""
        first, *others = self._paths
        return f"replay of {len(others) + 1} recordings" if others else f"replay of {first.name}"

    def screen(self, *, idle_s: float | None, stall_s: float, low_bandwidth: bool) -> Playing:
        """Shows them from the beginning; those of which no instant is known stand at the end."""
        untimed = not all(recording.header.timed for recording in self._recordings)
        if [len(lanes) for lanes in self._lanes] == [1]:
            from streamtui.frontends.tui.replay.screen import ReplayScreen

            url = self._recordings[0].header.url
            return ReplayScreen(
                self._lanes[0][0],
                SystemClock(),
                title=display_safe(url or self._paths[0].name, keep_newlines=False),
                idle_s=idle_s,
                by_chunks=untimed,
                at_end=untimed,
                low_bandwidth=low_bandwidth,
                stall_s=stall_s,
            )
        from streamtui.core.playback.lanes import together
        from streamtui.frontends.tui.replay.race_screen import RaceReplayScreen

        return RaceReplayScreen(
            together([[_ended(lane) for lane in lanes] for lanes in self._lanes]),
            self._names(),
            SystemClock(),
            idle_s=idle_s,
            by_chunks=untimed,
            at_end=untimed,
            low_bandwidth=low_bandwidth,
            stall_s=stall_s,
        )

    def _names(self) -> list[str]:
        """Each by the contestant's name, else by the model, else by the file; with the file's where they are alike."""
        named = [
            (lane.label or recording.header.model or path.stem, path.stem)
            for path, recording in zip(self._paths, self._recordings, strict=True)
            for lane in recording.lanes
        ]
        plain = [name for name, _ in named]
        wanted = [f"{name} · {stem}" if plain.count(name) > 1 and name != stem else name for name, stem in named]
        return [
            f"{name} #{wanted[:at].count(name) + 1}" if name in wanted[:at] else name for at, name in enumerate(wanted)
        ]


def _ended(events: list[StreamEvent]) -> list[StreamEvent]:
    """The events, and a fault behind them where they stop in mid-reply."""
    from streamtui.frontends.headless.replay import ended

    if not events or isinstance(events[-1], TurnFinished | TurnFailed):
        return events
    state, whole = ChatState(), []
    for event in ended(events, state):
        state.apply(event)
        whole.append(event)
    return whole
