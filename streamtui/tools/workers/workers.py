"""Workers that run the same functions: as many as are asked at the same time, each used again when it has answered."""

from __future__ import annotations

from collections.abc import Mapping

from streamtui.tools.own_thread import in_own_thread
from streamtui.tools.tool import ToolError
from streamtui.tools.workers.messages import Answer, Call, Check, Request, Said
from streamtui.tools.workers.worker import Worker, WorkerEndedError

ARITHMETIC = ""
"""In place of a file."""


class Workers:
    """The processes for one file of functions. None is started before it is needed."""

    def __init__(self, file: str, environ: Mapping[str, str]) -> None:
        self._file = file
        self._environ = environ
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._retired = False

    async def ask(self, request: Request) -> Answer:
        """The answer. Raises WorkerEndedError. A cancellation ends the worker, and only that."""
        worker = await self._taken()
        self._busy.add(worker)
        try:
            answer = await in_own_thread(lambda: worker.ask(request))
        except BaseException:
            worker.kill()
            raise
        finally:
            self._busy.discard(worker)
        self._idle.append(worker)
        if isinstance(answer, Said) and answer.spent:
            worker.kill()
        if self._retired:
            await self.retire()
        return answer

    async def said(self, request: Check | Call) -> str:
        """What was said to a request about a tool. Raises ToolError where that is why there is no answer."""
        try:
            answer = await self.ask(request)
        except WorkerEndedError as error:
            raise ToolError(f"{request.tool} failed: its process {error}.") from error
        if not isinstance(answer, Said):
            raise ToolError(f"{request.tool} failed: its process answered something else.")
        if not answer.ok:
            raise ToolError(answer.text)
        return answer.text

    async def retire(self) -> None:
        """End those that have nothing to do, and the others when they have answered."""
        self._retired = True
        idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()
        for worker in idle:
            await in_own_thread(worker.bury)

    async def close(self) -> None:
        """End them all."""
        for worker in self._busy:
            worker.kill()
        await self.retire()

    async def _taken(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            worker.kill()  # what it had started lives on
            await in_own_thread(worker.bury)
        return Worker(self._file, self._environ)
