"""What a file that is being named in the prompt may be: the names in its folder, which is read once it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

from streamtui.core.ports.attachments import Attachments, PathName
from streamtui.core.text.mentions import Mention, begun_mention, written_mention
from streamtui.frontends.tui.kit.completing import Completion, Step
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.offers import Offers

_MOST_NEAR = 500
"""Of a huge folder only names are weighed that hold what is typed, and no more."""


class PathMenu:
    """Offers what may stand behind an `@`."""

    def __init__(
        self, files: Attachments | None, arrived: Callable[[], None], is_unasked: Callable[[str], bool]
    ) -> None:
        """`arrived` is called once a folder was read; for what `is_unasked`, as it was pasted, nothing is offered."""
        self._files, self._arrived, self._is_unasked = files, arrived, is_unasked
        self._folder: str | None = None
        self._names: Sequence[PathName] = ()
        self._reading: asyncio.Task[None] | None = None

    def completion(self, text: str, place: int) -> Completion | None:
        """What is offered where the cursor stands at that place of the prompt; `None` where no file is named there."""
        begun = begun_mention(text[:place]) if self._files is not None else None
        if begun is None or self._is_unasked(begun.path):
            self._folder = None
            return None
        folder, typed = _parted(begun.path)
        if folder != self._folder:
            self._read(folder)
        offers = [*self._offers(text, place, begun, folder, typed)]
        found = Offers(offers, typed, cursor=-1)
        if typed and found.shown and typed not in (found.shown[0].name, *found.shown[0].also):
            found.cursor = 0
        reads = self._reading is not None and not self._reading.done()
        return Completion(found, f"reading {folder or 'this folder'} …" if reads else "")

    def _read(self, folder: str) -> None:
        self._folder, self._names = folder, ()
        self._reading = asyncio.create_task(self._take(folder))

    async def _take(self, folder: str) -> None:
        assert self._files is not None
        names = await asyncio.to_thread(self._files.names, folder)
        if folder == self._folder:
            self._names, self._reading = names, None
            self._arrived()

    def _offers(self, text: str, place: int, begun: Mention, folder: str, typed: str) -> Iterator[Offer[Step]]:
        names = [each for each in self._names if typed.startswith(".") or not each.name.startswith(".")]
        if len(names) > _MOST_NEAR:
            near = typed.casefold()
            names = [each for each in names if near in each.name.casefold()][:_MOST_NEAR]
        ups = [PathName(typed, is_folder=True)] if typed in ("..", "~") else []
        for name, is_folder in (*ups, *names):
            path = f"{folder}{name}/" if is_folder else f"{folder}{name}"
            written = written_mention(path)
            if is_folder:
                written = written.removesuffix('"')  # there is more to come
            elif not text[place : place + 1].isspace():
                written += " "
            step = Step(text[: begun.start] + written + text[place:], runs=False, place=begun.start + len(written))
            shown = f"{name}/" if is_folder else name
            yield Offer(shown, step, "folder" if is_folder else "", also=() if is_folder else (name,))


def _parted(path: str) -> tuple[str, str]:
    """The folder with its slash, and what is typed of a name in it."""
    at = path.rfind("/") + 1
    return path[:at], path[at:]
