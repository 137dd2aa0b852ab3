"""The tools of a conversation, by name: told to the model, switched on and off, checked and run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from streamtui.core.ports.tools import ToolInfo, ToolOutput
from streamtui.core.text.secrets import redact
from streamtui.tools.tool import Tool, ToolError, ToolSource

TIMEOUT_S = 30.0
LONGEST_OUTPUT = 20_000
_LONGEST_NAME = 80


class Registry:
    """core.ports.tools.Toolbox. Whatever goes wrong with a call is said in its output."""

    def __init__(
        self,
        tools: Iterable[Tool],
        sources: Iterable[ToolSource] = (),
        *,
        starts_on: Callable[[Tool], bool] = lambda _: True,
        timeout_s: float = TIMEOUT_S,
        longest_output: int = LONGEST_OUTPUT,
    ) -> None:
        self._tools: dict[str, Tool] = {}
        self._origins: dict[str, ToolSource | None] = {}
        self._on: dict[str, bool] = {}
        self._starts_on = starts_on
        self._timeout_s = timeout_s
        self._longest_output = longest_output
        self._sources = list(sources)
        self._versions: dict[ToolSource, int] = {}
        """Of the sources that were asked."""
        self._loading = asyncio.Lock()
        self._unsaid: list[str] = []
        """What could not be had, until it is told."""
        self._said: set[str] = set()
        self._add(tools, None)

    async def ready(self) -> Sequence[str]:
        """See core.ports.tools.Toolbox."""
        await self.load()
        sentences, self._unsaid = self._unsaid, []
        return sentences

    async def load(self) -> None:
        """Ask the sources for their tools: once, and again where they are others now."""
        async with self._loading:
            new = {source: source.version for source in self._sources}
            asked = [source for source in self._sources if self._versions.get(source) != new[source]]
            for source, (tools, troubles) in zip(
                asked, await asyncio.gather(*(source.tools() for source in asked)), strict=True
            ):
                self._add(tools, source)
                for trouble in troubles:
                    self._say(trouble)
            self._versions = new
            if asked:
                await asyncio.to_thread(self.definitions)  # where the schemas are made

    def tools(self) -> Sequence[ToolInfo]:
        """See core.ports.tools.Toolbox."""
        return [_info(tool) for tool in self._tools.values()]

    def info(self, name: str) -> ToolInfo | None:
        """See core.ports.tools.Toolbox."""
        return _info(self._tools[name]) if self.is_on(name) else None

    def is_on(self, name: str) -> bool:
        """See core.ports.tools.Toolbox."""
        return self._on.get(name, False)

    def switch(self, name: str, *, on: bool) -> None:
        """See core.ports.tools.Toolbox. Raises KeyError where there is no such tool."""
        self._on[self._tools[name].name] = on

    def definitions(self) -> Sequence[Mapping[str, Any]]:
        """See core.ports.tools.Toolbox."""
        return [_definition(tool) for tool in self._tools.values() if self._on[tool.name]]

    def objection(self, name: str, arguments: str) -> str | None:
        """See core.ports.tools.Toolbox."""
        if not self.is_on(name):
            known = ", ".join(known for known, on in self._on.items() if on)
            return f"There is no tool {name[:_LONGEST_NAME]!r}. There are {known or 'none'}."
        try:
            self._tools[name].read_arguments(arguments)
        except ToolError as error:
            return f"{name} can't be run. {error}"
        return None

    async def run(self, name: str, arguments: str) -> ToolOutput:
        """See core.ports.tools.Toolbox. Cancelling it cancels the run."""
        if objection := self.objection(name, arguments):
            return ToolOutput(objection, ok=False)
        try:
            output = await asyncio.wait_for(_run(self._tools[name], arguments), self._timeout_s)
        except asyncio.TimeoutError:
            return ToolOutput(f"{name} was stopped: it took longer than {self._timeout_s:g} s.", ok=False)
        return self._shortened(output)

    def _add(self, tools: Iterable[Tool], source: ToolSource | None) -> None:
        """Take the tools of a source instead of those that it had before."""
        earlier_on = {name: self._on.pop(name) for name, origin in [*self._origins.items()] if origin is source}
        for name in earlier_on:
            del self._tools[name], self._origins[name]
        for tool in tools:
            earlier = self._tools.get(tool.name)
            if earlier is not None and not tool.takes_over:
                self._say(
                    f"{tool.source} offers {tool.name}, and there is a tool of that name ({earlier.source}): it is "
                    "left out. Call the server something else in config.toml."
                )
                continue
            self._tools[tool.name] = tool
            self._origins[tool.name] = source
            self._on[tool.name] = earlier_on.get(tool.name, self._starts_on(tool))

    def _say(self, trouble: str) -> None:
        if trouble not in self._said:
            self._said.add(trouble)
            self._unsaid.append(trouble)

    def _shortened(self, output: ToolOutput) -> ToolOutput:
        size, limit = len(output.text), self._longest_output
        if size <= limit:
            return output
        mark = f"\n[cut here: these are the first {limit:,} of {size:,} characters]"
        return ToolOutput(output.text[:limit] + mark, output.ok, whole=output.text)


def _info(tool: Tool) -> ToolInfo:
    return ToolInfo(tool.name, tool.description, tool.parameters, tool.source, tool.read_only, tool.claims_to_read)


def _definition(tool: Tool) -> Mapping[str, Any]:
    function = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return {"type": "function", "function": function}


async def _run(tool: Tool, arguments: str) -> ToolOutput:
    try:
        return ToolOutput(_as_text(await tool.call(tool.read_arguments(arguments))))
    except ToolError as error:
        return ToolOutput(redact(str(error)), ok=False)
    except (Exception, SystemExit) as error:
        what = f"{type(error).__name__}: {error}".removesuffix(": ")
        return ToolOutput(redact(f"{tool.name} failed with {what}"), ok=False)


def _as_text(result: object) -> str:
    text = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False, default=str)
    return text.encode("utf-8", "replace").decode()
