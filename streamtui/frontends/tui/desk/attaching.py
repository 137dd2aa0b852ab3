"""The files that a prompt names: what is known of them while it is written, and what is sent of them.

They are looked at in threads, never in the way of who types. What is sent is read anew as the prompt's turn comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from streamtui.core.chat.attachments import Attachment, bounded
from streamtui.core.chat.prompt_tokens import Weight, weight_of
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.attachments import Attachments
from streamtui.core.ports.session import Conversing
from streamtui.core.text.mentions import Mention, completed_in, mentions
from streamtui.core.text.pasted_paths import MOST, looks_attachable, pasted_paths
from streamtui.frontends.tui.desk.purse import Turn

Sends: TypeAlias = Callable[[Conversing, str, Sequence[Attachment]], Coroutine[None, None, None]]
"""Has a session send a prompt, the whole of it, with these."""
_MOST_NAMED = 20
"""So many names in what was pasted are looked at, and no more."""
_LOOKS_LIKE_FILE = (".", "/")
"""What is named with one of these and is not there may have been meant as a file."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A file that the prompt names, as far as it is known."""

    path: str
    """As it is written there."""
    attachment: Attachment | None = None
    """What will be sent; `None` while it is looked at, or where it can't be."""
    weight: Weight | None = None
    problem: str = ""
    """Why it can't be sent, or that nothing of that name is there, in a sentence."""

    @property
    def is_image(self) -> bool:
        """It is for models that see."""
        return self.attachment is not None and self.attachment.is_image


@dataclass(frozen=True, slots=True)
class PastedPaths:
    """What was pasted was nothing but paths."""

    there: Sequence[str] = ()
    """Those of this machine: all of them, or none."""
    note: str = ""
    """What there is to say, where they are on none that is known."""


class Attaching:
    """Of a desk."""

    def __init__(self, files: Attachments | None, changed: Callable[[], None]) -> None:
        """`changed` is called once more is known."""
        self._files, self._changed = files, changed
        self._chips: dict[str, Chip | None] = {}
        """By what is written; `None` for what is a word and no file."""
        self._named: Sequence[str] = ()
        """What the prompt named last: of that is known what there is to know."""
        self._looking: set[asyncio.Task[None]] = set()
        self._unasked: set[str] = set()
        """Named in a text that the person pasted and did not write: nothing of it is read, until they write it, too."""
        self._heeded = ""
        """What the prompt said last."""
        self._copied: dict[str, Attachment] = {}
        """Images of the clipboard, by the names they got."""

    def leave_unasked(self, text: str, written: str = "") -> None:
        """Somebody else wrote that: what it names is read only where the person names it, too, as in `written`."""
        own = {one.path for one in mentions(written)}
        self._unasked |= {one.path for one in mentions(text)} - own

    def unasked_in(self, text: str) -> Sequence[str]:
        """What a text names without being asked for."""
        return [one.path for one in mentions(text) if one.path in self._unasked] if self._unasked else ()

    def is_unasked(self, path: str) -> bool:
        """Somebody else named it, and the person did not."""
        return path in self._unasked

    async def unasked_file(self, text: str) -> str:
        """The first file that a text names without being asked for, and that is there; nothing where there is none."""
        named = [one for one in mentions(text)[:_MOST_NAMED] if one.path in self._unasked]
        for path in (path for one in named for path in one.readings):
            if self._files is not None and await asyncio.to_thread(self._files.exists, path):
                return path
        return ""

    def copied_in(self, text: str) -> Mapping[str, Attachment]:
        """The images of the clipboard that it names."""
        return {one.path: self._copied[one.path] for one in self.named(text) if one.path in self._copied}

    def take_copied(self, copied: Mapping[str, Attachment]) -> None:
        """These were copied in an earlier run."""
        self._copied |= copied

    def ask_for(self, path: str) -> None:
        """The person chose it."""
        self._unasked.discard(path)

    def named(self, text: str) -> list[Mention]:
        """What a prompt names and the person asked for, each once."""
        found = {one.path: one for one in reversed(mentions(text)) if one.path not in self._unasked}
        return [*found.values()][::-1] if self._files is not None else []

    def heed(self, text: str) -> None:
        """Look at what a prompt names now and did not name before; a name that is being written is asked for."""
        if self._unasked:
            self._unasked -= set(completed_in(self._heeded, text))
        self._heeded = text
        paths = [one.path for one in self.named(text)]
        for mention in self.named(text):
            if mention.path not in self._named:
                task = asyncio.create_task(self._look(mention))
                self._looking.add(task)
                task.add_done_callback(self._looking.discard)
        self._named = paths

    def chips(self, text: str) -> list[Chip]:
        """What is known of what a prompt names."""
        found = (self._chips.get(one.path) for one in self.named(text))
        return [chip for chip in found if chip is not None]

    async def read(self, text: str) -> Sequence[Attachment]:
        """What is sent with a prompt. Raises StreamtuiError where a file of it can't be."""
        found = [one for mention in self.named(text) if (one := await self._attachment(mention)) is not None]
        return bounded(found)

    def reading(self, text: str, whole: str, send: Sends, refused: Callable[[], None]) -> Turn:
        """Sends a prompt, `whole` with what is folded in it, once the files that it names are read.

        Where one can't be, it is `refused`, and why raised.
        """

        async def read_and_send(session: Conversing) -> None:
            try:
                parts = await self.read(text)
            except StreamtuiError:
                refused()
                raise
            await send(session, whole, parts)

        return read_and_send

    async def read_paste(self, text: str) -> PastedPaths | None:
        """What paths were pasted or dropped; `None` where it is something else."""
        readings = [*pasted_paths(text)] if len(text) <= MOST else []
        if self._files is None or not readings:
            return None
        for paths in readings:
            if await asyncio.to_thread(self._are_there, paths):
                return PastedPaths(paths)
        if not any(map(looks_attachable, readings[0])):
            return None
        name = next((one for one in readings[-1] if one[1:2] == ":"), readings[0][0])  # drives as they were written
        return PastedPaths(
            note=f"{name} is not on this machine ({self._files.machine}): over SSH copy it here first (scp)."
        )

    async def copied(self) -> str:
        """The name that the clipboard's image got. Raises StreamtuiError where there is none."""
        assert self._files is not None
        name = f"pasted-{len(self._copied) + 1}.png"
        self._copied[name] = await asyncio.to_thread(self._files.copied, name)
        self.ask_for(name)
        return name

    async def _look(self, mention: Mention) -> None:
        try:
            one = await self._attachment(mention)
        except StreamtuiError as error:
            self._chips[mention.path] = Chip(mention.path, problem=error.fault.message)
        else:
            if one is not None:
                weight = await asyncio.to_thread(weight_of, one)
                self._chips[mention.path] = Chip(mention.path, one, weight)
            elif any(mark in mention.path for mark in _LOOKS_LIKE_FILE):
                self._chips[mention.path] = Chip(
                    mention.path, problem=f"There is no {mention.path} here: it is sent as text."
                )
            else:
                self._chips[mention.path] = None
        self._changed()

    async def _attachment(self, mention: Mention) -> Attachment | None:
        """What of it is sent; `None` where nothing is there, so that it is a part of the text and no more."""
        files = self._files
        if files is None:
            return None
        for path in mention.readings:
            if path in self._copied:
                return self._copied[path]
            if await asyncio.to_thread(files.exists, path):
                return await asyncio.to_thread(files.read, path)
        return None

    def _are_there(self, paths: Sequence[str]) -> bool:
        return self._files is not None and all(map(self._files.exists, paths))
