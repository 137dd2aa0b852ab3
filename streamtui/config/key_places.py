"""Keys that stand neither in a file nor in a variable: typed in this run, printed by a command, kept in the keyring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlsplit

from streamtui.config.key_commands import key_of_command
from streamtui.config.keyring_keys import keyring_key
from streamtui.config.keys import Key, shown_url
from streamtui.config.profiles import Profile, told_profile

_KEYRING = "the keyring"


class KeyPlaces:
    """Asks each of them once in a run, and knows what they said."""

    def __init__(
        self, environ: Mapping[str, str] | None = None, kept: Callable[[], Collection[str]] = tuple[str, ...]
    ) -> None:
        """`environ` is what commands get to know; `kept` are the names of what was put into the keyring here."""
        self._environ = environ or {}
        self._kept = kept
        self._typed: dict[str, str] = {}
        self._asked: dict[tuple[str, str], str] = {}

    @property
    def known(self) -> Collection[str]:
        """Every key that was had of them, to be hidden."""
        return {*self._typed.values(), *self._asked.values()}

    def take(self, profile: str, url: str, key: str) -> None:
        """The person typed it for that profile's server: it goes before all others in this run."""
        self._typed[keyring_name(profile, url)] = key

    def typed(self, profile: Profile, url: str) -> Key | None:
        """What the person typed for it."""
        key = self._typed.get(keyring_name(profile.name, url))
        return Key(key, "typed", "this run", url) if key else None

    def own(self, profile: Profile, url: str) -> Key | None:
        """What the profile says of where its key is. Raises ConfigurationError."""
        if command := profile.api_key_command:
            key = self._once("command", command, lambda: key_of_command(command, profile.name, self._environ))
            return Key(key, "api_key_command", told_profile(profile.name), url)
        name = profile.api_key_keyring
        key = self._once("keyring", name, lambda: keyring_key(name)) if name else ""
        return Key(key, repr(name), _KEYRING, url) if key else None

    def kept(self, profile: Profile, url: str) -> Key | None:
        """What was put into the keyring for it here. Raises ConfigurationError."""
        name = keyring_name(profile.name, url)
        if name in self._kept() and (key := self._once("keyring", name, lambda: keyring_key(name))):
            return Key(key, repr(profile.name), _KEYRING, url)
        return None

    def _once(self, kind: str, name: str, ask: Callable[[], str]) -> str:
        if (kind, name) not in self._asked:
            self._asked[kind, name] = ask()
        return self._asked[kind, name]


def keyring_name(profile: str, url: str) -> str:
    """What a profile's key is kept under: with its server, as it is for no other.

    >>> keyring_name("groq", "https://api.groq.com/openai/v1")
    'groq https://api.groq.com'
    """
    parts = urlsplit(shown_url(url))
    return f"{profile} {parts.scheme}://{parts.netloc}"
