"""What a server keeps of conversations: a request may go on from a response, where all before it is what it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from streamtui.core.chat.events import ResponseNamed, StreamEvent
from streamtui.core.chat.request_messages import OUTPUT
from streamtui.core.json_text.values import mapping, text
from streamtui.core.ports.provider import Take


class KeptResponses:
    """The responses of one server, since the provider was made; messages are those of requests without the system's."""

    def __init__(self, place: str) -> None:
        """`place` is what the server is called here."""
        self._place = place
        self._asked: dict[str, bytes] = {}
        """Digests of the messages that each response answers, by its id."""

    def listening(self, messages: Sequence[Mapping[str, Any]], take: Take) -> Take:
        """`take`, that remembers what the response answers once it is named."""

        def taking(event: StreamEvent) -> None:
            if type(event) is ResponseNamed:
                running = hashlib.sha256()
                for message in messages:
                    running.update(_line(message))
                self._asked[event.id] = running.digest()
            take(event)

        return taking

    def behind(self, messages: Sequence[Mapping[str, Any]], model: str) -> tuple[str, Sequence[Mapping[str, Any]]]:
        """The id of the last response of that model from which these go on, and the messages behind it.

        An empty id and all of the messages, where there is none.
        """
        running = hashlib.sha256()
        found, behind = "", messages
        for place, message in enumerate(messages[:-1]):
            own = mapping(message.get(OUTPUT))
            identity = (
                text(own.get("response_id")) if (own.get("model"), own.get("place")) == (model, self._place) else ""
            )
            if identity and self._asked.get(identity) == running.copy().digest():
                found, behind = identity, messages[place + 1 :]
            running.update(_line(message))
        return found, behind


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, sort_keys=True).encode() + b"\n"
