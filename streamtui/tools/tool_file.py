"""A person's own tools: the functions of a Python file, which is imported and run in processes of its own."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from streamtui.tools.arguments import json_object
from streamtui.tools.tool import ToolError
from streamtui.tools.workers.messages import Call, Check, Describe, Described, Description
from streamtui.tools.workers.worker import WorkerEndedError
from streamtui.tools.workers.workers import Workers

LOAD_S = 30.0
_MOST_KNOWN = 100


class FileTool:
    """See tools.tool.Tool. Whether arguments fit is told by the process that has the function's types."""

    claims_to_read = False
    takes_over = True

    def __init__(self, described: Description, source: str, workers: Workers) -> None:
        """Raises ValueError, RecursionError where the parameters are no JSON."""
        self.name = described.name
        self.description = described.description
        self.source = source
        self.read_only = described.read_only
        self.parameters: Mapping[str, Any] = json.loads(described.parameters)
        self._workers = workers
        self._known: OrderedDict[str, str] = OrderedDict()
        """What was wrong with arguments that were asked about lately."""

    def objection(self, arguments: str) -> str | None:
        try:
            json_object(arguments)
        except ToolError as error:
            return str(error)
        return self._known.get(arguments)

    async def check(self, arguments: str) -> str:
        self._known[arguments] = said = await self._workers.said(Check(self.name, arguments))
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return said

    async def call(self, arguments: str) -> str:
        return await self._workers.said(Call(self.name, arguments))


class ToolFile:
    """A ToolSource; the file is read anew each time, so that what was mended works in the next conversation."""

    version = 0

    def __init__(self, path: Path, environ: Mapping[str, str], *, load_s: float = LOAD_S) -> None:
        self._path = path
        self._environ = environ
        self._load_s = load_s
        self._workers = Workers(str(path), environ)

    async def tools(self) -> tuple[Sequence[FileTool], Sequence[str]]:
        """See ToolSource. What is wrong with the file, whatever it is, is a sentence."""
        await self._workers.retire()
        workers = self._workers = Workers(str(self._path), self._environ)
        try:
            answer = await asyncio.wait_for(workers.ask(Describe()), self._load_s)
        except asyncio.TimeoutError:
            return [], [f"{self._path} can't be used for tools: it took longer than {self._load_s:g} s to import."]
        except WorkerEndedError as error:
            return [], [f"{self._path} can't be used for tools: its process {error}."]
        if not isinstance(answer, Described):
            return [], [answer.text]
        return [FileTool(described, str(self._path), workers) for described in answer.tools], answer.troubles

    async def close(self) -> None:
        """End its processes."""
        await self._workers.close()
