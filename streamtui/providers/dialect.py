"""What differs between the APIs of a server: where requests go, what they say, how replies are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from streamtui.core.faults.server_words import address, host, names
from streamtui.core.ports.provider import ChatRequest, Take
from streamtui.core.text.secrets import Secrets
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.chat_dialect import ChatDialect
from streamtui.providers.failures import AttemptError
from streamtui.providers.known_apis import Found, KnownApis
from streamtui.providers.responses_dialect import ResponsesDialect

_NAMES = {
    "responses": re.compile(r"v1/responses|/responses\b|\bresponses (?:api|endpoint)", re.IGNORECASE),
    "chat": re.compile(r"chat[/ ]completions?", re.IGNORECASE),
}
_NO_SUCH_PATH = {404, 405, 501}
_ELSEWHERE_STATUS = {400, 403, 422, *_NO_SUCH_PATH}


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


class Dialects:
    """The APIs of one server, and in which of them each model is asked for."""

    def __init__(self, choice: ApiChoice, place: str, base_url: str, secrets: Secrets) -> None:
        """`place` is what the server is called here."""
        self._choice = choice
        self._chat: Dialect = ChatDialect(legacy_functions=choice.legacy_functions)
        self._known = KnownApis() if choice.known is None else choice.known
        self._server = secrets.redact(address(base_url))
        asked = address(base_url + ResponsesDialect.path)
        self._responses: Dialect = ResponsesDialect(place, asked, keeps=choice.keeps, background=choice.background)
        self._said: dict[str, Found] = {}
        """What the server said of models, which it has not answered there yet."""
        self._told: set[str] = set()
        """Models of which the person knows."""

    def of(self, model: str) -> Dialect:
        """The API that this model is asked in."""
        there = self._choice.api == "responses" or (self._choice.api == "auto" and self._is_there(model))
        return self._responses if there else self._chat

    def remark(self, model: str) -> str:
        """What the person is to know of it before the model is asked, once: that it goes by what was said earlier."""
        if self._choice.api != "auto" or model in self._told or not self._is_there(model):
            return ""
        self._told.add(model)
        return f"{self._has(model)}, as it said before, so it is asked there."

    def points_elsewhere(self, model: str, failed: AttemptError) -> bool:
        """The server names the Responses API where it is to choose: that comes before what else it refuses.

        OpenAI's newest models take tools in that one alone.
        """
        asked = self.of(model)
        return self._choice.api == "auto" and asked is self._chat and self._names_other(asked, failed)

    def turn_over(self, model: str, failed: AttemptError) -> str:
        """Ask for the model in the other API, where the server says that it is the one; returns what to say of it.

        It may take as long as a disk does.
        """
        asked = self.of(model)
        if self._choice.api != "auto" or (found := self._elsewhere(asked, failed, model)) is None:
            return ""
        self._told.add(model)
        if asked is self._chat:
            self._said[model] = found
            return f"{self._has(model)}, so it is asked there."
        self._said.pop(model, None)
        self._known.forget(self._server, model)
        gone = f"{host(self._server)} has {model} at {self._responses.path} no more"
        return f"{gone}, so it is asked at {self._chat.path}."

    def is_new(self, model: str) -> bool:
        """What the server said of it has not been confirmed by an answer yet."""
        return model in self._said

    def answered(self, model: str) -> None:
        """The server has, as it said; it is kept, so this may take as long as a disk does."""
        self._known.learn(self._said.pop(model))

    def _is_there(self, model: str) -> bool:
        return model in self._said or self._known.has(self._server, model)

    def _has(self, model: str) -> str:
        return f"{host(self._server)} has {model} at {self._responses.path} alone"

    def _elsewhere(self, asked: Dialect, failure: AttemptError, model: str) -> Found | None:
        """Of what the server says that it is served in the other API: the model, or all that it has."""
        if self._names_other(asked, failure):
            return self._server, model
        no_path = failure.fault.status in _NO_SUCH_PATH
        return (self._server, "") if no_path and not names(model, failure.said) else None

    def _names_other(self, asked: Dialect, failure: AttemptError) -> bool:
        other = self._responses if asked is self._chat else self._chat
        return failure.fault.status in _ELSEWHERE_STATUS and _NAMES[other.api].search(failure.said) is not None
