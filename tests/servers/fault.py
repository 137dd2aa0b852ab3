"""The server that does everything wrong that servers do: the model's name, or the path, says what.

`python -m tests.servers.fault --port 8080` serves it to try things by hand.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace

from aiohttp import web

from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.replies import Answer
from tests.servers.scenarios import SCENARIOS, WEB_PAGE


class FaultServer(ChatServer):
    """`base_url` with a scenario's name as the model, or `url(name)` with any model."""

    def __init__(self, *, port: int = 0) -> None:
        super().__init__(models=SCENARIOS, port=port)
        self._asked: Counter[tuple[str, str]] = Counter()

    def url(self, scenario: str) -> str:
        """A base URL at which every model has that fault."""
        return f"{self.root_url}/{scenario}/v1"

    def answer(self, request: RecordedRequest) -> Answer:
        """The scenario's answer; the two that refuse a parameter are content without it."""
        name = next((part for part in (request.path.split("/")[1], request.model) if part in SCENARIOS), "good")
        usage = "store" if request.path.endswith("/responses") else "stream_options"
        refused = {"refuses-usage": usage, "refuses-tools": "tools"}.get(name)
        if refused is not None and refused not in request.body:
            name = "good"
        asked = name, request.path
        self._asked[asked] += 1
        answer = SCENARIOS[name](self._asked[asked])
        if name == "refuses-usage":
            steps = [
                step.replace(b"stream_options", usage.encode()) for step in answer.steps if isinstance(step, bytes)
            ]
            return replace(answer, steps=steps)
        return answer

    async def _list_models(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/page/"):
            return web.Response(text=WEB_PAGE, content_type="text/html")
        return await super()._list_models(request)


async def _serve(port: int) -> None:
    async with FaultServer(port=port) as server:
        print(server.base_url)
        print("models:", *SCENARIOS)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args().port))
