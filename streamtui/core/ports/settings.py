"""What can be set, for those who show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One that can be set: `tools.rounds`, or for each profile `profiles.NAME.model`."""

    name: str
    """As config.toml would have it."""
    wanted: str
    """What a value must be."""
    default: str
    """What holds without one, as config.toml would have it; nothing where that is nothing."""
    doc: str
    """What it is for, in a line."""
    variable: str
    """The environment variable that sets it, too; nothing where there is none."""


@dataclass(frozen=True, slots=True)
class SetValue:
    """What holds of a setting, and who says so."""

    name: str
    value: object
    """Without keys."""
    text: str
    """The same as config.toml would have it."""
    origin: str
    """For a person: `config.toml, line 3`, the name of a variable or an option, `default`."""
    line: int | None = None
    is_default: bool = False
