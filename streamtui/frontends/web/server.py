"""The web server: textual-serve's, which would run a shell for any page that asks, behind a door of ours."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server, to_int

from streamtui.core.http.heads import host_in_url
from streamtui.frontends.web.door import Door
from streamtui.frontends.web.program import Program

MOST_PAGES = 16
"""Each is a process."""
_FULL = f"{MOST_PAGES} pages are open already: close one of them, and load this one again."
_PAGES = Path(__file__).parent / "page"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Scripts are the server's own alone; the terminal in the page writes its styles into it."""
_YEAR_S = 365 * 24 * 3600
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger("textual-serve")


class WebServer(Server):
    """Shows a program in browsers, a process a page."""

    def __init__(self, arguments: Sequence[str], environ: Mapping[str, str], door: Door, title: str) -> None:
        """`arguments` are the command that each page runs; nothing of them gets into the page."""
        super().__init__(arguments[0], host=door.host, title=title, templates_path=_PAGES)
        self._arguments, self._environ, self._door = arguments, environ, door
        self._programs: set[Program] = set()
        self._runner: web.AppRunner | None = None
        self.port = 0
        self.entered: Callable[[], object] = lambda: None
        """Called when a browser came in, after which another address is the one to open."""

    @property
    def address(self) -> str:
        """What a browser is to open."""
        return f"http://{host_in_url(self.host)}:{self.port}/?token={self._door.token}"

    async def listen(self, port: int) -> None:
        """Begin to serve; port 0 is any. Raises OSError."""
        log.addHandler(logging.NullHandler())  # of what a page sends nothing is written, as it may hold keys
        log.propagate = False
        self._runner = web.AppRunner(await self._make_app(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, port).start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """End every program, then the server."""
        await asyncio.gather(*(program.stop() for program in self._programs))
        if self._runner is not None:
            await self._runner.cleanup()

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(self.templates_path))
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.static("/static", self.statics_path, name="static"),
                web.static("/page", _PAGES),
            ]
        )
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Answer who may be answered; all else gets a sentence."""
        acts = request.path == "/ws"
        if refusal := self._door.foreign(request.method, request.path, request.raw_headers, acts=acts):
            return _sentence(refusal.status, refusal.sentence)
        own = self._door.enter(request.query["token"]) if request.path == "/" and "token" in request.query else None
        if refusal := self._door.unknown(own or request.cookies.get(self._cookie, "")):
            return _sentence(refusal.status, refusal.sentence)
        if acts and len(self._programs) >= MOST_PAGES:
            return _sentence(503, _FULL)
        if own is None:
            response = await handler(request)
        else:
            response = web.Response(status=303, headers={"Location": "/"})
            response.set_cookie(self._cookie, own, max_age=_YEAR_S, httponly=True, samesite="Strict", path="/")
            self.entered()
        if not response.prepared:
            response.headers.update(_HEADERS, **{"Content-Security-Policy": _POLICY.format(host=request.host)})
        return response

    @property
    def _cookie(self) -> str:
        return f"streamtui-{self.port}"

    @aiohttp_jinja2.template("app_index.html")
    async def handle_index(self, request: web.Request) -> dict[str, Any]:
        """What the page is made of; it asks where it came from."""
        secure = request.headers.get("X-Forwarded-Proto", request.scheme) == "https"
        return {"title": self.title, "socket": f"{'wss' if secure else 'ws'}://{request.host}/ws"}

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run a program for a page, until either of both ends."""
        socket = web.WebSocketResponse(heartbeat=15)
        await socket.prepare(request)
        program = Program(
            self._arguments,
            self._environ,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=socket.close,
            download_manager=self.download_manager,
        )
        self._programs.add(program)
        try:
            await program.start(*(to_int(request.query.get(side, ""), 0) for side in ("width", "height")))
            await self._process_messages(socket, program)
        except (ValueError, LookupError, TypeError, AttributeError, AssertionError):
            pass  # the page says what none of ours says
        finally:
            await program.stop()
            self._programs.discard(program)
            await socket.close()
        return socket


def _sentence(status: int, sentence: str) -> web.Response:
    return web.Response(status=status, text=f"{sentence}\n", headers=_HEADERS)
