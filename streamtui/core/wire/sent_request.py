"""What a request asked for, read out of its body, in whichever of the two APIs it was written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamtui.core.chat.response_format import wanted_format
from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.json_text.values import integer, mapping, mappings, text

LIMITS = ("max_completion_tokens", "max_tokens", "max_output_tokens")
"""What the most tokens of a reply are called, the name that wins first."""
SYSTEM_ROLES = ("system", "developer")
"""Who says what stands before the conversation."""
_OF_TEXT = {"type", "text", "cache_control", "annotations", "logprobs"}
"""What a part has that is text alone: what else there may be is no part of what a model reads."""
_MORE_TOOLS = ("mcp", "namespace", "tool_search")
_NO_PARAMETERS = ("messages", "input", "instructions", "tools", "functions")


@dataclass(frozen=True, slots=True)
class SentTool:
    """One function or tool that the model was told of."""

    name: str
    """Empty for what the server runs itself, which is known by its type."""
    kind: str
    """`function`, `custom`, `web_search`, ..."""
    definition: Mapping[str, Any]
    """As it was sent."""

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """That of its arguments; `None` where nothing says what they have to be."""
        schema = self.definition.get("parameters")
        return schema if self.kind == "function" and isinstance(schema, Mapping) else None

    @property
    def label(self) -> str:
        """By which it is known."""
        return self.name or self.kind


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message, or item."""

    role: str
    """`system`, `user`, ..., or the type of an item that has none."""
    text: str
    """What it says in words, with what else it has as JSON."""


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request's parts in the order in which a model reads them: tools, instructions and messages; then the rest."""

    model: str = ""
    tools: Sequence[SentTool] = ()
    messages: Sequence[SentMessage] = ()
    """Instructions of the Responses API are the first."""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def limit(self) -> tuple[str, int] | None:
        """The most tokens of the reply, with the name that it was given."""
        return limit_in(self.parameters)

    @property
    def may_call(self) -> bool:
        """It offers tools, and its answer is not to be JSON alone."""
        wants_json = wanted_format(self.parameters) is not None
        return bool(self.tools) and not wants_json and self.parameters.get("tool_choice") != "none"

    @property
    def must_call(self) -> bool:
        """A call is demanded, of any function or of one."""
        choice = self.parameters.get("tool_choice", self.parameters.get("function_call"))
        return choice == "required" or (isinstance(choice, Mapping) and choice.get("type") != "allowed_tools")

    @property
    def others_may_call(self) -> bool:
        """Which functions the model was told of is not all said here: some are a server's, or are looked for."""
        return any(tool.kind in _MORE_TOOLS for tool in self.tools)

    def tool(self, name: str) -> SentTool | None:
        """The one of that name, or of that type where it has none."""
        return next((tool for tool in self.tools if tool.label == name), None)


def limit_in(parameters: Mapping[str, Any]) -> tuple[str, int] | None:
    """The most tokens of a reply that parameters allow, with the name that it was given."""
    known = ((name, integer(parameters.get(name))) for name in LIMITS)
    return next(((name, most) for name, most in known if most), None)


def sent_request(body: str) -> SentRequest | None:
    """What a body asks for; `None` where it is none of the two APIs."""
    return sent_in(parsed_object(body))


def sent_in(data: Mapping[str, Any]) -> SentRequest | None:
    """The same of the object in it."""
    if not any(name in data for name in ("messages", "input")):
        return None
    parameters = {name: value for name, value in data.items() if name not in (*_NO_PARAMETERS, "model")}
    return SentRequest(text(data.get("model")), _tools(data), _messages(data), parameters)


def _tools(data: Mapping[str, Any]) -> list[SentTool]:
    found = []
    for tool in mappings(data.get("tools")):
        kind = text(tool.get("type")) or "function"
        definition = mapping(tool.get(kind)) or mapping(tool.get("function")) or tool
        found.append(SentTool(text(definition.get("name")), kind, definition))
    functions = mappings(data.get("functions"))
    return [*found, *(SentTool(text(function.get("name")), "function", function) for function in functions)]


def _messages(data: Mapping[str, Any]) -> list[SentMessage]:
    found = [SentMessage("system", said)] if (said := text(data.get("instructions"))) else []
    said = data.get("messages", data.get("input"))
    if isinstance(said, str):
        return [*found, SentMessage("user", said)]
    return [*found, *map(_message, mappings(said))]


def _message(message: Mapping[str, Any]) -> SentMessage:
    role = text(message.get("role")) or text(message.get("type")) or "message"
    content = message.get("content")
    plain = message.keys() <= {"role", "content", "type"}
    if plain and isinstance(content, str):
        return SentMessage(role, content)
    if plain and isinstance(content, list) and content:
        return SentMessage(role, "\n".join(map(_part, content)))
    return SentMessage(role, json.dumps(message, ensure_ascii=False))


def _part(part: object) -> str:
    if isinstance(part, dict) and part.keys() <= _OF_TEXT and isinstance(part.get("text"), str):
        return text(part["text"])
    return json.dumps(part, ensure_ascii=False)
