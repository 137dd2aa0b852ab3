"""The window of a tap on a screen, with all that it is told under the test's control."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot

from streamtui.core.chat.events import StreamEvent
from streamtui.core.ports.tap import Tapped
from streamtui.frontends.tui.desk.continued import Continued
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.tap.screen import TapScreen
from streamtui.frontends.tui.tap.window import TapWindow
from streamtui.frontends.tui.tap_app import TapApp
from tests.doubles.clocks import FakeClock
from tests.doubles.taps import FakeProgram, FakeTap

MakeChat = Callable[[Tapped, Sequence[StreamEvent]], Continued]


class TapStage:
    """What a test does with the window, and what it sees."""

    def __init__(self, program: FakeProgram | None = None, chat: MakeChat | None = None) -> None:
        self.clock = FakeClock()
        self.program = program
        self.kept: list[tuple[int, int, str]] = []
        """Of each request that was kept its number, how many events, and the name."""
        self.recorded: dict[str, Sequence[StreamEvent]] = {}
        self.tap = FakeTap(self.clock, self._tell)
        window = TapWindow(
            self.tap,
            self.clock,
            self.tap.base_url,
            "127.0.0.1:9000",
            lambda path: self.recorded[path.name],
            self._keep,
            program,
            chat,
        )
        self.screen = TapScreen(window)
        self.pilot: Pilot[object] | None = None

    def _tell(self, tapped: Tapped) -> None:
        self.screen.take(tapped)

    def _keep(self, tapped: Tapped, events: Sequence[StreamEvent], target: str) -> str:
        self.kept.append((tapped.number, len(events), target))
        return str(Path("/somewhere") / target)

    async def press(self, *keys: str) -> None:
        assert self.pilot is not None
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        assert self.pilot is not None
        await self.pilot.pause()
        self.screen.draw()
        self.screen.transcript.flush()
        await self.pilot.pause()

    @property
    def app(self) -> App[object]:
        assert self.pilot is not None
        return self.pilot.app

    @property
    def text(self) -> str:
        assert self.pilot is not None
        return "\n".join(strip.text.rstrip() for strip in self.pilot.app.screen._compositor.render_strips())

    def lines_with(self, words: str) -> list[str]:
        return [line for line in self.text.split("\n") if words in line]


@asynccontextmanager
async def tapped_screen(
    size: tuple[int, int] = (120, 40), program: FakeProgram | None = None, chat: MakeChat | None = None
) -> AsyncIterator[TapStage]:
    stage = TapStage(program, chat)
    async with TapApp(Shown(theme="dark"), stage.screen).run_test(size=size) as pilot:
        stage.pilot = pilot
        await stage.settle()
        yield stage
