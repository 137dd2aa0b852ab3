"""Lines that are drawn past the compositor: always what a full redraw shows, whatever lies over them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from tests.frontends.tui.transcript.transcript_stage import FakeTerminal, Stage, settled, streaming

TEXT = "\n".join(f"{number}. item" for number in range(40))


class Box(ModalScreen[None]):
    """Something in the middle of the screen."""

    DEFAULT_CSS = "Box { align: center middle; background: $background 60%; } Box > Static { width: 20; height: 3; }"

    def compose(self) -> ComposeResult:
        yield Static("a box")


class Covered(Stage):
    """A transcript with a note that can lie over it."""

    CSS = """
    Screen { layers: below above; }
    Static { layer: above; dock: top; offset: 10 5; width: 12; height: 2; display: none; background: red; }
    """

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static("a note")


async def test_under_another_screen_and_after_it_the_terminal_is_right() -> None:
    reply = streaming(TEXT)
    app = Stage([reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        await settled(pilot, terminal)
        await app.push_screen(Box())
        for number in range(5):
            reply.text.append(f"\n\nparagraph {number}")
            app.transcript.flush()
            await settled(pilot, terminal)
            assert "a box" in terminal.text
            assert terminal.differences() == []
        app.pop_screen()
        reply.text.append("\n\nthe last")
        app.transcript.flush()
        await settled(pilot, terminal)
        assert "the last" in terminal.text
        assert terminal.differences() == []


async def test_what_lies_over_the_transcript_stays_there() -> None:
    reply = streaming(TEXT)
    app = Covered([reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        await settled(pilot, terminal)
        for shown in (True, False, True):
            app.query_one(Static).display = shown
            await settled(pilot, terminal)
            for number in range(3):
                reply.text.append(f"\n\nparagraph {number}")
                app.transcript.flush()
                await settled(pilot, terminal)
                assert ("a note" in terminal.text) is shown
                assert terminal.differences() == []
