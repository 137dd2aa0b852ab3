"""A loopback server of both APIs whose answers are scripted, and which remembers what it was asked.

What is scripted as a chat completion is a response where one is asked for.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web
from typing_extensions import Self

from tests.servers.in_responses import in_responses
from tests.servers.replies import Answer, Cut, Pause, Pings, Silence, Step


@dataclass(slots=True)
class RecordedRequest:
    """One request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the connection closed before the answer was over."""

    @property
    def model(self) -> str:
        return str(self.body.get("model", "")) if isinstance(self.body, dict) else ""

    @property
    def messages(self) -> list[dict[str, str]]:
        """What was said, in the form of chat completions, whichever API was spoken."""
        if "messages" in self.body:
            return list(self.body["messages"])
        items = [item for item in self.body["input"] if item["type"] == "message"]
        return [{"role": item["role"], "content": _text(item["content"])} for item in items]


class ChatServer:
    """Give it answers with `say`, or override `answer`; use it as an async context manager.

    async with ChatServer(replies.text("Hel", "lo")) as server:
        ... talk to server.base_url, then look at server.requests
    """

    def __init__(
        self,
        *answers: Answer,
        models: Iterable[str] = ("test-model",),
        context_limit: int | None = None,
        tls: ssl.SSLContext | None = None,
        port: int = 0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.requests: list[RecordedRequest] = []
        """The requests for replies, in order of arrival."""
        self.cancelled: list[str] = []
        """The ids of responses that were."""
        self.models = list(models)
        self._room = {} if context_limit is None else {"max_model_len": context_limit}
        self.peers: set[str] = set()
        """The clients' addresses, one for each connection that was used."""
        self._arrival = asyncio.Condition()
        self._answers = list(answers)
        self._tls = tls
        self._port = port
        self._sleep = sleep
        """How a Pause passes."""

    @property
    def base_url(self) -> str:
        """What a client is configured with."""
        return f"{self.root_url}/v1"

    @property
    def root_url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}"

    def say(self, *answers: Answer) -> None:
        """Answer like this from now on: one after the other, the last one again and again."""
        self._answers = list(answers)

    def answer(self, request: RecordedRequest) -> Answer:
        """What to answer; a server with habits of its own overrides it."""
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    async def asked(self, times: int = 1) -> RecordedRequest:
        """Wait until that many requests have come; returns the last of them."""
        async with self._arrival:
            await self._arrival.wait_for(lambda: len(self.requests) >= times)
        return self.requests[times - 1]

    async def told_to_cancel(self, identity: str) -> None:
        """Wait until the response of that id was."""
        async with self._arrival:
            await self._arrival.wait_for(lambda: identity in self.cancelled)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_post("/{prefix:.*}chat/completions", self._chat)
        app.router.add_post("/{prefix:.*}responses", self._chat)
        app.router.add_get("/{prefix:.*}responses/{id}", self._chat)
        app.router.add_post("/{prefix:.*}responses/{id}/cancel", self._cancel)
        app.router.add_get("/{prefix:.*}v1/models", self._list_models)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, ssl_context=self._tls)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _list_models(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"object": "list", "data": [{"id": name, **self._room} for name in self.models]})

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        async with self._arrival:
            self.cancelled.append(request.match_info["id"])
            self._arrival.notify_all()
        return web.json_response({"id": request.match_info["id"], "status": "cancelled"})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.peers.add(str(request.transport and request.transport.get_extra_info("peername")))
        recorded = RecordedRequest(request.method, request.path_qs, dict(request.headers), json.loads(body or b"{}"))
        async with self._arrival:
            self.requests.append(recorded)
            self._arrival.notify_all()
        try:
            answer = self.answer(recorded)
            if request.path.endswith("/responses"):
                answer = in_responses(answer)
            return await _give(answer, request, self._sleep)
        except (asyncio.CancelledError, ConnectionError):
            recorded.gone.set()
            raise


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


class _CloseDelimited(web.StreamResponse):
    """A body that ends with the connection, as HTTP/1.0 servers send it."""

    _length_check = False


async def _give(answer: Answer, request: web.Request, sleep: Callable[[float], Awaitable[None]]) -> web.StreamResponse:
    for step in answer.before_headers:
        await _take(step, request, None, sleep)
    kind = web.StreamResponse if answer.framing == "chunked" else _CloseDelimited
    response = kind(status=answer.status, headers=answer.headers)
    if answer.framing == "close":
        response.force_close()
    await response.prepare(request)
    for step in answer.steps:
        await _take(step, request, response, sleep)
    await response.write_eof()
    return response


async def _take(
    step: Step, request: web.Request, response: web.StreamResponse | None, sleep: Callable[[float], Awaitable[None]]
) -> None:
    match step:
        case bytes() if response is not None:
            await response.write(step)
        case asyncio.Event():
            await step.wait()
        case Cut(reset=reset) if request.transport is not None:
            request.transport.abort() if reset else request.transport.close()
            await asyncio.Event().wait()  # until aiohttp notices, and cancels us
        case Pause(seconds=seconds):
            await sleep(seconds)
        case Silence():
            await asyncio.Event().wait()
        case Pings(every_s=every_s) if response is not None:
            while True:
                await response.write(b": ping\n\n")
                await asyncio.sleep(every_s)
