"""The parent's side of the child process: start it, hear where it listens, notice its death, end it.

A process of its own keeps the screen moving while weights load (the load holds the GIL for seconds) and keeps a crash
of native code out of the terminal.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import streamtui
from streamtui.core.faults.faults import FaultKind
from streamtui.providers.local.catalogue import LocalModel
from streamtui.providers.local.child_log import ChildLog
from streamtui.providers.local.fault import LocalModelError, disk_faults

SERVE_COMMAND = (sys.executable, "-m", "streamtui.providers.local.serve")
_IMPORT_FROM = Path(streamtui.__file__).absolute().parent.parent
_GRACE_S = 2.0
_ENDING_S = 0.5


class LocalServer:
    """A child that serves one model."""

    def __init__(self, process: asyncio.subprocess.Process, model: LocalModel, log: ChildLog) -> None:
        self._process = process
        self._model = model
        self._log = log
        self._killed = False
        self.key = secrets.token_urlsafe(24)
        """What it wants as API key."""
        self.url = ""
        """Where it listens, without a path; nothing until it is ready."""

    @classmethod
    async def start(
        cls,
        model: LocalModel,
        weights: Path,
        log_path: Path,
        environ: Mapping[str, str],
        command: Sequence[str] = SERVE_COMMAND,
    ) -> LocalServer:
        """Start the child, which knows of `environ`, and wait until it has loaded the model.

        Raises LocalModelError; leaves no process behind.
        """
        with disk_faults(f"Starting {model.title}"):
            log = ChildLog.begin(log_path)
        with log.sink() as sink:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=sink,
                cwd=_IMPORT_FROM,  # not where the person is: `-m` would import whatever json.py lies there
                env={**environ, "OMP_WAIT_POLICY": "passive"},  # spinning threads fight with the screen's own
                start_new_session=True,  # Ctrl+C in the terminal is not meant for it
            )
        server = cls(process, model, log)
        try:
            server.url = await server._shake_hands(weights)
        except BaseException:
            server.kill()
            await server.stop()
            raise
        return server

    async def _shake_hands(self, weights: Path) -> str:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        config = {
            "path": str(weights),
            "alias": self._model.name,
            "key": self.key,
            "context": self._model.context,
            "template": _template_text(self._model),
        }
        with suppress(ConnectionError):  # a child that is dead by now is explained below
            stdin.write(json.dumps(config).encode() + b"\n")
            await stdin.drain()
        if line := await stdout.readline():
            return str(json.loads(line)["url"])
        reason = self._log.why_not_started(await self._process.wait())
        raise LocalModelError(
            "configuration",
            f"The local model {self._model.name} could not be started: {reason}. {self._advice()} "
            f"The log is {self._log.path}.",
        )

    def _advice(self) -> str:
        if self._model.release is None:
            return "Give another GGUF file, or talk to a server with --base-url."
        name = self._model.name
        return (
            f"`streamtui model remove {name}` and `streamtui model pull {name}` renew a damaged file; "
            "or talk to a server with --base-url."
        )

    @property
    def base_url(self) -> str:
        """What a client is configured with."""
        return f"{self.url}/v1"

    @property
    def alive(self) -> bool:
        """The child has not ended, as far as is known, and was not told to."""
        return self._process.returncode is None and not self._killed

    async def has_ended(self, within_s: float = _ENDING_S) -> bool:
        """Whether the child ends within that time; its closed connection may be noticed before its death."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._process.wait(), within_s)
        return self._process.returncode is not None

    def death(self, kind: FaultKind) -> LocalModelError:
        """The error that says why the child, which has ended, did so."""
        reason = self._log.why_ended(self._process.returncode or 0)
        return LocalModelError(
            kind,
            f"The local model {self._model.name} has died: {reason}. The next message starts it again. "
            f"The log is {self._log.path}.",
        )

    def kill(self) -> None:
        """End the child at once, whatever it is doing."""
        self._killed = True
        with suppress(ProcessLookupError):
            self._process.kill()

    async def stop(self) -> None:
        """End the child: kindly, then less so."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if not await self.has_ended(_GRACE_S):
            with suppress(ProcessLookupError):
                self._process.terminate()
            if not await self.has_ended(_GRACE_S):
                self.kill()
                await self._process.wait()


def _template_text(model: LocalModel) -> str | None:
    if model.template is None:
        return None
    return files("streamtui.providers.local").joinpath(model.template).read_text(encoding="utf-8")
