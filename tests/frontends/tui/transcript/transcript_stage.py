"""A stage for the transcript: an app around it, a driver that keeps what it writes, and the terminal that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyte
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.frontends.tui.kit.clipboard import ClipboardApp
from streamtui.frontends.tui.kit.direct import DirectApp
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import ACCENT
from streamtui.frontends.tui.transcript.painted import BAR
from streamtui.frontends.tui.transcript.transcript import Transcript
from streamtui.rows.row import Run
from tests.terminal import seen


class RecordingDriver(HeadlessDriver):
    """Writes all that a real driver would write, to a list."""

    @property
    def is_headless(self) -> bool:
        return False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.written: list[str] = []

    def write(self, data: str) -> None:
        self.written.append(data)


class Stage(ClipboardApp[None], DirectApp[None]):
    """The transcript with a column beside it, as in the program."""

    CSS = "#beside { width: 20; }"

    def __init__(self, messages: Sequence[Message] = (), *, low_bandwidth: bool = False) -> None:
        super().__init__(driver_class=RecordingDriver)
        self.messages = messages
        self.low_bandwidth = low_bandwidth
        self.chosen: list[Transcript.CallChosen] = []

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Transcript(low_bandwidth=self.low_bandwidth)
            yield Lines(id="beside")

    def on_mount(self) -> None:
        self.query_one(Lines).rows = tuple((Run(f"line {line}", ACCENT), Run(" beside")) for line in range(15))
        self.transcript.show(self.messages)
        self.transcript.focus()

    @on(Transcript.CallChosen)
    def _keep_chosen(self, message: Transcript.CallChosen) -> None:
        self.chosen.append(message)

    @property
    def transcript(self) -> Transcript:
        return self.screen_stack[0].query_one(Transcript)

    @property
    def lines(self) -> list[str]:
        """What the transcript shows, line by line, but for the bar beside them."""
        region = self.transcript.region
        strips = self.transcript.render_lines(region.at_offset((0, 0)))
        return [strip.text.replace(BAR, " ").rstrip() for strip in strips]


class FakeTerminal:
    """Reads what the app wrote, as a terminal would, and compares that with a full redraw."""

    def __init__(self, app: Stage) -> None:
        self._app = app
        self.frame = ""
        """What was written last."""
        self._screen = pyte.Screen(*app.size)
        self._stream = pyte.Stream(self._screen)

    def paint(self) -> None:
        """Have the app paint now, and read it."""
        self._app.screen._on_timer_update()
        self._app._write_drawn()
        driver = self._app._driver
        assert isinstance(driver, RecordingDriver)
        if (self._screen.columns, self._screen.lines) != tuple(self._app.size):
            self._screen.resize(self._app.size.height, self._app.size.width)
        self.frame = _plain("".join(driver.written))
        self._stream.feed(self.frame)
        driver.written.clear()

    @property
    def text(self) -> str:
        """What the terminal shows."""
        return "\n".join(self._screen.display)

    def differences(self) -> list[str]:
        """The lines, colours included, in which the terminal differs from a full redraw."""
        self._app.transcript.notify_style_update()
        fresh = pyte.Screen(*self._app.size)
        redraw = self._app.screen._compositor.render_full_update()
        pyte.Stream(fresh).feed(_plain(redraw.render_segments(self._app.console)))
        return [
            f"{number}: {self._screen.display[number]!r} is not {fresh.display[number]!r}"
            for number in range(fresh.lines)
            if [seen(self._screen.buffer[number][x]) for x in range(fresh.columns)]
            != [seen(fresh.buffer[number][x]) for x in range(fresh.columns)]
        ]


async def settled(pilot: Pilot[None], terminal: FakeTerminal) -> None:
    """Everything that is due is done and painted."""
    await pilot.pause()
    terminal.paint()


def _plain(written: str) -> str:
    """Without the marks around a frame, which pyte does not know."""
    return written.replace("\x1b[?2026h", "").replace("\x1b[?2026l", "")


def finished(text: str, model: str = "model") -> Reply:
    """A reply that is complete."""
    reply = Reply(model=model, state=ReplyState.COMPLETE)
    reply.text.append(text)
    return reply


def streaming(text: str = "") -> Reply:
    """A reply that is being written."""
    reply = Reply(model="model")
    reply.text.append(text)
    return reply
