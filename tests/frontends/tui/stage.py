"""The app on a screen of a given size, with everything outside it under the test's control."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from streamtui.core.chat import events as ev
from streamtui.core.chat.phase import Phase
from streamtui.core.ports.attachments import Attachments
from streamtui.core.ports.budget import Budget
from streamtui.core.ports.choices import Choices
from streamtui.core.ports.prompts import Prompts, Snippets
from streamtui.core.ports.race_entries import Places, Races
from streamtui.core.ports.recordings import Recordings
from streamtui.core.ports.spending import Spending
from streamtui.core.ports.store import History
from streamtui.core.ports.wanted_key import TypedKeys
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.chat.screen import ChatScreen
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.terminal.colours import Colours
from streamtui.frontends.tui.transcript.transcript import Transcript
from tests.doubles.providers import FakeEndpoint
from tests.doubles.services import FakeServices
from tests.doubles.sessions import FakeSession

WIDE = (120, 40)
NARROW = (80, 24)


class Stage:
    """What a test does with the app, and what it sees."""

    def __init__(self, app: StreamtuiApp, pilot: Pilot[object], fake: FakeServices) -> None:
        self.app = app
        self.pilot = pilot
        self.fake = fake

    @property
    def session(self) -> FakeSession:
        return self.fake.session

    @property
    def chat_screen(self) -> ChatScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ChatScreen)
        return screen

    @property
    def prompt(self) -> PromptInput:
        return self.chat_screen.query_one(PromptInput)

    async def type(self, text: str) -> None:
        """Write into the prompt."""
        self.prompt.insert(text)
        await self.settle()

    async def send(self, text: str) -> None:
        """Write into the prompt and press Enter."""
        await self.type(text)
        await self.press("enter")

    async def seen(self, words: str) -> None:
        """Wait until threads have found out what makes that stand on the screen."""
        for _ in range(400):
            if words in self.text:
                return
            await asyncio.sleep(0)
            await self.settle()
        raise AssertionError(self.text)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def play(self, *events: ev.StreamEvent) -> None:
        """Let the reply go on."""
        await self.session.play(*events)
        await self.settle()

    async def request(self) -> None:
        """Let the request leave for the server."""
        await self.play(ev.RequestSent(self.now, 1, "smollm2-135m", "https://api.example/v1"))

    async def answer(self, *texts: str) -> None:
        """Let the server write these pieces, having accepted the request first."""
        if self.session.state.phase is Phase.CONNECTING:
            await self.request()
            await self.play(ev.ResponseStarted(self.now))
        for text in texts:
            self.fake.clock.advance(0.25)
            await self.play(ev.ChunkReceived(self.now), ev.TextDelta(self.now, text))

    async def finish(self) -> None:
        """Let the reply be complete."""
        await self.play(ev.FinishReported(self.now, "stop"), ev.ReplyFinished(self.now), ev.TurnFinished(self.now))

    @property
    def now(self) -> float:
        return self.fake.clock.now()

    async def settle(self) -> None:
        """Draw what there is to draw."""
        await self.pilot.pause()
        self.chat_screen.draw()
        self.chat_screen.query_one(Transcript).flush()
        await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def figure(self, label: str) -> str:
        """The value beside a label of the statistics."""
        line = next(line for line in self.lines if f" {label} " in f"{line} ")
        return line.rsplit(label, 1)[1].strip()


@asynccontextmanager
async def stage(
    size: tuple[int, int] = WIDE,
    endpoint: FakeEndpoint | None = None,
    theme: str | None = None,
    colours: Colours = Colours.MANY,
    compact: bool = False,
    places: Places | None = None,
    choices: Choices | None = None,
    recordings: Recordings | None = None,
    races: Races | None = None,
    spending: Spending | None = None,
    history: History | None = None,
    budget: Budget | None = None,
    keys: TypedKeys | None = None,
    attachments: Attachments | None = None,
    prompts: Prompts | None = None,
    snippets: Snippets | None = None,
) -> AsyncIterator[Stage]:
    """The app, running and ready unless the endpoint is not."""
    fake = FakeServices(
        endpoint,
        theme=theme,
        colours=colours,
        compact=compact,
        places=places,
        choices=choices,
        recordings=recordings,
        races=races,
        spending=spending,
        history=history,
        budget=budget,
        keys=keys,
        attachments=attachments,
        prompts=prompts,
        snippets=snippets,
    )
    app = StreamtuiApp(fake.services)
    async with app.run_test(size=size) as pilot:
        on_stage = Stage(app, pilot, fake)
        await on_stage.settle()
        yield on_stage
