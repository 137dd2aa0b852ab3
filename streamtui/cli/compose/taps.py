"""The tap, put together: where it listens, what is behind it, what it records, and the program that it is for."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import getproxies

from streamtui.cli.compose.log import keep_log
from streamtui.cli.compose.places import Places
from streamtui.config.flags import Flags
from streamtui.config.profiles import choose_place
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.faults.server_words import host, is_loopback
from streamtui.core.ports.provider import Endpoint, Progress
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.session import RecordingFile
from streamtui.core.ports.tap import Tap, Tapped
from streamtui.core.text.secrets import Secrets
from streamtui.files.whole import make_folder
from streamtui.storage.recordings.writer import RecordingWriter
from streamtui.tap.link import Link, start
from streamtui.tap.live_tap import LiveTap
from streamtui.tap.orders import Orders

BASE_URL_NAMES = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_BASE_URL")
"""What the SDKs of today read; those of before, with LangChain, LlamaIndex and LiteLLM; Open WebUI and its like."""
_VERSION, _PLAIN = "/v1", "http://"
_NO_PROXY = ("NO_PROXY", "no_proxy")
_HERE = "127.0.0.1,localhost"
NOT_FOUND, NOT_ALLOWED, SIGNALLED = 127, 126, 128
"""Exit codes, as shells have them; to the last one the number of the signal is added."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Where requests are taken."""

    host: str
    port: int
    token: str = ""
    chosen: bool = True
    """The person said so; else any other port will do, too."""

    def shown(self, base_url: str) -> str:
        """The tap's base URL as it may be seen: without the token."""
        return base_url.replace(self.token, "TOKEN") if self.token else base_url


@asynccontextmanager
async def opened_tap(
    listen: Listen, flags: Flags, places: Places, *, record: Path | None, kept_mb: int | None
) -> AsyncIterator[Tap]:
    """A tap that listens while the block lasts. Raises StreamtuiError where there is none."""
    secrets = places.secrets | Secrets(listen.token)
    keep_log(places.environ, secrets)
    profile = choose_place(
        flags, places.environment, places.configuration.profiles, places.configuration.default_profile
    )
    endpoint: Endpoint | None = None
    base_url = profile.base_url
    try:
        if base_url is None:
            endpoint = places.endpoint(profile)
            await endpoint.open(_unseen)
            base_url = (await endpoint.access()).base_url
        if record is not None:
            _require_folder(record)
        link, orders = await _started(listen, base_url)
        recordings = _Recordings(record, profile.name)
        tap = LiveTap(
            link,
            orders,
            secrets=secrets,
            record=recordings.begin if record is not None else None,
            close_recording=recordings.close,
            kept_mb=kept_mb,
        )
        try:
            yield tap
        finally:
            await tap.stop()
            await tap.close()
            await recordings.closed()
    finally:
        if endpoint is not None:
            await endpoint.close()


def proxy_remark(base_url: str) -> str:
    """A sentence where the environment names a proxy, which is not asked; else nothing."""
    scheme = base_url.partition(":")[0].lower()
    proxies = getproxies()
    if is_loopback(base_url) or not (proxies.get(scheme) or proxies.get("all")):
        return ""
    return f"The tap goes to {host(base_url)} without the proxy that the environment names."


def program_environment(environ: Mapping[str, str], tap: Tap) -> dict[str, str]:
    """The environment with the tap as the place to ask: by the names that SDKs read, and by all that named the server.

    A proxy is not asked for what is on this machine.
    """
    behind, here = tap.upstream.rstrip("/"), tap.base_url
    ours = {behind: here}
    if behind.endswith(_VERSION):  # other SDKs name the server without it, or its host alone: Anthropic's, Ollama's
        behind, here = behind.removesuffix(_VERSION), here.removesuffix(_VERSION)
        ours |= {behind: here, behind.removeprefix(_PLAIN): here.removeprefix(_PLAIN)}
    named = {name: ours[value.rstrip("/")] for name, value in environ.items() if value.rstrip("/") in ours}
    hosts = {name: f"{environ[name]},{_HERE}" if environ.get(name) else _HERE for name in _NO_PROXY}
    return {**environ, **dict.fromkeys(BASE_URL_NAMES, tap.base_url), **named, **hosts}


async def run_program(
    command: Sequence[str], environ: Mapping[str, str], stdout: int | None, say: Callable[[str], object]
) -> int:
    """Run it to its end and return its exit code; the signals that this program gets are passed on to it.

    Where it can't be started `say` hears why, and the code is what a shell's would be.
    """
    process: asyncio.subprocess.Process | None = None
    early: list[int] = []
    """What came while it was being started, which may run already."""

    def pass_on(number: int) -> None:
        _pass_on(process, number) if process is not None else early.append(number)

    if sys.platform != "win32":
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            asyncio.get_running_loop().add_signal_handler(getattr(signal, name), pass_on, getattr(signal, name))
    try:
        process = await asyncio.create_subprocess_exec(*command, env=environ, stdout=stdout)
    except OSError as error:
        code, why = not_started(error)
        say(f"{command[0]} {why}; check its name, and that it may be run.")
        return code
    for number in early:
        _pass_on(process, number)
    return exit_code(await process.wait())


def not_started(error: OSError) -> tuple[int, str]:
    """The exit code of a command that can't be run, and why, as the end of a sentence."""
    return NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_ALLOWED, f"can't be started: {error.strerror}"


def exit_code(code: int) -> int:
    """That of a process as a shell has it; below 0 it is the signal that ended it."""
    return code if code >= 0 else SIGNALLED - code


def _pass_on(process: asyncio.subprocess.Process, number: int) -> None:
    """What a terminal sends to all programs before it has come there already."""
    if number == signal.SIGINT and _is_before_the_terminal():
        return
    with suppress(ProcessLookupError):
        process.send_signal(number)


def _is_before_the_terminal() -> bool:
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


async def _started(listen: Listen, base_url: str) -> tuple[Link, Orders]:
    orders = Orders(listen.host, listen.port, base_url, listen.token)
    try:
        return await start(orders), orders
    except ConfigurationError:
        if listen.chosen:
            raise
    orders.port = 0
    return await start(orders), orders


def _require_folder(path: Path) -> None:
    try:
        make_folder(path)
    except OSError as error:
        raise ConfigurationError(
            f"The folder {path} can't be used: {error.strerror}; choose another by --record."
        ) from error


def _unseen(_: Progress) -> None: ...


class _Recordings:
    """A file a request, named so that their order is that of time."""

    def __init__(self, folder: Path | None, place: str) -> None:
        self._folder = folder
        self._place = place
        self._closing: set[asyncio.Future[None]] = set()

    def begin(self, tapped: Tapped) -> RecordingFile:
        """See tap.live_tap.Record."""
        assert self._folder is not None
        words = tapped.path.partition("?")[0].strip("/").split("/")[1:] or ["request"]
        name = "-".join("".join(c for c in word if c.isalnum() or c in "._") for word in words)[:60]
        when = tapped.started.replace(":", "").replace("-", "").partition("+")[0]
        header = RecordingHeader(tapped.started, tapped.model, tapped.url, self._place, tapped.api, clock=tapped.at)
        path = self._folder / f"{when}-{tapped.number:05}-{name or 'request'}.jsonl"
        recording = RecordingWriter(path, header, secrets=tapped.secrets)
        if (failure := recording.failure) is not None:
            recording.close()
            raise failure
        return recording

    def close(self, recording: RecordingFile, then: Callable[[], object]) -> None:
        """Write what waits: the disk is not waited for here."""
        closing = asyncio.get_running_loop().run_in_executor(None, recording.close)
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        closing.add_done_callback(lambda _: then())

    async def closed(self) -> None:
        """All that is to be closed is."""
        await asyncio.gather(*self._closing)
