"""The frame of the screen: the status line, and the rule above the prompt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, RULE, STRONG, WARN
from streamtui.frontends.tui.looking.phase import phase_row
from streamtui.rows.row import Row, Run, cells, clip, spread

_LOOPBACK = ("127.0.0.1:", "localhost:", "[::1]:")
_SYSTEM_CELLS = 24
_BAR_CELLS = 10
_APART = 3
"""Blank cells between the parts of the status line."""


def status_row(face: Face, width: int) -> Row:
    """Model, place, what requests carry, how full the context is, phase; the less room, the fewer of them."""
    phase = phase_row(face)
    model, place = (display_safe(text, keep_newlines=False) for text in (face.model, face.place))
    ports = [f":{place.removeprefix(start)}" for start in _LOOPBACK if place.startswith(start)]
    sent = _sent(face)
    context = _context(face)
    least = (Run(model or place, STRONG),)
    lefts: list[Row] = [least]
    if model and place:
        lefts += [(*least, Run(f" · {shown}", DIM)) for shown in (*ports, place)]
    fullest = lefts[-1]
    lefts += [(*fullest, Run(f"{' ' * _APART}{' · '.join(sent[:many])}", DIM)) for many in range(1, len(sent) + 1)]
    rights: list[Row] = [phase, *((*shown, Run(" " * _APART), *phase) for shown in context)]
    for left, right in _fullest_first(lefts, rights):
        if cells(left) + _APART + cells(right) <= width:
            return spread(left, right, width)
    return spread(least, phase, width)


def _fullest_first(lefts: Sequence[Row], rights: Sequence[Row]) -> Iterable[tuple[Row, Row]]:
    """The pairs to be tried. The context in short goes before what is sent along, all else of it behind."""
    short = rights[:2]
    for right in reversed(rights[2:]):
        yield lefts[-1], right
    for left in reversed(lefts):
        yield left, short[-1]
    yield lefts[0], rights[0]


def _sent(face: Face) -> list[str]:
    """What requests carry beside the messages."""
    persona = face.state.conversation.persona
    name = clip(display_safe(persona.name, keep_newlines=False), _SYSTEM_CELLS) if persona is not None else ""
    sent = [*([f"as {name}"] if name else []), *face.parameters]
    if face.tools:
        on = sum(is_on for _, is_on in face.tools)
        sent.append(f"{on} tool{'' if on == 1 else 's'}")
    told = persona is not None and persona.system == face.state.conversation.system
    if not told and (system := display_safe(face.state.conversation.system, keep_newlines=False).strip()):
        sent.append(f"“{clip(system, _SYSTEM_CELLS)}”")
    return sent


def _context(face: Face) -> list[Row]:
    """What the next request has, and how full of that the context is, where its limit is known; the shortest first."""
    if not face.sends:
        return []
    sends = (Run("sends ", DIM), Run(f"~{face.sends:,}", BRIGHT), Run(" tok", DIM))
    if not face.context_limit:
        return [sends]
    share = face.sends / face.context_limit
    words = Run(f"{share:.0%}".replace("%", " %"), WARN if share > 1 else BRIGHT)
    full = round(min(1.0, share) * _BAR_CELLS)
    bar = (Run("▓" * full, ACCENT), Run("░" * (_BAR_CELLS - full), DIM), Run(" "))
    apart = Run(" " * _APART)
    return [
        (Run("ctx ", DIM), words),
        (*sends, apart, Run("ctx ", DIM), words),
        (*sends, apart, Run("ctx ", DIM), *bar, words),
    ]


def rule_row(hint: str, width: int) -> Row:
    """A thin rule that carries the endpoint's standing hint at its end."""
    words = clip(display_safe(hint, keep_newlines=False), width - 4)
    if not words:
        return (Run("─" * width, RULE),)
    middle = (Run(f" {words} ", DIM), Run("──", RULE))
    return (Run("─" * (width - cells(middle)), RULE), *middle)
