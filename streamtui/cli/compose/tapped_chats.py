"""Chats that go on with what another program asked, opened from the window of a tap."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from importlib import import_module

from streamtui.cli.compose.chat_app import chat_services
from streamtui.cli.compose.choices import KeptChoices
from streamtui.cli.compose.places import Places
from streamtui.cli.compose.stores import store_to_keep
from streamtui.config.flags import Flags
from streamtui.core.chat.events import RequestPrepared, StreamEvent
from streamtui.core.chat.parameters import PARAMETERS
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.tap import Tapped
from streamtui.core.wire.sent_request import sent_request
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.tap.window import TappedChat
from streamtui.storage.imports.exported_form import exported_form
from streamtui.storage.imports.request_body import conversation_of


class TappedChats:
    """Each is taken among the conversations that are kept, and opened there; tools are the program's, and not run."""

    def __init__(self, places: Places, flags: Flags, shown: Shown, choices: KeptChoices) -> None:
        """`flags` choose who is talked to: who is behind the tap."""
        self._places, self._flags, self._shown, self._choices = places, flags, shown, choices
        self._store = store_to_keep(places, no_store=False, resume=None)
        self._at_end = AsyncExitStack()

    def prepare(self, tapped: Tapped, events: Sequence[StreamEvent]) -> TappedChat:
        """See frontends.tui.tap.window.TapWindow.chat; waits for the disk. Raises StreamtuiError."""
        if (store := self._store) is None:
            raise ConfigurationError("A request is opened as a kept conversation, and none are kept: see [store].")
        body = next((event.body for event in events if isinstance(event, RequestPrepared)), "")
        at = datetime.fromisoformat(tapped.started).timestamp()
        foreign = conversation_of(body, at, ChatState().fold(events).reply)
        if foreign is None or not foreign.said:
            raise ConfigurationError(f"#{tapped.number} carries no conversation that could be gone on with.")
        store.open()
        store.take_in(exported_form(foreign)).result()
        flags = replace(self._flags, model=tapped.model or None)
        services, closed = chat_services(self._places, flags, [], None, self._choices, store, foreign.id)
        for each in closed:
            self._at_end.push_async_callback(each.close)
        import_module("streamtui.providers.openai_api")
        looks = self._shown
        services = replace(services, theme=looks.theme, low_bandwidth=looks.low_bandwidth, colours=looks.colours)
        sent = sent_request(body)
        own = {} if sent is None else {name: value for name, value in sent.parameters.items() if name in PARAMETERS}
        return TappedChat(services, own, tuple(sorted(foreign.left_out)))

    async def close(self) -> None:
        """Give back what the chats hold, and write what waits."""
        await self._at_end.aclose()
        if self._store is not None:
            self._store.close()
