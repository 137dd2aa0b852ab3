"""The `[personas.NAME]` tables: named system prompts with parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from msgspec import Meta

from streamtui.config.declared import ELSEWHERE
from streamtui.config.parameters import parameter_mistakes
from streamtui.config.tables import Mistake, Table


class PersonaConfig(Table, frozen=True):
    """One persona."""

    name: Annotated[str, ELSEWHERE]
    system: Annotated[str, Meta(description="the system prompt")] = ""
    system_file: Annotated[str, Meta(description="a text file with it, from the folder of config.toml on")] = ""
    parameters: Annotated[
        Mapping[str, Any], Meta(description="parameters of its requests: temperature, max_tokens, ...")
    ] = {}
    model: Annotated[str, Meta(description="the model that is asked; without it the one that is asked anyhow")] = ""
    profile: Annotated[str, Meta(description="the profile that is asked; without it the one that is asked anyhow")] = ""

    def mistakes(self) -> Iterator[Mistake]:
        """See config.tables.Table."""
        if self.system and self.system_file:
            yield Mistake(("system_file",), "can't stand beside system: drop one of them.")
        if self.name in ("", "-") or self.name.startswith("-"):
            yield Mistake((), "can't be called so: give it a name that begins with no dash.")
        yield from parameter_mistakes("parameters", self.parameters)
