"""A function that a model may call: what it is told about it, and how its arguments are read."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

from streamtui.tools.arguments import json_object
from streamtui.tools.own_thread import in_own_thread
from streamtui.tools.tool import ToolError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_ARGUMENTS_SECTION = re.compile(r"^[ \t]*Arg(?:ument)?s:[ \t]*$", re.MULTILINE)
_ARGUMENT = re.compile(r"^[ \t]+(\w+)(?:[ \t]*\([^)\n]*\))?:[ \t]+(.+)$", re.MULTILINE)


class FunctionTool:
    """A Python function, sync or async, as a tool. Its type hints are the schema, its docstring the description.

    An `Args:` section of the docstring describes the parameters. The schema is made when it is first needed, as
    pydantic takes a while to load.
    """

    claims_to_read = False
    takes_over = True

    def __init__(self, function: Callable[..., Any], *, read_only: bool = False, source: str = "built-in") -> None:
        parameters = inspect.signature(function).parameters.values()
        if any(p.kind not in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) for p in parameters):
            raise TypeError(f"{function.__name__} can't be a tool: each of its parameters needs a name.")
        self.name = function.__name__
        self.read_only = read_only
        """It changes nothing, here or elsewhere."""
        self.source = source
        """Where it comes from, for the person."""
        self._function = function
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

    async def call(self, arguments: Mapping[str, Any]) -> Any:
        """Call the function; one that is not async runs in a thread, which is left alone if this is cancelled."""
        if inspect.iscoroutinefunction(self._function):
            return await self._function(**arguments)
        return await in_own_thread(lambda: self._function(**arguments))

    @cached_property
    def _reader(self) -> TypeAdapter[Any]:
        from pydantic import ConfigDict, TypeAdapter

        same_signature: Any = wraps(self._function)(lambda **arguments: arguments)
        return TypeAdapter(same_signature, config=ConfigDict(strict=True))

    def _sentence(self, detail: Mapping[str, Any]) -> str:
        name = ".".join(map(str, detail["loc"])) or "arguments"
        if detail["type"].startswith("missing"):
            return f"`{name}` is missing."
        if detail["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
            return f"`{name}` is unknown: there are {', '.join(self.parameters['properties']) or 'no parameters'}."
        return f"`{name}` is wrong: {detail['msg'][:1].lower()}{detail['msg'][1:]}."
