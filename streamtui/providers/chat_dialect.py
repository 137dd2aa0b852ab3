"""Requests of the chat-completions API. What a server refused to take it is asked without: the usage report, tools."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from streamtui.core.chat.request_messages import in_chat
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.ports.provider import ChatRequest, Take
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.providers.failures import AttemptError
from streamtui.providers.legacy_functions import legacy_functions, legacy_messages
from streamtui.providers.refused_tools import left_out, refuses_tools

_NAMES_USAGE = re.compile(r"stream_options|include_usage")
_USAGE_STATUS = {400, 422}


class ChatDialect:
    """providers.dialect.Dialect, with what is known of one server; forgotten with the provider."""

    api = "chat"
    path = "/chat/completions"

    def __init__(self, *, legacy_functions: bool = False) -> None:
        self._legacy_functions = legacy_functions
        """The person said that the server knows no `tools`, only what came before them."""
        self._usage_refused = False
        self._models_without_tools: set[str] = set()

    def decoder(self, url: str, model: str) -> ReplyDecoder:
        return chat_decoder(url=url, model=model)

    def body(self, request: ChatRequest) -> dict[str, Any]:
        return {**self._parameters(request), "stream": True, **request.options}

    def _parameters(self, request: ChatRequest) -> dict[str, Any]:
        """Those of the request that this server takes."""
        legacy = self._legacy_functions
        own = in_chat(request.messages)
        messages = legacy_messages(own) if legacy else own
        parameters: dict[str, Any] = {"model": request.model, "messages": messages}
        if not self._usage_refused:
            parameters["stream_options"] = {"include_usage": True}
        if request.tools and request.model not in self._models_without_tools:
            if legacy:
                parameters["functions"] = legacy_functions(request.tools)
            else:
                parameters["tools"] = list(request.tools)
        return parameters

    def goes_on(self, body: Mapping[str, Any]) -> bool:  # noqa: ARG002 - it never does
        return False

    def listening(self, request: ChatRequest, take: Take) -> Take:  # noqa: ARG002 - it has nothing to remember
        return take

    def learn(self, request: ChatRequest, failure: AttemptError) -> list[str] | None:
        status, said = failure.fault.status, failure.said
        sent = self._parameters(request)
        if "stream_options" in sent and status in _USAGE_STATUS and _NAMES_USAGE.search(said):
            self._usage_refused = True
            return []
        if ("tools" in sent or "functions" in sent) and refuses_tools(failure):
            self._models_without_tools.add(request.model)
            return [left_out(request.model, "tools", said)]
        return None
