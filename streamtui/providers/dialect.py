"""What differs between the APIs of a server: where requests go, what they say, how replies are read."""

from __future__ import annotations

from typing import Any, Protocol

from streamtui.core.ports.provider import ChatRequest, Take
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.providers.failures import AttemptError


class Dialect(Protocol):
    """One API, as one server takes it."""

    @property
    def api(self) -> str:
        """Its name: `chat`, `responses`."""
        ...

    @property
    def path(self) -> str:
        """Behind the base URL."""
        ...

    def decoder(self, url: str, model: str) -> ReplyDecoder:
        """For the body of a reply; both are for the sentences on its faults."""
        ...

    def body(self, request: ChatRequest) -> dict[str, Any]:
        """What is sent: all of the request that this server takes."""
        ...

    def listening(self, request: ChatRequest, take: Take) -> Take:
        """`take`, where this API has nothing to remember of a reply; else what tells it of the events, too."""
        ...

    def learn(self, request: ChatRequest, failure: AttemptError) -> list[str] | None:
        """Give up what the server refused, and say so in sentences to the person; `None`: nothing was learned."""
        ...
