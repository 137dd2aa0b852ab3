"""What a model is told about a function, and how the arguments that it writes are read."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

from streamtui.tools.arguments import json_object
from streamtui.tools.tool import ToolError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_ARGUMENTS_SECTION = re.compile(r"^[ \t]*Arg(?:ument)?s:[ \t]*$", re.MULTILINE)
_ARGUMENT = re.compile(r"^[ \t]+(\w+)(?:[ \t]*\([^)\n]*\))?:[ \t]+(.+)$", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9_]{1,64}")
"""What servers take as the name of a function."""


class Signature:
    """The type hints of a function are the schema, its docstring is the description.

    An `Args:` section of the docstring describes the parameters. The schema is made when it is first needed, as
    pydantic takes a while to load.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        """Raises TypeError where no model could call it."""
        self.name = function.__name__
        if not _NAME.fullmatch(self.name):
            raise TypeError(f"{self.name} can't be a tool: its name needs up to 64 letters from A to Z, digits and _.")
        parameters = inspect.signature(function).parameters.values()
        if any(p.kind not in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) for p in parameters):
            raise TypeError(f"{self.name} can't be a tool: each of its parameters needs a name.")
        self.function = function
        doc = inspect.getdoc(function) or ""
        section = _ARGUMENTS_SECTION.search(doc)
        self.description = (doc[: section.start()] if section else doc).strip()
        self._parameter_descriptions = dict(_ARGUMENT.findall(doc, section.end())) if section else {}

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """JSON Schema of the arguments."""
        schema = self._reader.json_schema()
        for name, parameter in schema["properties"].items():
            parameter.pop("title", None)
            if name in self._parameter_descriptions:
                parameter["description"] = self._parameter_descriptions[name]
        return schema

    def read_arguments(self, text: str) -> dict[str, Any]:
        """The arguments that a model wrote, with defaults. Raises ToolError that says all that is wrong with them."""
        json_object(text)
        from pydantic import ValidationError

        try:
            arguments: dict[str, Any] = self._reader.validate_json(text if text.strip() else "{}")
        except ValidationError as error:
            details = error.errors(include_url=False)
            raise ToolError(" ".join(self._sentence(detail) for detail in details)) from error
        return arguments

    @cached_property
    def _reader(self) -> TypeAdapter[Any]:
        from pydantic import ConfigDict, TypeAdapter

        same_signature: Any = wraps(self.function)(lambda **arguments: arguments)
        return TypeAdapter(same_signature, config=ConfigDict(strict=True))

    def _sentence(self, detail: Mapping[str, Any]) -> str:
        name = ".".join(map(str, detail["loc"])) or "arguments"
        if detail["type"].startswith("missing"):
            return f"`{name}` is missing."
        if detail["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
            return f"`{name}` is unknown: there are {', '.join(self.parameters['properties']) or 'no parameters'}."
        return f"`{name}` is wrong: {detail['msg'][:1].lower()}{detail['msg'][1:]}."
