"""The real app on a server whose models behave as their names say, with what a person does in a race."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.races import AppRaces
from streamtui.cli.compose.sessions import compose
from streamtui.config.flags import Flags
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.chat.screen import ChatScreen
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.race.screen import RaceScreen
from streamtui.frontends.tui.transcript.transcript import Transcript
from streamtui.storage.code_files import add_code_files
from tests.servers import replies
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.replies import Answer, Silence

WIDE = (130, 40)
NARROW = (60, 24)
CODE = "Here:\n\n```python\nprint(1)\n```\n\nand\n\n```sh\nls\n```\n"


class RaceServer(ChatServer):
    """Knows the models below; `may_end` lets the slow one go on."""

    def __init__(self) -> None:
        super().__init__(models=["good", "other", "slow", "stalling", "failing", "limited"])
        self.may_end = asyncio.Event()
        self._limited = 0

    def answer(self, request: RecordedRequest) -> Answer:
        """By the model's name."""
        match request.model:
            case "failing":
                return replies.document({"error": {"message": "No such thing."}}, 400)
            case "stalling":
                return Answer([*replies.text_steps("Half ", "a word"), Silence()])
            case "slow":
                return Answer([*replies.text_steps("One "), self.may_end, *replies.text_steps("two"), replies.DONE])
            case "limited":
                self._limited += 1
                if self._limited == 1:
                    return replies.document({"error": {"message": "Too many."}}, 429, retry_after="60")
            case "code":
                return replies.text(CODE)
            case "other":
                return replies.text("The sky ", "looks green ", "to me at night.")
        return replies.text("The sky ", "looks blue ", "to me at night.")

    async def request_of(self, model: str) -> RecordedRequest:
        """The last request for that model, once it has come."""
        while True:
            for request in reversed(self.requests):
                if request.model == model:
                    return request
            await self.asked(len(self.requests) + 1)


class RaceStage:
    """What a person does, and what stands on the screen."""

    def __init__(self, app: StreamtuiApp, pilot: Pilot[object], server: RaceServer) -> None:
        self.app = app
        self.pilot = pilot
        self.server = server

    @property
    def chat_screen(self) -> ChatScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ChatScreen)
        return screen

    @property
    def desk(self) -> Desk:
        return self.chat_screen.desk

    @property
    def racing(self) -> RaceScreen:
        assert isinstance(self.app.screen, RaceScreen)
        return self.app.screen

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def send(self, text: str) -> None:
        """Write into the prompt and press Enter."""
        self.chat_screen.query_one(PromptInput).insert(text)
        await self.press("enter")

    async def ask(self, text: str) -> None:
        """Send, and wait for the end of the turn."""
        await self.send(text)
        while self.desk.turns.busy:
            await self.settle()

    async def pick(self, prompt: str) -> None:
        """Go to where it is chosen who races."""
        await self.send(f"/race {prompt}")
        await self.shows("chosen")

    async def race(self, prompt: str, *models: str) -> None:
        """Begin a race of the chat's own model and these."""
        await self.pick(prompt)
        for model in models:
            await self.press(*model, "space")
        await self.press("enter")
        await self.shows("still running", "all finished")

    async def shows(self, *wanted: str) -> None:
        """Wait until one of them stands on the screen."""
        while not any(words in self.text for words in wanted):
            await self.settle()

    async def over(self) -> None:
        """Wait for the end of the race."""
        await self.shows("all finished")

    async def settle(self) -> None:
        """Draw what there is to draw."""
        await self.pilot.pause()
        screen = self.app.screen
        if isinstance(screen, ChatScreen | RaceScreen):
            screen.draw()
            for transcript in screen.query(Transcript):
                transcript.flush()
        await self.pilot.pause()

    def histories(self) -> Mapping[str, list[dict[str, Any]]]:
        """What each model was sent last."""
        return {request.model: request.body["messages"] for request in self.server.requests}


@asynccontextmanager
async def race_stage(*, size: tuple[int, int] = WIDE, model: str = "good") -> AsyncIterator[RaceStage]:
    """The app, connected; its profile is called `lab`, and there is another one, `work`, on the same server."""
    async with RaceServer() as server:
        _write_profiles(server.base_url, lab=model, work="other")
        _add_profile_without_key(server.base_url)
        composition = compose(Flags(), read_places())
        app = StreamtuiApp(
            Services(
                composition.endpoint,
                composition.session,
                composition.clock,
                races=AppRaces(Flags(), composition),
                save_code=add_code_files,
            )
        )
        async with app.run_test(size=size) as pilot:
            stage = RaceStage(app, pilot, server)
            while not stage.desk.connection.ready:
                await stage.settle()
            yield stage


def _write_profiles(base_url: str, **models: str) -> None:
    config = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    config.mkdir(parents=True, exist_ok=True)
    profiles = (f'[profiles.{name}]\nbase_url = "{base_url}"\nmodel = "{model}"\n' for name, model in models.items())
    (config / "config.toml").write_text("".join(profiles))


def _add_profile_without_key(base_url: str) -> None:
    with (Path(os.environ["STREAMTUI_CONFIG_DIR"]) / "config.toml").open("a") as file:
        file.write(f'[profiles.locked]\nbase_url = "{base_url}"\napi_key_env = "NO_SUCH_KEY"\n')
