"""What a server keeps of conversations: a request may go on from a response, where all before it is what it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from streamtui.core.chat.attachments import as_json
from streamtui.core.chat.events import ResponseNamed, StreamEvent
from streamtui.core.chat.request_messages import OUTPUT, Owner
from streamtui.core.json_text.values import mapping, text
from streamtui.core.ports.provider import Take

if TYPE_CHECKING:
    from hashlib import _Hash


class KeptResponses:
    """The responses of one server; messages are those of requests without the system's.

    What each of them answers is kept with the reply, as a digest: it is known in a later run, too.
    """

    def __init__(self, server: str) -> None:
        self._server = server

    def listening(self, messages: Sequence[Mapping[str, Any]], take: Take) -> Take:
        """`take`, that is told what the response answers once it is named."""

        def taking(event: StreamEvent) -> None:
            if type(event) is ResponseNamed:
                running = self._digest()
                for message in messages:
                    running.update(_line(message))
                event = ResponseNamed(event.at, event.id, running.hexdigest())
            take(event)

        return taking

    def behind(self, messages: Sequence[Mapping[str, Any]], owner: Owner) -> tuple[str, Sequence[Mapping[str, Any]]]:
        """The id of the last response of that owner from which these go on, and the messages behind it.

        An empty id and all of the messages, where there is none.
        """
        running = self._digest()
        found, behind = "", messages
        for place, message in enumerate(messages[:-1]):
            own = mapping(message.get(OUTPUT))
            identity = text(own.get("response_id")) if own.get("owner") == owner else ""
            if identity and own.get("told") == running.copy().hexdigest():
                found, behind = identity, messages[place + 1 :]
            running.update(_line(message))
        return found, behind

    def _digest(self) -> _Hash:
        return hashlib.sha256(self._server.encode(errors="replace"))


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, sort_keys=True, default=as_json).encode() + b"\n"
