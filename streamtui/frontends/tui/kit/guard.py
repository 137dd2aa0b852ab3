"""A question that comes up must not be answered by what the person was doing just then.

While the person types it waits, until they pause or call it. A press counts once the question has stood on the screen
for a moment in which nothing was pressed. Dialogs that a person opens by a key need no guard: they are expected, and
what is pressed acts in order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import inf

from textual import events
from textual._time import get_time
from textual.screen import Screen

from streamtui.core.ports.clock import Clock

QUIET_S = 0.7
"""How long that moment is: whoever types presses the next key sooner."""
TYPING_S = 1.0
"""So long after a key the person may still be typing."""


class Guard:
    """Tells which presses may be an answer. It knows no screen: whoever draws a question tells it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._quiet_since = inf
        self._spent = ("", -inf)
        """The last key that counted, and when it was last pressed."""
        self._typed_at = -inf
        self._called = asyncio.Event()
        self.waits = False
        """A question waits until the person has time for it."""

    def typed(self, _: events.Event) -> None:
        """A key was pressed, for whatever."""
        self._typed_at = self._clock.now()

    def call(self) -> None:
        """The person wants to see the question that waits."""
        self._called.set()

    async def turn(self, writing: Callable[[], bool]) -> None:
        """Wait until it may come up: the person calls it, or pauses and is not `writing` something."""
        self.waits = True
        self._called.clear()
        called = asyncio.create_task(self._called.wait())
        try:
            while not called.done():
                left_s = TYPING_S if writing() else self._typed_at + TYPING_S - self._clock.now()
                if left_s <= 0:
                    return
                passed = asyncio.create_task(self._clock.sleep(left_s))
                await asyncio.wait((called, passed), return_when=asyncio.FIRST_COMPLETED)
                passed.cancel()
        finally:
            called.cancel()
            self.waits = False

    def shown(self) -> None:
        """The question stands on the screen, or stands there again."""
        self._quiet_since = self._clock.now()

    def hidden(self) -> None:
        """It does not: nothing that is pressed can be about it."""
        self._quiet_since = inf

    @property
    def left_s(self) -> float:
        """How long presses do not count yet, if nothing is pressed."""
        return max(0.0, self._quiet_since + QUIET_S - self._clock.now())

    async def opened(self) -> None:
        """Wait until presses count."""
        while left_s := self.left_s:
            await self._clock.sleep(left_s)

    def lets(self, event: events.Event) -> bool:
        """Whether this press may be an answer, by the instant at which it was made. One that may not is one more."""
        pressed_at = self._clock.now() - max(0.0, get_time() - event.time)
        counts = pressed_at >= self._quiet_since + QUIET_S
        if counts or self.is_spent(event):
            self._spent = (getattr(event, "key", ""), pressed_at)
        if self._quiet_since < pressed_at and not counts:
            self._quiet_since = pressed_at
        return counts

    def is_spent(self, event: events.Event) -> bool:
        """Whether it is the key that answered the question before, still held or pressed at once again."""
        key, at = self._spent
        return isinstance(event, events.Key) and event.key == key and self._clock.now() - at < QUIET_S


class GuardedScreen:
    """A mixin, to be named before Textual's class: a screen that asks something nobody waited for.

    `InOrder` shows it every press first.
    """

    guard: Guard

    def withholds(self, event: events.Event) -> bool:
        """Whether the press must not reach the screen. Keys of the app itself, as the one that quits, always do.

        So does ^C, which allows nothing wherever it is pressed.
        """
        assert isinstance(self, Screen)
        if isinstance(event, events.Key):
            _, of_the_app = self._binding_chain[-1]
            may_answer = event.key != "ctrl+c" and not any(
                binding.priority for binding in of_the_app.key_to_bindings.get(event.key, ())
            )
        else:
            may_answer = isinstance(event, (events.MouseDown, events.MouseUp, events.Paste))
        return may_answer and not self.guard.lets(event)

    def withheld(self, event: events.Event) -> None:
        """It was kept from the screen."""

    def guard_changed(self) -> None:
        """Presses count from now on, or no more: what shows it is to be drawn."""

    def on_mount(self) -> None:
        assert isinstance(self, Screen)
        self.watch(self.app, "app_focus", self._window_changed, init=False)

    def _window_changed(self, focused: bool) -> None:  # Textual gives it
        """Whoever comes back to the window has not seen the question yet."""
        if focused:
            self.on_screen_resume()

    def on_screen_resume(self) -> None:
        assert isinstance(self, Screen)
        self.guard.hidden()
        self.call_after_refresh(self._drawn)

    def on_screen_suspend(self) -> None:
        self.guard.hidden()

    def _drawn(self) -> None:
        """What is drawn once sizes are known is not on the screen before the next time."""
        assert isinstance(self, Screen)
        self.guard_changed()
        self.call_after_refresh(self._shown)

    def _shown(self) -> None:
        assert isinstance(self, Screen)
        if self.is_current:
            self.guard.shown()
            self.run_worker(self._open(), group="guard", exclusive=True)

    async def _open(self) -> None:
        await self.guard.opened()
        self.guard_changed()
