"""Chats that go on with what a request carries, opened from the window of a tap or from a replay."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

from streamtui.cli.compose.chat_app import chat_services
from streamtui.cli.compose.choices import KeptChoices
from streamtui.cli.compose.places import Places
from streamtui.cli.compose.stores import store_to_keep
from streamtui.config.flags import Flags
from streamtui.core.chat.events import RequestPrepared, RequestSent, StreamEvent
from streamtui.core.chat.parameters import PARAMETERS
from streamtui.core.chat.request_messages import in_chat
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.tap import Tapped
from streamtui.core.wire.sent_request import sent_request
from streamtui.frontends.tui.desk.continued import Continued
from streamtui.frontends.tui.desk.services import Shown
from streamtui.storage.imports.exported_form import exported_form
from streamtui.storage.imports.request_body import conversation_of


class ContinuedChats:
    """Each is taken among the conversations that are kept, and opened there; tools are the program's, and not run."""

    def __init__(self, places: Places, flags: Flags, shown: Shown, choices: KeptChoices) -> None:
        """`flags` choose who is talked to, but for the model."""
        self._places, self._flags, self._shown, self._choices = places, flags, shown, choices
        self._store = store_to_keep(places, no_store=False, resume=None)
        self._at_end = AsyncExitStack()

    def of_tapped(self, tapped: Tapped, events: Sequence[StreamEvent]) -> Continued:
        """Go on with a request of a tap: see frontends.tui.tap.window.TapWindow.chat. Raises StreamtuiError."""
        return self._prepare(f"#{tapped.number}", tapped.started, tapped.model, events)

    def of_recording(self, header: RecordingHeader, events: Sequence[StreamEvent]) -> Continued:
        """Go on with the last request of these; at its own place, where there is a profile of that name.

        Waits for the disk. Raises StreamtuiError.
        """
        known = header.profile in self._places.configuration.profiles
        return self._prepare("What is recorded up to here", header.started, "", events, header.profile if known else "")

    def _prepare(
        self, name: str, started: str, model: str, events: Sequence[StreamEvent], profile: str = ""
    ) -> Continued:
        if (store := self._store) is None:
            raise ConfigurationError("A request is opened as a kept conversation, and none are kept: see [store].")
        state, body = _said(events)
        at = datetime.fromisoformat(started).timestamp() if started else None
        foreign = conversation_of(body, at, state.reply)
        if foreign is None or not foreign.said:
            raise ConfigurationError(f"{name} carries no conversation that could be gone on with.")
        store.open()
        store.take_in(exported_form(foreign), spent=False).result()  # another program asked for it
        sent = sent_request(body)
        model = model or (sent.model if profile and sent is not None else "")
        flags = replace(self._flags, profile=profile or self._flags.profile, model=model or None)
        services, closed = chat_services(self._places, flags, [], None, self._choices, store, foreign.id)
        for each in closed:
            self._at_end.push_async_callback(each.close)
        import_module("streamtui.providers.openai_api")
        services = replace(services, **self._shown.of_every_app())
        own = {} if sent is None else {name: value for name, value in sent.parameters.items() if name in PARAMETERS}
        return Continued(services, own, 0 if sent is None else len(sent.tools), tuple(sorted(foreign.left_out)))

    async def close(self) -> None:
        """Give back what the chats hold, and write what waits."""
        await self._at_end.aclose()
        if self._store is not None:
            self._store.close()


def _said(events: Sequence[StreamEvent]) -> tuple[ChatState, str]:
    """What they come to, and the body of the last request; made of the conversation where that says more.

    It does where no body is kept, and where the server has what was said before.
    """
    state, body, made, told = ChatState(), "", "", list[dict[str, Any]]()
    for event in events:
        if isinstance(event, RequestSent):
            told = in_chat(state.conversation.request_messages())
            body, made = "", json.dumps({**event.options, "model": event.model, "messages": told}) if told else ""
        elif isinstance(event, RequestPrepared):
            sent = sent_request(event.body)
            body = event.body if sent is None or len(sent.messages) >= len(told) else ""
        state.apply(event)
    return state, body or made
