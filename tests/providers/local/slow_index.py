"""Real HTTP servers on the loopback: an index that stops in mid-wheel, and an address that knows ranges."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from typing_extensions import Self


class _Loopback:
    """Serves while the block runs."""

    def __init__(self) -> None:
        outer = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        raise NotImplementedError


class SlowIndex(_Loopback):
    """A package index of the wheels in a folder that sends half of a wheel and then waits for the other to hang up."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.hung_up = threading.Event()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        if not request.path.endswith(".whl"):
            links = "".join(f'<a href="/{wheel.name}">{wheel.name}</a>' for wheel in self._folder.glob("*.whl"))
            request.send_header("Content-Type", "text/html")
            request.end_headers()
            request.wfile.write(f"<!DOCTYPE html><html><body>{links}</body></html>".encode())
            return
        data = (self._folder / request.path.strip("/")).read_bytes()
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data[: len(data) // 2])
        request.wfile.flush()
        with suppress(ConnectionResetError):  # whoever is killed with bytes unread hangs up so
            request.rfile.read(1)
        self.hung_up.set()


class FakeAddress(_Loopback):
    """The official address of a file."""

    def __init__(self, data: bytes, *, ranges: bool = True, status: int | None = None) -> None:
        super().__init__()
        self._data = data
        self._ranges = ranges
        self._status = status
        self.begins: list[int] = []
        """Where each answer began."""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        if self._status is not None:
            request.send_error(self._status)
            return
        wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        begin = int(wanted[1]) if wanted and self._ranges else 0
        self.begins.append(begin)
        request.send_response(206 if begin else 200)
        request.send_header("Content-Length", str(len(self._data) - begin))
        request.end_headers()
        request.wfile.write(self._data[begin:])
