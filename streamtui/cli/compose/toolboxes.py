"""The tools of a run of the program: built in, of the person's files, of MCP servers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from streamtui.cli.compose.choices import KeptChoices
from streamtui.cli.compose.places import Places
from streamtui.config.paths import config_dir
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.tools import Toolbox

if TYPE_CHECKING:
    from streamtui.tools.registry import Registry
    from streamtui.tools.tool import Tool


class Toolboxes:
    """Makes the toolbox of each conversation. Loads no pydantic; MCP servers start when a conversation needs them."""

    def __init__(self, places: Places, files: Sequence[Path], choices: KeptChoices | None = None) -> None:
        """`choices` say which tools the person has switched, and are told of it."""
        from streamtui.tools.mcp.servers import McpServers
        from streamtui.tools.tool_file import ToolFile
        from streamtui.tools.workers.workers import ARITHMETIC, Workers

        self._environ = places.environ
        self._folder = places.folder
        self._current = places.current
        self._given = files
        self._choices = choices
        found = sorted((config_dir(places.environ) / "tools").glob("[!_]*.py"))
        self._files = [ToolFile(path, places.child_environ) for path in (*found, *files)]
        self._arithmetic = Workers(ARITHMETIC, places.child_environ)
        self._servers = McpServers(places.configuration.mcp_servers)

    def toolbox(self) -> Toolbox:
        """All tools, those switched on that a conversation starts with."""
        keep = self._choices.keep_tool if self._choices is not None else None
        return self._registry(self._starts_on, with_servers=True, switched=keep)

    def _starts_on(self, tool: Tool) -> bool:
        chosen = self._choices.tool(tool.name) if self._choices is not None else None
        return tool.name not in self._current.tools.off if chosen is None else chosen

    async def toolbox_of(self, names: Sequence[str]) -> Toolbox | None:
        """The tools of those names and of the files given, if any.

        Raises ConfigurationError for a name there is no tool of.
        """
        if not names and not self._given:
            return None
        given = {str(path) for path in self._given}
        registry = self._registry(
            lambda tool: tool.name in names or tool.source in given,
            with_servers=any(self._servers.may_have(name) for name in names),
        )
        await registry.load()
        known = [tool.name for tool in registry.tools()]
        for name in names:
            if name not in known:
                unknown = f"There is no tool {name!r}: known are {', '.join(known)}."
                raise ConfigurationError(" ".join([unknown, *await registry.ready()]))
        return registry

    async def close(self) -> None:
        """End the processes that tools run in, and the MCP servers."""
        files = (file.close() for file in self._files)
        await asyncio.gather(*files, self._arithmetic.close(), self._servers.close())

    def _registry(
        self,
        starts_on: Callable[[Tool], bool],
        *,
        with_servers: bool,
        switched: Callable[[str, bool], None] | None = None,
    ) -> Registry:
        from streamtui.tools.builtins import builtin_tools
        from streamtui.tools.registry import Registry

        return Registry(
            builtin_tools(self._environ, self._folder, self._arithmetic),
            [*self._files, self._servers] if with_servers else self._files,
            starts_on=starts_on,
            timeout_s=self._current.tools.timeout_s,
            longest_output=self._current.tools.longest_output,
            switched=switched,
        )
