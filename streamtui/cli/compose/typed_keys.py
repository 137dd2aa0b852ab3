"""Keys that the person types into the chat: where they are kept."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.cli.compose.config_file import ConfigFile
from streamtui.cli.compose.kept_keys import KeptKeys
from streamtui.cli.compose.places import Places
from streamtui.config.declared import dotted
from streamtui.config.key_places import keyring_name
from streamtui.config.keyring_keys import has_keyring, keep_in_keyring
from streamtui.config.paths import data_dir
from streamtui.config.ready_profiles import READY
from streamtui.core.faults.faults import DiskError
from streamtui.core.ports.wanted_key import Keeping, WantedKey
from streamtui.core.text.display_safe import display_safe


class KeptTypedKeys:
    """core.ports.wanted_key.TypedKeys."""

    def __init__(self, places: Places) -> None:
        self._places = places

    @property
    def keepings(self) -> Sequence[Keeping]:
        """See core.ports.wanted_key.TypedKeys."""
        return ("keyring", "run", "file") if has_keyring() else ("run", "file")

    @property
    def file(self) -> str:
        """See core.ports.wanted_key.TypedKeys."""
        return display_safe(str(ConfigFile(self._places.environ).path), keep_newlines=False)

    def take(self, wanted: WantedKey, key: str, keeping: Keeping) -> str:
        """See core.ports.wanted_key.TypedKeys."""
        self._places.key_places.take(wanted.profile, wanted.url, key)
        if keeping == "run":
            return "The key holds in this run."
        where = "the keyring" if keeping == "keyring" else self.file
        first = f"; in later runs {wanted.key_from} goes first: take it away there" if wanted.key_from else ""
        if keeping == "keyring":
            self._into_keyring(wanted, key)
        else:
            self._into_file(wanted, key)
            if wanted.profile in self._places.configuration.profiles:
                first = ""
        return f"The key is kept in {where}{first}."

    def _into_keyring(self, wanted: WantedKey, key: str) -> None:
        name = keyring_name(wanted.profile, wanted.url)
        keep_in_keyring(name, key)
        try:
            KeptKeys(data_dir(self._places.environ)).add(name)
        except OSError as error:
            raise DiskError(f"That the keyring has the key can't be noted ({error.strerror}).") from error

    def _into_file(self, wanted: WantedKey, key: str) -> None:
        """A profile that is not there yet is written whole: without an address it would be another server's."""
        profiles = self._places.configuration.profiles
        file = ConfigFile(self._places.environ)
        if wanted.profile not in profiles:
            ready = READY.get(wanted.profile)
            file.store(("profiles", wanted.profile, "base_url"), (ready and ready.base_url) or wanted.url)
            if ready is not None and ready.model:
                file.store(("profiles", wanted.profile, "model"), ready.model)
        file.store(("profiles", wanted.profile, "api_key"), key)
        self._places.current.written.add(dotted(("profiles", wanted.profile)))
