"""The tools of a conversation, by name: told to the model, switched on and off, checked and run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from streamtui.core.ports.tools import ToolInfo, ToolOutput
from streamtui.core.text.kept_secrets import KEPT
from streamtui.core.text.surrogates import join_surrogates
from streamtui.tools.results import told
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
        switched: Callable[[str, bool], None] | None = None,
    ) -> None:
        """`switched` hears which tool the person switched, and whether it is on now."""
        self._tools: dict[str, Tool] = {}
        self._origins: dict[str, ToolSource | None] = {}
        self._on: dict[str, bool] = {}
        self._starts_on = starts_on
        self._timeout_s = timeout_s
        self._longest_output = longest_output
        self._switched = switched
        self._sources = list(sources)
        self._versions: dict[ToolSource, int] = {}
        """Of the sources that were asked."""
        self._loading = asyncio.Lock()
        self._checking = asyncio.Lock()
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
        if self._switched is not None:
            self._switched(name, on)

    def definitions(self) -> Sequence[Mapping[str, Any]]:
        """See core.ports.tools.Toolbox."""
        return [_definition(tool) for tool in self._tools.values() if self._on[tool.name]]

    def objection(self, name: str, arguments: str) -> str | None:
        """See core.ports.tools.Toolbox."""
        if not self.is_on(name):
            known = ", ".join(known for known, on in self._on.items() if on)
            return f"There is no tool {name[:_LONGEST_NAME]!r}. There are {known or 'none'}."
        return _objection(name, self._tools[name].objection(arguments))

    async def check(self, name: str, arguments: str) -> str:
        """See core.ports.tools.Toolbox."""
        objection = self.objection(name, arguments)
        if objection is not None:
            return objection
        async with self._checking:  # a process for each would be too many: a reply may have any number of calls
            said = await self._outcome(name, partial(self._tools[name].check, arguments))
        return said.text if not said.ok else _objection(name, said.text) or ""

    async def run(self, name: str, arguments: str) -> ToolOutput:
        """See core.ports.tools.Toolbox. Cancelling it cancels the run."""
        if objection := await self.check(name, arguments):
            return ToolOutput(objection, ok=False)
        return self._shortened(await self._outcome(name, partial(self._tools[name].call, arguments)))

    async def _outcome(self, name: str, work: Callable[[], Awaitable[str]]) -> ToolOutput:
        """What comes of a tool's work, within the time that it has.

        It is a task of its own, so that a cancellation of ours and one that the tool came up with are two things.
        """
        task = asyncio.create_task(_caught(name, work))
        try:
            await asyncio.wait({task}, timeout=self._timeout_s)
        finally:
            in_time = not task.cancel()
            await asyncio.wait({task})
        if not in_time:
            return ToolOutput(f"{name} was stopped: it took longer than {self._timeout_s:g} s.", ok=False)
        return ToolOutput(f"{name} failed with CancelledError", ok=False) if task.cancelled() else task.result()

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


def _objection(name: str, said: str | None) -> str | None:
    return join_surrogates(f"{name} can't be run. {said}") if said else said


async def _caught(name: str, work: Callable[[], Awaitable[str]]) -> ToolOutput:
    """Whatever is raised is the tool's failure, also what would end the program."""
    try:
        return ToolOutput(KEPT.hide(join_surrogates(await work())))
    except asyncio.CancelledError:
        raise
    except ToolError as error:
        said = str(error)
    except BaseException as error:
        said = f"{name} failed with {told(error)}"
    return ToolOutput(KEPT.redact(join_surrogates(said)), ok=False)
