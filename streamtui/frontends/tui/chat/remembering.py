"""What was written before is at hand: what was sent, in this run and earlier ones, and what was not sent yet.

What is not sent is on the disk a moment after it was written, never at each key, and gone from there once it is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual import on
from textual.timer import Timer

from streamtui.core.ports.prompts import Draft, Prompts, Written
from streamtui.core.ports.session import Conversing
from streamtui.frontends.tui.chat.attaching import AttachingPanes
from streamtui.frontends.tui.desk.writing import draft_of, text_of, written_of
from streamtui.frontends.tui.kit.keymap import key_of
from streamtui.frontends.tui.kit.prompt_input import PromptInput

_KEPT_AFTER_S = 0.5


class RememberingPanes(AttachingPanes):
    """Panes whose prompt is kept."""

    _kept: Draft | None = None
    """What is on the disk."""
    _due: Timer | None = None
    _heeded: Conversing | None = None
    """The conversation for which it was looked what had not been sent."""

    def on_mount(self) -> None:
        self.prompt.revive = lambda written: text_of(self.desk, written)
        if (prompts := self.services.prompts) is not None:
            self.run_worker(self._look_back(prompts), group="remembering")

    async def _look_back(self, prompts: Prompts) -> None:
        earlier = await asyncio.to_thread(prompts.earlier)
        self.prompt.earlier.put_before(earlier)  # by now it may be another one's
        if not (self.services.before or self.services.begins_with_history):
            await self._take_up(prompts, "")

    async def all_prompts(self) -> Sequence[str | Written]:
        """The newest first, with what other programs sent meanwhile, which is at hand from now on."""
        if (prompts := self.services.prompts) is not None:
            self.prompt.earlier.put_beside(await asyncio.to_thread(prompts.others))
        return self.prompt.earlier.newest_first

    async def _take_up(self, prompts: Prompts, conversation: str) -> None:
        """Go on with what a program that is gone had not sent."""
        if (left := await asyncio.to_thread(prompts.left, conversation)) is None:
            return
        self.desk.attaching.take_copied(left.copied)
        text = text_of(self.desk, left.written)
        self.desk.waiting.hold([text_of(self.desk, one) for one in left.waiting])
        again = "is here again"
        if text.strip() and (self.prompt.text or self.edited is not None):
            self.prompt.earlier.add(text)
            again = f"comes back by {key_of('prompt.up', 'up')}"
        elif text:
            self.prompt.replace_text(text)
        self.say(f"What was not sent {again}.")
        self._keep_now()

    def changed(self) -> None:
        super().changed()
        session, prompts = self.desk.session, self.services.prompts
        if prompts is not None and session is not None and session is not self._heeded:
            first, self._heeded = self._heeded is None, session
            if session.kept_as and not self.desk.is_empty and (not first or self.services.before):
                self.run_worker(self._take_up(prompts, session.kept_as), group="remembering")
        self._keep_soon()

    @on(PromptInput.Changed)
    def _keep_soon(self) -> None:
        if self.services.prompts is None:
            return
        if not self.prompt.text:
            self._keep_now()  # it was sent, or dropped
        elif self._due is None:
            self._due = self.set_timer(_KEPT_AFTER_S, self._keep_now)

    def _keep_now(self) -> None:
        """Have on the disk what is to be there, where that is not so already."""
        self._due, prompts, session = None, self.services.prompts, self.desk.session
        if prompts is None:
            return
        if session is not None:
            self._remember(session.kept_as)
        draft = draft_of(self.desk, self.prompt.text)
        if draft != self._kept and not (draft.is_empty and (self._kept is None or self._kept.is_empty)):
            self._kept = draft
            prompts.keep(draft)

    def _remember(self, conversation: str) -> None:
        assert self.services.prompts is not None
        for text in self.prompt.earlier.take_new():
            self.services.prompts.remember(written_of(self.desk, text), conversation)

    def on_unmount(self) -> None:
        """The program ends: what is not sent is there the next time."""
        if self.services.prompts is not None:
            self._keep_now()
            self._remember("")
