"""What differs between the APIs of a server: where requests go, what they say, how replies are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from streamtui.core.ports.provider import ChatRequest, Take
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.chat_dialect import ChatDialect
from streamtui.providers.failures import AttemptError
from streamtui.providers.responses_dialect import ResponsesDialect


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

    def goes_on(self, body: Mapping[str, Any]) -> bool:
        """What was asked for with that body goes on at the server, though the connection breaks."""
        ...

    def listening(self, request: ChatRequest, take: Take) -> Take:
        """`take`, where this API has nothing to remember of a reply; else what tells it of the events, too."""
        ...

    def learn(self, request: ChatRequest, failure: AttemptError) -> list[str] | None:
        """Give up what the server refused, and say so in sentences to the person; `None`: nothing was learned."""
        ...


def dialects(choice: ApiChoice, place: str) -> tuple[Dialect, Dialect | None]:
    """The API that the server at `place` is asked in, and the other one, where it may turn out to speak that."""
    if choice.api == "chat":
        return ChatDialect(legacy_functions=choice.legacy_functions), None
    responses = ResponsesDialect(place, keeps=choice.keeps, background=choice.background)
    if choice.api == "responses":
        return responses, None
    return ChatDialect(legacy_functions=choice.legacy_functions), responses
