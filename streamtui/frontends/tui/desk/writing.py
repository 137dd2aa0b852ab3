"""What is written at a desk, as it is kept for another run of the program, and back again."""

from __future__ import annotations

from streamtui.core.ports.prompts import Draft, Written
from streamtui.core.text.mentions import written_mention
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.terminal.paste_reader import without_controls


def written_of(desk: Desk, text: str) -> Written:
    """A text of the prompt, with all that it stands for."""
    return Written(text, desk.folds.of(text), desk.attaching.unasked_in(text))


def text_of(desk: Desk, written: Written) -> str:
    """The text for the prompt. What it named without being asked for is not read now either."""
    desk.attaching.leave_unasked(" ".join(map(written_mention, written.unasked)))
    folds = {label: without_controls(text) for label, text in written.folds.items()}
    return desk.folds.take_in(without_controls(written.text), folds)


def draft_of(desk: Desk, text: str) -> Draft:
    """What is not sent now: what the prompt says, and what waits."""
    waiting = [*desk.waiting.prompts]
    return Draft(
        written_of(desk, text),
        [written_of(desk, prompt) for prompt in waiting],
        desk.attaching.copied_in("\n".join((text, *waiting))),
        desk.session.kept_as if desk.session is not None else "",
    )
