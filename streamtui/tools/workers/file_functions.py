"""The functions of a person's file, imported where they run.

The public ones that have type hints and a docstring are tools. Those whose names the file lists in `READ_ONLY` change
nothing, so they need not be approved; the others do.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

from streamtui.config.owned_file import RefusedFileError, require_owned
from streamtui.tools.results import bounded, told
from streamtui.tools.signature import Signature
from streamtui.tools.tool import ToolError
from streamtui.tools.workers.messages import Described, Description


class FileFunctions:
    """The file is imported when it is first needed. Methods raise ToolError where it can't be used."""

    most_memory = 4_000_000_000

    def __init__(self, path: Path) -> None:
        self._path = path
        self._signatures: dict[str, Signature] = {}

    def describe(self) -> Described:
        """The tools, and what is wrong with other functions."""
        read_only = getattr(self._module, "READ_ONLY", ())
        troubles: list[str] = []
        if not isinstance(read_only, list | tuple | set | frozenset):
            troubles.append(f'READ_ONLY in {self._path} must be a list of names, like ["look_up"].')
            read_only = ()
        tools: list[Description] = []
        for function in self._functions():
            found = self._description(function, read_only=function.__name__ in read_only)
            if isinstance(found, Description):
                tools.append(found)
            else:
                troubles.append(found)
        if not tools and not troubles:
            troubles = [f"{self._path} holds no tool: that is a public function with type hints and a docstring."]
        return Described(tools, [bounded(trouble) for trouble in troubles])

    def read(self, tool: str, arguments: str) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The function, and the arguments as it wants them. Raises ToolError that says what is wrong with them."""
        if tool not in self._signatures:  # another process described it
            found = {function.__name__: function for function in self._functions()}
            if tool not in found:
                raise ToolError(f"{self._path} has no {tool} any more.")
            self._signatures[tool] = Signature(found[tool])
        signature = self._signatures[tool]
        return signature.function, signature.read_arguments(arguments)

    def _description(self, function: Callable[..., Any], *, read_only: bool) -> Description | str:
        """What the program is told of it, or why it is no tool."""
        try:
            signature = Signature(function)  # a type or a default that has no place in a schema shows here
            parameters = json.dumps(signature.parameters, ensure_ascii=False, allow_nan=False)
        except Exception as error:
            reason = bounded(str(error)).partition("\n")[0].rstrip(".")
            reason = reason.removeprefix(f"{function.__name__} can't be a tool: ")
            return f"{function.__name__} in {self._path} can't be a tool: {reason}."
        self._signatures[signature.name] = signature
        return Description(signature.name, bounded(signature.description), bounded(parameters).encode(), read_only)

    @cached_property
    def _module(self) -> ModuleType:
        try:
            return _imported(self._path)
        except RefusedFileError as error:
            raise ToolError(f"{self._path} can't be used for tools: {error}.") from error
        except MemoryError:
            raise
        except BaseException as error:
            what = told(error).partition("\n")[0].rstrip(".")
            raise ToolError(f"{self._path} can't be used for tools: {what}{self._place(error)}.") from error

    def _functions(self) -> Iterator[Callable[..., Any]]:
        for name, function in list(vars(self._module).items()):
            if (
                inspect.isfunction(function)
                and function.__module__ == self._module.__name__
                and not name.startswith("_")
                and inspect.getdoc(function)
                and all(p.annotation is not p.empty for p in inspect.signature(function).parameters.values())
            ):
                yield function

    def _place(self, error: BaseException) -> str:
        """The line of the file where it happened."""
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(self._path)]
        return f" (line {lines[-1]})" if lines else ""


class _Loader(SourceFileLoader):
    """Reads nothing that others may have written, the compiled file included."""

    def get_data(self, path: str) -> bytes:
        with Path(path).open("rb") as file:
            require_owned(os.fstat(file.fileno()), "it")
            return file.read()


def _imported(path: Path) -> ModuleType:
    name = "streamtui_tools_" + re.sub(r"\W", "_", str(path.resolve()))
    spec = spec_from_loader(name, _Loader(name, str(path)))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses and type hints look for it
    spec.loader.exec_module(module)
    return module
