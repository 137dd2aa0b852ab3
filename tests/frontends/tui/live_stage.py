"""The real app on the real provider: nothing is a double but the server, and the clock where it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.sessions import Composition, compose
from streamtui.config.flags import Flags
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.provider import ChatProvider
from streamtui.core.ports.session import Conversing
from streamtui.core.ports.tools import Toolbox
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.chat.screen import ChatScreen
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.transcript.transcript import Transcript


class LiveStage:
    """What a person does with the app, and what stands on the screen."""

    def __init__(self, app: StreamtuiApp, pilot: Pilot[object], composition: Composition) -> None:
        self.app = app
        self.pilot = pilot
        self.composition = composition

    @property
    def screen(self) -> ChatScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ChatScreen)
        return screen

    @property
    def desk(self) -> Desk:
        return self.screen.desk

    @property
    def state(self) -> ChatState:
        return self.desk.state

    @property
    def prompt(self) -> PromptInput:
        return self.screen.query_one(PromptInput)

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    async def send(self, text: str) -> None:
        """Write into the prompt and press Enter; the reply goes on by itself."""
        self.prompt.insert(text)
        await self.press("enter")

    async def ask(self, text: str) -> None:
        """Send, and wait for the end of the turn."""
        self.prompt.insert(text)
        await self.pilot.press("enter")
        await self.idle()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def shows(self, wanted: str) -> None:
        """Wait until it stands on the screen."""
        while wanted not in self.text:
            await self.settle()

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while (task := self.desk.turns._task) is not None:
            await asyncio.wait({task})
            await self.pilot.pause()
        await self.settle()

    async def settle(self) -> None:
        """Draw what there is to draw."""
        await self.pilot.pause()
        self.screen.draw()
        self.screen.query_one(Transcript).flush()
        await self.pilot.pause()


@asynccontextmanager
async def live_stage(
    base_url: str,
    model: str = "good",
    *,
    size: tuple[int, int] = (280, 30),
    ready: bool = True,
    toolbox: Toolbox | None = None,
    driver: Any = None,
    profile: str | None = None,
) -> AsyncIterator[LiveStage]:
    """The app, connected to that server."""
    composition = compose(Flags(profile, base_url=base_url, model=model, trust_env=True), read_places())

    def start_session(provider: ChatProvider) -> Conversing:
        return composition.session(provider, toolbox)

    app = StreamtuiApp(Services(composition.endpoint, start_session, composition.clock))
    if driver is not None:
        app.driver_class = driver
    async with app.run_test(headless=driver is None, size=size) as pilot:
        stage = LiveStage(app, pilot, composition)
        stage.screen.add_class("-side-hidden")  # the conversation has the whole width, and a sentence one line
        if ready:
            await stage.idle()
        yield stage
