"""The palette: all that can be done now, to be found by its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.offer import Offer

_MOST_USED = 3
_GROUPS = {
    "REPLY": (
        "stop retry_now connect send_queued take_back take_earlier waiting continue ask_again edit copy_selection code "
        "race"
    ),
    "CONVERSATION": (
        "new back history title rewind mark model api key system set parameters persona format tools attach detach "
        "paste_image editor fold find_prompt snippet record"
    ),
    "VIEW": (
        "calls close_calls wire close_wire statistics close_figures close_thoughts theme themes drop_selection "
        "drop_found page_up page_down follow next_pane"
    ),
}
_KEYS_ONLY = ("quit_when_sure", "end_of_input", "drop_draft", "bring_back")
"""What a key means in an empty prompt or conversation, or one with a text: said of none that is chosen from a list."""
_ALONE = {"page_up": "Scroll up", "page_down": "Scroll down"}
"""What is called otherwise here than among the keys, where two stand in a row."""
_OTHERS = "PROGRAM"
"""What is about no conversation."""


def palette_offers(commands: Iterable[Command[Any]], used: Sequence[str]) -> list[Offer[Command[Any]]]:
    """Those that were used last, then the others by their groups."""
    possible = {command.id: command for command in commands if _name(command) not in _KEYS_ONLY}
    last = [possible.pop(name) for name in used if name in possible][:_MOST_USED]
    grouped = [(_group(command), command) for command in possible.values()]
    rest = [_offer(command, group) for each in (*_GROUPS, _OTHERS) for group, command in grouped if group == each]
    return [*(_offer(command, "LAST USED") for command in last), *rest]


def _group(command: Command[Any]) -> str:
    name = _name(command)
    return next((group for group, names in _GROUPS.items() if name in names.split()), _OTHERS)


def _name(command: Command[Any]) -> str:
    return command.id.rpartition(".")[2]


def _offer(command: Command[Any], group: str) -> Offer[Command[Any]]:
    usage = command.key or next((f"/{word}" for word in command.words), "")
    return Offer(_ALONE.get(_name(command), command.title), command, right=usage, also=command.words, group=group)
