"""Requests of the Responses API: the server keeps nothing, and gets back what it wants to see again.

Where it is to keep responses a request goes on from the last one, for as long as it knows that. What it refuses to take
it is asked without from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.dialects.responses.input_items import input_items
from streamtui.core.dialects.responses.parameters import flat_tool, own_parameters
from streamtui.core.faults.server_words import names
from streamtui.core.json_text.values import mapping, mappings, text
from streamtui.core.ports.provider import ChatRequest, Take
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.providers.failures import AttemptError
from streamtui.providers.kept_responses import KeptResponses
from streamtui.providers.refused_tools import left_out, refused_types, refuses_tools

_REASONS = re.compile(r"(?<![a-z0-9])(o\d|gpt-(5|6|oss)|codex|grok-[34])|reason|think|deepseek-r", re.IGNORECASE)
"""Models that reason, if they don't say that they do not: of others some servers refuse to be asked for it."""
_REASONS_NOT = "non-reason"
_SEALED = "reasoning.encrypted_content"
_REFUSED_STATUS = {400, 404, 422, 500, 501, None}
"""None is that of an error in the stream."""
_REFUSES = re.compile(
    r"unknown|unsupported|unrecogni[sz]ed|not (?:be )?(?:supported|permitted|allowed)|extra "
    r"|(?:does not|doesn't) (?:support|accept|allow)|invalid (?:parameter|argument|field|option)",
    re.IGNORECASE,
)
_UNKNOWN_STATUS = {400, 404, None}
_PREVIOUS = re.compile(r"previous.response", re.IGNORECASE)
_FORGOTTEN = "The server does not know the reply before this any more, so all that was said is sent from now on."
_NEEDED = ("model", "input", "stream", "instructions")


class ResponsesDialect:
    """providers.dialect.Dialect, with what is known of one server; forgotten with the provider."""

    api = "responses"
    path = "/responses"

    def __init__(self, place: str = "", url: str = "", *, keeps: bool = False, background: bool = False) -> None:
        """`place` is what the server is called here, `url` where it is asked, fit to be shown.

        `keeps`: it keeps responses, and requests go on from them.
        """
        self._where = place, url
        self._background = background
        self._kept = KeptResponses(url) if keeps else None
        self._refused: dict[str, set[str]] = {}
        """Parameters, by the models that don't take them."""
        self._refused_types: dict[str, set[str]] = {}
        """Types of tools, by the models that don't take them."""
        self._forgetful: set[str] = set()
        """Models whose responses the server did not know any more."""
        self._spoiled: set[str] = set()
        """Encrypted reasoning that the server can't read any more."""

    def decoder(self, url: str, model: str) -> ReplyDecoder:
        return any_decoder(url=url, model=model, as_response=True)

    def body(self, request: ChatRequest) -> dict[str, Any]:
        refused = self._refused.get(request.model, set())
        return {name: value for name, value in self._whole(request).items() if name not in refused}

    def _whole(self, request: ChatRequest) -> dict[str, Any]:
        system = [each["content"] for each in request.messages if each["role"] == "system"]
        said = _said(request)
        kept = self._keeping(request.model)
        background = self._background and not self._refuses(request.model, "background")
        owner = (request.model, *self._where)
        previous, behind = kept.behind(said, owner) if kept is not None else ("", said)
        items = self._readable(input_items(behind, owner))
        body: dict[str, Any] = {
            "model": request.model,
            "input": list(items),
            "store": kept is not None or background,
        }
        if background:
            body["background"] = True
        if previous:
            body["previous_response_id"] = previous
        if system:
            body["instructions"] = "\n\n".join(system)
        own = own_parameters(request.options)
        if isinstance(servers := own.pop("tools", []), list):
            refused = self._refused_types.get(request.model, ())
            tools = [*(flat_tool(tool) for tool in request.tools), *servers]
            servers = [tool for tool in tools if text(mapping(tool).get("type")) not in refused]
        if servers:
            body["tools"] = servers
        if included := self._included(request.model, own.pop("include", [])):
            body["include"] = included
        return {**body, "stream": True, **own}

    def _included(self, model: str, wished: Any) -> Any:
        """What is asked for beside the reply: thoughts that come back with it, and what the person wants."""
        if not isinstance(wished, list):
            return wished
        reasons = _REASONS.search(model) and _REASONS_NOT not in model.lower()
        own = [_SEALED] if reasons else []
        both = [*own, *(one for one in wished if one not in own)]
        return [one for one in both if one != _SEALED or not self._refuses(model, _SEALED)]

    def goes_on(self, body: Mapping[str, Any]) -> bool:
        return body.get("background") is True

    def listening(self, request: ChatRequest, take: Take) -> Take:
        kept = self._keeping(request.model)
        return take if kept is None else kept.listening(_said(request), take)

    def learn(self, request: ChatRequest, failure: AttemptError) -> list[str] | None:
        status, said = failure.fault.status, failure.said
        body = self.body(request)
        previous = body.get("previous_response_id") if status in _UNKNOWN_STATUS else None
        if previous and self._keeping(request.model) and (_PREVIOUS.search(said) or previous in said):
            self._forgetful.add(request.model)
            return [_FORGOTTEN]
        sealed = {one for item in body["input"] if (one := item.get("encrypted_content"))}
        if sealed and ("invalid_encrypted_content" in said or (status == 400 and "encrypted" in said)):
            self._spoiled |= sealed
            return []
        if refused := refused_types(mappings(body.get("tools")), failure):
            self._refused_types.setdefault(request.model, set()).update(refused)
            return [left_out(request.model, f"tools of the type {', '.join(sorted(refused))}", said)]
        if "tools" in body and refuses_tools(failure):
            self._refuse(request.model, "tools")
            return [left_out(request.model, "tools", said)]
        if status not in _REFUSED_STATUS or not _REFUSES.search(said):
            return None
        if _SEALED in body.get("include", ()) and ("encrypted" in said.lower() or names("include", said)):
            self._refuse(request.model, _SEALED)
            return []
        named = next((name for name in body if name not in _NEEDED and names(name, said)), None)
        if named is None:
            return None
        self._refuse(request.model, named)
        if named == "store":
            return []
        return [left_out(request.model, f"`{named}`", said)]

    def _keeping(self, model: str) -> KeptResponses | None:
        forgets = model in self._forgetful or self._refuses(model, "previous_response_id")
        return None if forgets else self._kept

    def _refuses(self, model: str, name: str) -> bool:
        return name in self._refused.get(model, ())

    def _refuse(self, model: str, name: str) -> None:
        self._refused.setdefault(model, set()).add(name)

    def _readable(self, items: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        return (item for item in items if item.get("encrypted_content") not in self._spoiled)


def _said(request: ChatRequest) -> list[Mapping[str, Any]]:
    return [each for each in request.messages if each["role"] != "system"]
