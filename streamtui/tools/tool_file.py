"""A person's own tools: the public functions of a Python file that have type hints and a docstring.

Functions whose names the file lists in `READ_ONLY` change nothing, so they need not be approved; the others do.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

from streamtui.tools.function_tool import FunctionTool
from streamtui.tools.own_thread import in_own_thread

LOAD_S = 30.0


class ToolFile:
    """A ToolSource; the file is read anew each time, so that what was mended works in the next conversation."""

    version = 0

    def __init__(self, path: Path, *, load_s: float = LOAD_S) -> None:
        self._path = path
        self._load_s = load_s

    async def tools(self) -> tuple[Sequence[FunctionTool], Sequence[str]]:
        """See ToolSource. What is wrong with the file, whatever it is, is a sentence."""
        try:
            return await asyncio.wait_for(in_own_thread(self._load), self._load_s)
        except asyncio.TimeoutError:
            return [], [f"{self._path} can't be used for tools: it took longer than {self._load_s:g} s to import."]

    def _load(self) -> tuple[list[FunctionTool], list[str]]:
        try:
            module = _imported(self._path)
        except (Exception, SystemExit) as error:
            return [], [f"{self._path} can't be used for tools: {self._what(error)}."]
        tools: list[FunctionTool] = []
        troubles: list[str] = []
        read_only = getattr(module, "READ_ONLY", ())
        if not isinstance(read_only, list | tuple | set | frozenset):
            troubles.append(f'READ_ONLY in {self._path} must be a list of names, like ["look_up"].')
            read_only = ()
        for function in _tool_functions(module):
            tool = self._tool(function, read_only=function.__name__ in read_only)
            if isinstance(tool, FunctionTool):
                tools.append(tool)
            else:
                troubles.append(tool)
        if not tools and not troubles:
            troubles = [f"{self._path} holds no tool: that is a public function with type hints and a docstring."]
        return tools, troubles

    def _tool(self, function: Callable[..., Any], *, read_only: bool) -> FunctionTool | str:
        """The tool, or why there is none."""
        try:
            tool = FunctionTool(function, read_only=read_only, source=str(self._path))
            json.dumps(tool.parameters)  # a type or a default that has no place in a schema shows here
        except Exception as error:
            reason = str(error).partition("\n")[0].rstrip(".")
            return f"{function.__name__} in {self._path} can't be a tool: {reason}."
        return tool

    def _what(self, error: BaseException) -> str:
        """The error and the line of the file where it happened."""
        said = f"{type(error).__name__}: {error}".removesuffix(": ").partition("\n")[0].rstrip(".")
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(self._path)]
        return f"{said} (line {lines[-1]})" if lines else said


def _imported(path: Path) -> ModuleType:
    name = "streamtui_tools_" + re.sub(r"\W", "_", str(path.resolve()))
    spec = spec_from_loader(name, SourceFileLoader(name, str(path)))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses and type hints look for it
    spec.loader.exec_module(module)
    return module


def _tool_functions(module: ModuleType) -> list[Callable[..., Any]]:
    return [
        function
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and inspect.getdoc(function)
        and all(p.annotation is not p.empty for p in inspect.signature(function).parameters.values())
    ]
