"""A real browser, led by the DevTools protocol; a page's terminal is read back as its program wrote it."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyte
from aiohttp import ClientSession, ClientWebSocketResponse

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE_S = 40.0
_WATCH = """
  window.written = [];
  window.WebSocket = class extends WebSocket {
    constructor(...ways) {
      super(...ways);
      this.addEventListener("message", (event) => {
        if (typeof event.data !== "string") {
          window.written.push(String.fromCharCode(...new Uint8Array(event.data)));
        }
      });
    }
    send(text) {
      const [kind, value] = JSON.parse(text);
      window.cells = kind === "resize" ? [value.width, value.height] : window.cells;
      super.send(text);
    }
  };
"""
"""Run in every page before its own scripts: what a program writes to it is kept."""
_TAKE = (
    "(() => { const all = window.written ?? []; window.written = []; return [btoa(all.join('')), window.cells]; })()"
)
_KEYS = {"Enter": (13, "\r"), "Tab": (9, "\t"), "Escape": (27, ""), "End": (35, "")}


class Page:
    """One tab."""

    def __init__(self, browser: Browser, target: str, session: str) -> None:
        self._browser, self._target, self._session = browser, target, session
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    async def do(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """A method of the protocol, for this page."""
        return await self._browser.do(method, self._session, **parameters)

    async def evaluate(self, script: str) -> Any:
        """The value of an expression there, awaited where it is a promise."""
        said = await self.do("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    async def until(self, script: str) -> Any:
        """The first value of the expression that is true."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while not (value := await self.evaluate(script)):
            assert asyncio.get_running_loop().time() < deadline, f"{script} did not become true"
            await asyncio.sleep(0.05)
        return value

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.do("Input.insertText", text=text)

    async def press(self, key: str) -> None:
        """Press a key of `_KEYS`, or a letter."""
        code, text = _KEYS.get(key, (ord(key[0].upper()), key))
        named = {"key": key, "windowsVirtualKeyCode": code}
        await self.do("Input.dispatchKeyEvent", type="keyDown", text=text, **named)
        await self.do("Input.dispatchKeyEvent", type="keyUp", **named)

    async def resize(self, width: int, height: int) -> None:
        """Give the page another size, in pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.do("Emulation.setDeviceMetricsOverride", **metrics)

    async def picture(self) -> bytes:
        """What a person would see, as PNG."""
        return base64.b64decode((await self.do("Page.captureScreenshot"))["data"])

    async def close(self) -> None:
        """Close the tab."""
        await self._browser.do("Target.closeTarget", targetId=self._target)

    @property
    def cells(self) -> tuple[int, int]:
        """The terminal's columns and rows."""
        return self._screen.columns, self._screen.lines

    async def wait_for(self, wanted: str | Callable[[str], bool]) -> str:
        """Read until the terminal's screen holds that."""
        holds = wanted if callable(wanted) else lambda text: wanted in text
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            written, cells = await self.evaluate(_TAKE)
            if cells and (cells[0], cells[1]) != self.cells:
                self._screen.resize(columns=cells[0], lines=cells[1])
            self._stream.feed(re.sub(rb"\x1b\[\?2026[hl]", b"", base64.b64decode(written)))
            text = "\n".join(line.rstrip() for line in self._screen.display)
            if holds(text):
                return text
            assert asyncio.get_running_loop().time() < deadline, f"{wanted!r} did not come:\n{text}"
            await asyncio.sleep(0.05)


class Browser:
    """Chromium without a window."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0

    async def do(self, method: str, session: str = "", **parameters: Any) -> Mapping[str, Any]:
        """A method of the protocol; what it says meanwhile of other things is passed over."""
        self._number += 1
        call = {"id": self._number, "method": method, "params": parameters}
        await self._socket.send_json(call | ({"sessionId": session} if session else {}))
        while True:
            said = json.loads((await self._socket.receive(timeout=PATIENCE_S)).data)
            if said.get("id") == self._number:
                assert "error" not in said, said["error"]
                result: Mapping[str, Any] = said["result"]
                return result

    async def open(self, address: str) -> Page:
        """A new tab at that address."""
        target = (await self.do("Target.createTarget", url="about:blank"))["targetId"]
        session = (await self.do("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        page = Page(self, target, session)
        await page.do("Page.enable")
        await page.do("Emulation.setFocusEmulationEnabled", enabled=True)
        await page.do("Page.addScriptToEvaluateOnNewDocument", source=_WATCH)
        await page.do("Page.navigate", url=address)
        return page


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A browser of the test's own."""
    assert CHROMIUM is not None
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            CHROMIUM,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "HOME": folder},
        )
        try:
            port = Path(folder) / "DevToolsActivePort"
            deadline = asyncio.get_running_loop().time() + PATIENCE_S
            while not (port.exists() and port.read_text().count("\n")):
                assert asyncio.get_running_loop().time() < deadline, "the browser did not begin"
                await asyncio.sleep(0.05)
            number, path = port.read_text().split("\n")
            async with (
                ClientSession() as client,
                client.ws_connect(f"http://127.0.0.1:{number}{path}", max_msg_size=0) as socket,
            ):
                yield Browser(socket)
        finally:
            process.kill()
            await process.wait()
