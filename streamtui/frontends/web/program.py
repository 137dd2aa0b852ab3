"""The process behind one page, as textual-serve runs it, but without a shell, and never longer than the page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from textual_serve.app_service import AppService

_DRIVER = "streamtui.frontends.tui.terminal.page_driver:PageDriver"
_WIDEST = 1000
"""Cells; no page has more."""
_ENDS_WITHIN_S = 5.0
"""So long it has to close the store and its connections."""
_OF_THE_TERMINAL = ("COLORTERM", "LINES", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "STY", "TMUX", "TMUX_PANE")
"""What the server's own terminal is, the page is not."""
_NEVER_BEGAN = b"streamtui could not begin here. The terminal that serves this page says why.\r\n"


class Program(AppService):
    """What the person runs, in a browser."""

    def __init__(self, arguments: Sequence[str], environ: Mapping[str, str], **ways: Any) -> None:
        """`arguments` are the whole command; `ways` lead to the page, as AppService has them."""
        super().__init__(arguments[0], **ways)
        self._arguments, self._environ = arguments, environ
        self._began = False

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        self._process = process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env=self._build_environment(_within(width or 80), _within(height or 24)),
            start_new_session=True,  # ^C in the terminal is for the server, which ends this one gently
        )
        self._stdin = process.stdin
        return process

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        """Of the server's, what is not its terminal's."""
        return {name: value for name, value in self._environ.items() if name not in _OF_THE_TERMINAL} | {
            "COLUMNS": str(width),
            "ROWS": str(height),
            "TERM": "xterm-256color",
            "TERM_PROGRAM": "textual",
            "TEXTUAL_COLOR_SYSTEM": "truecolor",
            "TEXTUAL_DRIVER": _DRIVER,
        }

    async def set_terminal_size(self, width: int, height: int) -> None:
        await super().set_terminal_size(_within(width), _within(height))

    async def on_data(self, payload: bytes) -> None:
        self._began = True
        await super().on_data(payload)

    async def run(self) -> None:
        """Until the program ends; then the page is closed, and where nothing came says so."""
        try:
            await super().run()
        finally:
            with suppress(ConnectionError, RuntimeError):  # the page may be gone
                if not self._began:
                    await self.remote_write_bytes(_NEVER_BEGAN)
                await self.remote_close()

    async def stop(self) -> None:
        """Have it end, and end it where it does not."""
        process = self._process
        if process is None:
            return
        with suppress(asyncio.TimeoutError, ConnectionError):
            await asyncio.wait_for(super().stop(), _ENDS_WITHIN_S)
            await asyncio.wait_for(process.wait(), _ENDS_WITHIN_S)
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _within(cells: object) -> int:
    """A number of cells that a page may have, whatever it says."""
    return min(max(1, cells), _WIDEST) if isinstance(cells, int) else 80
