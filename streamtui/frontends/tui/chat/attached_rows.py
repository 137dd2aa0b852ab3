"""The files that go with the prompt, in rows above it: what each is, about how many tokens, and the way to leave it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from streamtui.core.chat.attachments import MOST
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.attachment_words import facts_of
from streamtui.core.words.figures import count
from streamtui.frontends.tui.desk.attaching import Chip
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, WARN
from streamtui.rows.row import Row, Run, cells, clip

_MOST_ROWS = 3
_APART = "   "


def attached_rows(face: Face, width: int) -> Iterator[Row]:
    """As many beside each other as fit; those that can't be sent stand alone, with why."""
    row: Row = ()
    rows = 0
    chips = [*enumerate(face.attached)]
    fit = [each for each in chips if not each[1].problem]
    for place, (number, chip) in enumerate(fit):
        one = _chip(face, chip, number, width)
        if row and cells(row) + len(_APART) + cells(one) > width:
            yield row
            row, rows = (), rows + 1
        if rows >= _MOST_ROWS:
            yield (Run(f"  +{len(fit) - place} more", DIM),)
            row = ()
            break
        row = (*row, Run(_APART), *one) if row else one
    if row:
        yield row
    if face.blind:
        model = display_safe(face.model, keep_newlines=False)
        yield (
            Run(clip(f"! {model} is known to take no images: choose another model, or leave them out.", width), WARN),
        )
    yield from (_problem(chip, number, width) for number, chip in chips[:MOST] if chip.problem)


def _chip(face: Face, chip: Chip, number: int, width: int) -> Row:
    assert chip.attachment is not None
    facts = facts_of(chip.attachment)
    if chip.weight is not None and (tokens := round(chip.weight.by(face.state.ratio_of(face.model)))):
        facts.append(f"{count(tokens, estimated=True)} tok")
    about = display_safe(" " + " ".join(facts), keep_newlines=False)
    name = display_safe(chip.attachment.name, keep_newlines=False)
    name = clip(name, max(8, width - cell_len(about) - 4))
    return (Run("+ ", ACCENT), Run(name, BRIGHT), Run(about, DIM), _leaves(number))


def _problem(chip: Chip, number: int, width: int) -> Row:
    said = clip(display_safe(chip.problem, keep_newlines=False), width - 4)
    return (Run("! ", WARN), Run(said, WARN), _leaves(number))


def _leaves(number: int) -> Run:
    return Run(" ×", ACCENT, f"screen.detach({number})")
