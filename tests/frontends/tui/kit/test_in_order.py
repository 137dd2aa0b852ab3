"""What is pressed acts in that order, whatever it goes through: bindings, messages, screens that open and close."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from streamtui.frontends.tui.kit import in_order
from streamtui.frontends.tui.kit.in_order import InOrder

BACK = "backspace"


class Asking(ModalScreen[str]):
    """Gives what is written in it; at Enter it waits for `may_go_on`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give")]

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield Input()

    def action_give(self) -> None:
        self.dismiss(self.query_one(Input).value)

    @on(Input.Submitted)
    async def _wait(self) -> None:
        await self.may_go_on.wait()


class Writing(InOrder):
    """Two fields; Enter takes the text away, F1 opens a screen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "ask", priority=True)]

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []
        self.held = False

    def compose(self) -> ComposeResult:
        yield Input(id="first")
        yield Input(id="second")

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        self.taken.append(event.value)
        event.input.clear()

    def action_ask(self) -> None:
        self.push_screen(Asking(), lambda given: self.taken.append(given or ""))

    def takes(self, _: events.Event) -> bool:
        return not self.held

    def field(self, name: str) -> str:
        """What is written in it."""
        return self.screen_stack[0].query_one(f"#{name}", Input).value

    def press(self, *keys: str) -> None:
        """Press all at once."""
        for key in keys:
            self.post_message(events.Key(key, key if len(key) == 1 else None))


@asynccontextmanager
async def writing() -> AsyncIterator[tuple[Writing, Callable[[Callable[[], bool]], Awaitable[None]]]]:
    app = Writing()
    async with app.run_test() as pilot:

        async def until(holds: Callable[[], bool]) -> None:
            while not holds():
                await pilot.pause()

        yield app, until


async def test_letters_do_not_overtake_what_goes_through_bindings() -> None:
    async with writing() as (app, until):
        app.press(*"zqj", BACK, BACK, BACK, *"First", "left", "left", "X", "end", "!")
        await until(lambda: app.field("first").endswith("!"))
        assert app.field("first") == "FirXst!"


async def test_the_messages_of_a_key_are_handled_before_the_next_key() -> None:
    async with writing() as (app, until):
        app.press(*"one", "enter", *"two", "enter", *"three")
        await until(lambda: app.field("first") == "three")
        assert app.taken == ["one", "two"]


async def test_a_paste_and_a_click_keep_their_places_among_keys() -> None:
    async with writing() as (app, until):
        app.press("a")
        app.post_message(events.Paste("bcd"))
        app.press(BACK, "e")
        for kind in (events.MouseDown, events.MouseUp):
            x, y = app.query_one("#second").region.center
            app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        app.press("f", "shift+tab", "end", "g")
        await until(lambda: app.field("first").endswith("g"))
        assert (app.field("first"), app.field("second")) == ("abceg", "f")


async def test_a_mouse_beside_the_screen_takes_the_focus_from_nothing() -> None:
    async with writing() as (app, until):
        app.post_message(events.MouseDown(None, 9999, 1, 0, 0, 1, False, False, False, 9999, 1))
        app.press("a")
        await until(lambda: app.field("first") == "a")
        assert app.focused is app.query_one("#first")


async def test_keys_after_the_one_that_opens_a_screen_are_that_screens() -> None:
    async with writing() as (app, until):
        app.press("a", "f1", *"inside", BACK, "escape", "b", "f1", "c", "escape", "d")
        await until(lambda: app.field("first") == "abd")
        assert app.taken == ["insid", "c"]


async def test_what_cannot_act_yet_waits_with_all_that_follows() -> None:
    async with writing() as (app, until):
        app.held = True
        app.press(*"ab", BACK)
        app.press("c")
        await app.workers.wait_for_complete()
        assert app.field("first") == ""
        app.held = False
        app.look_again()
        await until(lambda: app.field("first") == "ac")


async def test_a_handler_that_waits_does_not_hold_the_keys_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_order, "LOOKS", 2)
    async with writing() as (app, _):
        app.press("f1", "enter", "f1")
        while len(app.screen_stack) < 3:  # noqa: ASYNC110 - which is not said by an event
            await asyncio.sleep(0)  # a pause would wait for the screen that waits
        waiting = app.screen_stack[1]
        assert isinstance(waiting, Asking)
        waiting.may_go_on.set()
