"""The store of conversations, where they are to be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from streamtui.cli.compose.places import Places
from streamtui.config.paths import data_dir
from streamtui.core.faults.faults import ConfigurationError

if TYPE_CHECKING:
    from streamtui.storage.conversations.store import ConversationStore


def open_store(places: Places) -> ConversationStore:
    """The store, whether anything is to be kept in it or not. Nothing is opened yet."""
    from streamtui.storage.conversations.store import ConversationStore
    from streamtui.storage.conversations.streams import Bounds

    settings = places.configuration.settings.store
    bounds = Bounds(settings.streams if settings.keep else 0, settings.streams_days, settings.streams_mb)
    return ConversationStore(data_dir(places.environ), places.clock, places.secrets, bounds)


def close_store(store: ConversationStore, say: Callable[[str], object]) -> None:
    """Write what waits, let go of the file, and say what the person should know of it, if anything."""
    store.close()
    for sentence in store.take_news():
        say(sentence)


def is_store(places: Places) -> bool:
    """There is one, which was kept before."""
    from streamtui.storage.conversations.database import NAME

    return (data_dir(places.environ) / NAME).exists()


def store_to_keep(places: Places, *, no_store: bool, resume: str | None) -> ConversationStore | None:
    """The store, where conversations are to be kept; `resume` one of them.

    Raises ConfigurationError where one is to be gone on with and none is kept.
    """
    if places.configuration.settings.store.keep and not no_store:
        return open_store(places)
    if resume is not None:
        raise ConfigurationError(
            "No conversation can be gone on with where none is kept: drop --no-store, or `keep = false` in [store]."
        )
    return None
