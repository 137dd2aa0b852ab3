"""What a chat shows of itself at one moment: all that status line, advice and statistics are made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from streamtui.core.chat.state import ChatState
from streamtui.core.ports.provider import Progress
from streamtui.core.words.parameter_words import shown_in_short
from streamtui.frontends.tui.desk.attaching import Chip
from streamtui.frontends.tui.desk.commands import DESK_COMMANDS
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.kit.command import Command


@dataclass(frozen=True, slots=True)
class Face:
    """A chat as it is now, whoever plays it."""

    now: float
    """The instant that times are counted up to."""
    state: ChatState
    """Goes on by itself: to be read at once."""
    place: str = ""
    """What is talked to."""
    model: str = ""
    """The model that is asked, or will be."""
    hint: str = ""
    """What the person should know about the place, or nothing."""
    connected: bool = True
    """The place can be asked."""
    opening_s: float | None = None
    """For how long it has been prepared; `None` when it is not."""
    progress: Progress | None = None
    """How far that is."""
    queued: Sequence[str] = ()
    """The prompts that wait, in their order."""
    over_budget: bool = False
    """The person is asked whether more may be spent."""
    attached: Sequence[Chip] = ()
    """The files that the prompt names which is being written."""
    blind: bool = False
    """Images are among them, and the model is known to take none."""
    parameters: tuple[str, ...] = ()
    """The name and value of each that the person set for requests, as they would write it."""
    tools: tuple[tuple[str, bool], ...] = ()
    """The function tools there are, and which of them are on."""
    sends: int = 0
    """About how many tokens the next request has, with what is written already."""
    context_limit: int | None = None
    """Tokens that the model has room for, where that is known."""
    key_from: str = ""
    """Where the key stands that the place is asked with."""
    offers: Collection[Command[Any]] = ()
    """What the person can do about it now."""


def face_of(desk: Desk, now: float, draft: str = "") -> Face:
    """What a desk shows of itself at this instant; `draft` is what is written and not sent yet."""
    attached = desk.attaching.chips(draft)
    connection, since = desk.connection, desk.connection.opening_since
    return Face(
        now,
        desk.state,
        place=connection.place,
        model=connection.model,
        hint=connection.hint,
        connected=connection.ready or connection.reopen,  # then it is gone to by itself
        opening_s=None if since is None else now - since,
        progress=connection.progress,
        queued=tuple(desk.turns.queued),
        over_budget=desk.purse.is_asking,
        attached=attached,
        blind=any(chip.is_image for chip in attached) and connection.endpoint.facts(connection.model).blind,
        parameters=tuple(shown_in_short(desk.own.parameters)),
        tools=() if (box := desk.toolbox) is None else tuple((tool.name, box.is_on(tool.name)) for tool in box.tools()),
        sends=desk.sent_size.of(
            desk.state.conversation,
            desk.state.ratio_of(connection.model),
            desk.folds.whole(draft),
            _sent_tools(desk),
            [chip.weight for chip in attached if chip.weight is not None],
        ),
        context_limit=connection.context_limit,
        key_from=desk.key_from,
        offers=[command for command in DESK_COMMANDS if command.possible(desk)],
    )


def _sent_tools(desk: Desk) -> Sequence[Mapping[str, Any]] | None:
    """The definitions that go along with a prompt; `None` before a conversation tells which."""
    if desk.session is None:
        return None
    return desk.toolbox.definitions() if desk.toolbox is not None and desk.connection.endpoint.takes_tools else ()
