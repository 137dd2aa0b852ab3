"""What can be done in the list of conversations, besides what can be in any list."""

from __future__ import annotations

from typing import Any

from streamtui.frontends.tui.kit.command import Command

_TITLE = "Rename, pin, delete, bring back, export"
"""All of them in one row of the help, which has little room."""


def _on_one(picker: Any) -> bool:
    return picker.chosen is not None and not picker.asks


BRING_BACK: Command[Any] = Command(
    "history.bring_back",
    _TITLE,
    lambda picker: picker.bring_back(),
    lambda picker: picker.can_bring_back,
    keys=("ctrl+b",),
    label="Bring back",
)
COMPLETE: Command[Any] = Command(
    "history.complete",
    "Complete a filter",
    lambda picker: picker.complete(),
    lambda picker: bool(picker.completions),
    keys=("tab",),
)
HISTORY_COMMANDS: tuple[Command[Any], ...] = (
    Command(
        "history.retitle",
        _TITLE,
        lambda picker: picker.retitle(),
        _on_one,
        ("ctrl+r",),
        label="Rename",
    ),
    Command(
        "history.pin",
        _TITLE,
        lambda picker: picker.pin(),
        _on_one,
        ("ctrl+t",),
        label="Pin",
    ),
    Command(
        "history.discard",
        _TITLE,
        lambda picker: picker.discard(),
        _on_one,
        ("ctrl+x",),
        label="Delete",
    ),
    BRING_BACK,
    Command(
        "history.export",
        _TITLE,
        lambda picker: picker.export(),
        _on_one,
        ("ctrl+s",),
        label="Export",
    ),
    COMPLETE,
)
"""In the list of conversations."""
