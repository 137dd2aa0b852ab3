"""core.ports.personas.Personas of config.toml, and where one has who is talked to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from streamtui.attachments.local_files import LocalFiles
from streamtui.cli.compose.places import Places
from streamtui.config.flags import Flags
from streamtui.config.paths import config_dir
from streamtui.config.personas import PersonaConfig
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.personas import Persona
from streamtui.core.text.nearest import perhaps


class ConfiguredPersonas:
    """See the port."""

    def __init__(self, places: Places) -> None:
        self._current, self._environ = places.current, places.environ

    @property
    def _all(self) -> Mapping[str, PersonaConfig]:
        return self._current.configuration.personas

    @property
    def names(self) -> Sequence[str]:
        """See the port."""
        return [*self._all]

    def about(self, name: str) -> str:
        """See the port."""
        found = self._all[name]
        said = found.system.strip().partition("\n")[0] or found.system_file
        return " · ".join(part for part in (found.profile, found.model, said) if part)

    def persona(self, name: str) -> Persona:
        """See the port. Raises ConfigurationError."""
        found = self._all.get(name)
        if found is None:
            known = f"known are {', '.join(self._all)}" if self._all else "config.toml has none"
            raise ConfigurationError(
                f"There is no persona {name!r}{perhaps(name, self._all)}: {known}; [personas.{name}] makes one."
            )
        system = self._read(found) if found.system_file else found.system
        return Persona(name, system, found.parameters, found.model, found.profile)

    def _read(self, found: PersonaConfig) -> str:
        path = config_dir(self._environ) / Path(found.system_file).expanduser()
        files, told = LocalFiles(self._environ), f"The system prompt of the persona {found.name!r}"
        if not files.exists(str(path)):
            raise ConfigurationError(f"{told} is to stand in {path}, and there is no such file: write it.")
        file = files.read(str(path))
        if file.data or file.entries or not file.text.strip():
            raise ConfigurationError(f"{told} is to stand in {path}, which is no text: write it there.")
        return file.text.strip()


def flags_with(flags: Flags, persona: Persona | None) -> Flags:
    """Who is talked to where the command line does not say: whom the persona names."""
    if persona is None:
        return flags
    profile = flags.profile or (None if flags.base_url else persona.profile or None)
    own_place = not persona.profile or profile == persona.profile
    return replace(flags, profile=profile, model=flags.model or (persona.model or None if own_place else None))
