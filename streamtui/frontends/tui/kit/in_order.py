"""An app in which what is pressed takes its whole effect before the next thing that is pressed is looked at.

Textual puts a key into the queue of the focused widget, and looks for the key's binding when it has come back to the
app, queue after queue. Letters, which the widget takes at once, overtake it then, and so does whatever does not wait
for the messages that a key made the widgets send.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from textual import events
from textual.errors import NoWidget
from textual.message_pump import MessagePump
from textual.signal import Signal
from textual.widget import Widget

from streamtui.frontends.tui.kit.guard import GuardedScreen
from streamtui.frontends.tui.kit.notes import NotesApp
from streamtui.frontends.tui.kit.prompt_input import PromptInput

LOOK_S = 0.05
LOOKS = 40
"""A handler that waits for something else holds the keys no longer than so many looks at it."""
RISES = 8
"""What a key makes widgets send goes up once or twice; where a queue is never empty this is enough."""


class LateScreen:
    """A mixin: a screen in which keys may be about what has not come yet. Then they wait, but not for ever."""

    def is_early(self, _: events.Key) -> bool:
        """Whether what the key is about has not come."""
        return False


class InOrder(NotesApp[object]):
    """Keys, pastes and clicks act one after the other, on whatever screen there is."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.at_rest = asyncio.Lock()
        """Held by what must not come in the middle of a key's effect."""
        self.typed = Signal[events.Event](self, "typed")
        """Told of every key and paste but those that answer a question."""
        self._pressed: deque[events.Event] = deque()
        self._acting: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many keys, pastes and clicks did not act yet."""
        return len(self._pressed)

    def takes(self, _: events.Event) -> bool:
        """Whether that can act now. If not it waits, and all that comes after it, until `look_again`."""
        return True

    def look_again(self) -> None:
        """Have act what waits and can."""
        if self._pressed and (self._acting is None or self._acting.done()):
            self._acting = asyncio.create_task(self._act())

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded:
            if self._is_nowhere(event):
                return
            self._pressed.append(event)
            self.look_again()
        else:
            await super().on_event(event)

    def _is_nowhere(self, event: events.Event) -> bool:
        """A mouse beside the screen, as while its size changes, would take the focus from everything."""
        outside = isinstance(event, events.MouseEvent) and not self.screen.region.contains(event.x, event.y)
        return outside and self.mouse_captured is None

    async def _act(self) -> None:
        try:
            while self._pressed:
                async with self.at_rest:
                    if not self.takes(self._pressed[0]):
                        return
                    await self._come(self._pressed[0])
                    await self._do(self._pressed.popleft())
        except Exception as error:
            self._handle_exception(error)

    async def _come(self, event: events.Event) -> None:
        """Wait until what a key is about has come."""
        for _ in range(LOOKS):
            screen = self.screen
            if not (isinstance(event, events.Key) and isinstance(screen, LateScreen) and screen.is_early(event)):
                return
            await asyncio.sleep(LOOK_S)

    async def _do(self, event: events.Event) -> None:
        screen, target, note = self.screen, self._target(event), self.note
        if isinstance(screen, GuardedScreen):
            if screen.withholds(event):
                screen.withheld(event)
                return
        elif isinstance(event, (events.Key, events.Paste)):
            self.typed.publish(event)
        await super().on_event(event)
        if not self._may_follow_at_once(event, target):
            await self._settled(target)
            if self.screen is not screen:
                await self._settled(self.screen)
        self.pressed(event, note)

    def _target(self, event: events.Event) -> Widget:
        """What Textual gives the event to."""
        if not isinstance(event, events.MouseEvent):
            return self.focused or self.screen
        try:
            return self.get_widget_at(event.x, event.y)[0]
        except NoWidget:
            return self.screen

    def _may_follow_at_once(self, event: events.Event, target: Widget) -> bool:
        """What comes next goes through the same queues, to the same end: it can't overtake."""
        if isinstance(event, events.MouseMove):
            return True
        following = self._pressed[0] if self._pressed else None
        if not (isinstance(event, events.Key) and isinstance(following, events.Key)):
            return False
        held = event.key == following.key and isinstance(target, PromptInput) and target.edits_by(event.key)
        return held or (_is_text(event, target) and _is_text(following, target))

    async def _settled(self, widget: Widget) -> None:
        """Wait until the widget and all above it have handled what they were sent, and what that made them send."""
        screen = self.screen
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for _ in range(LOOKS):
            pumps = [pump for pump in widget.ancestors_with_self if pump.is_running]
            _rise(pumps, over)
            ends = {over, *(pump.task for pump in pumps if pump is not self)}
            await asyncio.wait(ends, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
            if over.done() or self.screen is not screen:
                return


def _is_text(event: events.Key, target: Widget) -> bool:
    """Whether it is a letter that the target writes down."""
    return event.is_printable and target.check_consume_key(event.key, event.character)


def _rise(
    pumps: Sequence[MessagePump], over: asyncio.Future[None], place: int = 0, quiet: int = 0, left: int = RISES
) -> None:
    """Go up through the queues of the pumps, again and again: over when twice nothing was left in any at the end.

    A pump may be at what has left its queue by then; the next time waits for that.
    """
    while place < len(pumps) and not over.done():
        if pumps[place].call_later(_rise, pumps, over, place + 1, quiet, left):
            return
        place += 1
    quiet = 0 if any(pump.message_queue_size for pump in pumps) else quiet + 1
    if not over.done() and quiet < 2 and left:
        _rise(pumps, over, 0, quiet, left - 1)
    elif not over.done():
        over.set_result(None)
