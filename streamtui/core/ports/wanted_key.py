"""A server that can't be asked without another key: what the person is told, and where the key goes that they type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from streamtui.core.faults.faults import ConfigurationError

Keeping: TypeAlias = Literal["run", "keyring", "file"]
"""Where a typed key is kept: in this run alone, in the system's keyring, in config.toml."""


@dataclass(frozen=True, slots=True)
class WantedKey:
    """Everything in it can be shown."""

    profile: str
    url: str
    why: str
    """What is wrong, in a sentence."""
    key_from: str = ""
    """Where the key stands that is no good; nothing where there is none."""


class WantedKeyError(ConfigurationError):
    """Raised where there is none."""

    def __init__(self, wanted: WantedKey) -> None:
        super().__init__(wanted.why)
        self.wanted = wanted


class TypedKeys(Protocol):
    """Takes keys that are typed."""

    @property
    def keepings(self) -> Sequence[Keeping]:
        """Where they can be kept, the usual place first."""
        ...

    @property
    def file(self) -> str:
        """The path of config.toml, to be shown."""
        ...

    def take(self, wanted: WantedKey, key: str, keeping: Keeping) -> str:
        """Go by this key from now on, and keep it; says what became of it. Not for the loop: a keyring takes its time.

        Raises StreamtuiError where it can't be kept: then it holds for this run.
        """
        ...
