"""The tools of a chat, by name: told to the model, and run for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from streamtui.core.ports import ToolOutput
from streamtui.core.secrets import redact
from streamtui.tools.function_tool import FunctionTool, ToolError

TIMEOUT_S = 30.0


class Registry:
    """core.ports.Toolbox over a set of function tools. Whatever goes wrong with a call is said in its output."""

    def __init__(self, tools: Iterable[FunctionTool], *, timeout_s: float = TIMEOUT_S) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._timeout_s = timeout_s

    def definitions(self) -> Sequence[Mapping[str, Any]]:
        """See core.ports.Toolbox."""
        return [tool.definition() for tool in self._tools.values()]

    async def run(self, name: str, arguments: str) -> ToolOutput:
        """See core.ports.Toolbox. Cancelling it cancels the run."""
        tool = self._tools.get(name)
        if tool is None:
            known = f"There are {', '.join(self._tools)}." if self._tools else "There are none."
            return ToolOutput(f"There is no tool {name!r}. {known}", ok=False)
        try:
            return await asyncio.wait_for(_run(tool, arguments), self._timeout_s)
        except asyncio.TimeoutError:
            return ToolOutput(f"{name} was stopped: it took longer than {self._timeout_s:g} s.", ok=False)


async def _run(tool: FunctionTool, arguments: str) -> ToolOutput:
    try:
        values = tool.read_arguments(arguments)
    except ToolError as error:
        return ToolOutput(f"{tool.name} was not run. {error}", ok=False)
    try:
        text = _as_text(await tool.call(values))
    except ToolError as error:
        return ToolOutput(redact(str(error)), ok=False)
    except (Exception, SystemExit) as error:
        what = f"{type(error).__name__}: {error}".removesuffix(": ")
        return ToolOutput(redact(f"{tool.name} failed with {what}"), ok=False)
    return ToolOutput(text)


def _as_text(result: object) -> str:
    text = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False, default=str)
    return text.encode("utf-8", "replace").decode()
