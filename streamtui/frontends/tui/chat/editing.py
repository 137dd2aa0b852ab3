"""The prompt in the person's own editor, which has the terminal meanwhile; a reply goes on being read behind it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from textual.app import SuspendNotSupported

from streamtui.core.faults.bugs import fault_of
from streamtui.core.text.mentions import mentions, written_mention
from streamtui.frontends.tui.chat.remembering import RememberingPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.prompt_input import UNDO
from streamtui.frontends.tui.terminal.paste_reader import is_too_long, without_controls

_NO_TERMINAL = "The editor would need the terminal, and there is none here: go on writing in the prompt."


async def edit_prompt(panes: RememberingPanes, edit: Callable[[str], str]) -> None:
    """Have the prompt edited, the whole of it; where that fails it stays as it is."""
    prompt, folds = panes.prompt, panes.desk.folds
    before = prompt.text
    whole = folds.whole(before)
    edited = partial(_edited, edit, whole)
    try:
        with _interrupts_are_the_editors(), panes.app.suspend():
            text, why = await asyncio.to_thread(edited)
    except SuspendNotSupported:
        text, why = whole, _NO_TERMINAL
    panes.say(why)
    if text == whole:
        return
    if "\ufffd" in text and "\ufffd" not in whole:
        panes.say(f"Not all that the editor saved is UTF-8: \ufffd stands for the rest; {UNDO.key} undoes it.")
    panes.desk.attaching.leave_unasked(whole, " ".join(written_mention(one.path) for one in mentions(before)))
    text = folds.folded(text)
    if is_too_long(len(text.encode()), text.count("\n")):
        text = folds.fold(text)
    if prompt.text == before:
        prompt.replace_text(text)
    else:  # something was given back meanwhile
        prompt.write(text)


def _edited(edit: Callable[[str], str], whole: str) -> tuple[str, str]:
    """The text, and why it is the same where that failed: nothing is raised while the terminal is another one's."""
    try:
        return without_controls(edit(whole)), ""
    except Exception as error:
        return whole, fault_of(error, "the editor").message


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """A `^c` that is meant for it comes to all that the terminal runs."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _edit(panes: RememberingPanes) -> None:
    if (edit := panes.services.edit) is not None:
        panes.run_worker(edit_prompt(panes, edit), group="editor")  # what waits has its turn meanwhile


EDITOR: Command[RememberingPanes] = Command(
    "chat.editor",
    "Write in your editor",
    _edit,
    lambda panes: panes.services.edit is not None,
    keys=("ctrl+e",),
    words=("editor",),
    at_once=True,
)
FOLD: Command[RememberingPanes] = Command(
    "chat.fold",
    "Open what was pasted, or fold it",
    lambda panes: panes.prompt.turn_folds(),
    lambda panes: panes.prompt.has_folds,
    keys=("alt+o",),
)
