"""The tap, put together: where it listens, what is behind it, what it records, and the program that it is for."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from streamtui.cli.compose.log import keep_log
from streamtui.cli.compose.places import Places
from streamtui.config.flags import Flags
from streamtui.config.profile_choice import choose_place
from streamtui.config.profiles import LOCAL, Profile
from streamtui.config.ready_profiles import READY
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.faults.server_words import host, is_loopback
from streamtui.core.http.heads import host_in_url
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
from streamtui.tools.workers.lifeline import end_with

BASE_URL_NAMES = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_BASE_URL")
"""What the SDKs of today read; those of before, with LangChain, LlamaIndex and LiteLLM; Open WebUI and its like."""
_VERSION, _PLAIN = "/v1", "http://"
_NO_PROXY = ("NO_PROXY", "no_proxy")
_HERE = ("127.0.0.1", "localhost")
_SHOWN_S, _UNSEEN_S = 0.05, 0.5
"""How long what streams gathers until it is told: a screen is drawn no oftener, and lines of requests don't show it."""
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
    listen: Listen, flags: Flags, places: Places, *, record: Path | None, kept_mb: int | None, shown: bool
) -> AsyncIterator[Tap]:
    """A tap that listens while the block lasts; `shown` while it streams. Raises StreamtuiError where there is none."""
    secrets = places.secrets | Secrets(listen.token)
    keep_log(places.environ, secrets)
    profile = _place(flags, places)
    endpoint: Endpoint | None = None
    base_url = profile.base_url
    try:
        if base_url is None:
            endpoint = places.endpoint(profile)
            await endpoint.open(_unseen)
            base_url = (await endpoint.access()).base_url
        if record is not None:
            _require_folder(record)
        gather_s = _SHOWN_S if shown else _UNSEEN_S
        orders = Orders(listen.host, listen.port, base_url, listen.token, dict(profile.headers), gather_s)
        link = await _started(orders, anywhere=not listen.chosen)
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
            _require_another(base_url, tap)
            yield tap
        finally:
            await tap.stop()
            await tap.close()
            await recordings.closed()
    finally:
        if endpoint is not None:
            await endpoint.close()


def to_the_same(flags: Flags, places: Places) -> Flags:
    """What leads a chat to the server that a tap by these flags is before, whatever is configured later."""
    place = _place(flags, places)
    known = places.configuration.profiles.get(place.name)
    by_name = place.name in (LOCAL, *READY) if known is None else known.base_url == place.base_url
    return replace(flags, profile=place.name) if by_name and flags.base_url is None else flags


def _place(flags: Flags, places: Places) -> Profile:
    configuration = places.configuration
    return choose_place(flags, places.environment, configuration.profiles, configuration.default_profile)


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
    behind, ahead = tap.upstream.rstrip("/"), tap.base_url
    ours = {behind: ahead}
    if behind.endswith(_VERSION):  # other SDKs name the server without it, or its host alone: Anthropic's, Ollama's
        behind, ahead = behind.removesuffix(_VERSION), ahead.removesuffix(_VERSION)
        ours |= {behind: ahead, behind.removeprefix(_PLAIN): ahead.removeprefix(_PLAIN)}
    named = {name: ours[value.rstrip("/")] for name, value in environ.items() if value.rstrip("/") in ours}
    asked = urlsplit(tap.base_url).hostname or ""
    here = dict.fromkeys((*_HERE, asked, host_in_url(asked)))  # of ::1 some want brackets, and some none
    hosts = {name: _with(here, _unproxied(environ, name)) for name in _NO_PROXY}
    return {**environ, **dict.fromkeys(BASE_URL_NAMES, tap.base_url), **named, **hosts}


def _with(here: Iterable[str], unproxied: str) -> str:
    """These hosts beside the others; an asterisk means all of them where it stands alone."""
    return unproxied if unproxied == "*" else ",".join((*filter(None, [unproxied]), *here))


def _unproxied(environ: Mapping[str, str], name: str) -> str:
    """What asked no proxy so far by the variable of that name; where it is not set programs read the other one."""
    return next(filter(None, map(environ.get, (name, *_NO_PROXY))), "")


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
        process = await asyncio.create_subprocess_exec(
            *command, env=environ, stdout=stdout, preexec_fn=ending_with_us()
        )
    except OSError as error:
        code, why = not_started(error)
        say(f"{command[0]} {why}; check its name, and that it may be run.")
        return code
    for number in early:
        _pass_on(process, number)
    return exit_code(await process.wait())


def ending_with_us() -> Callable[[], None] | None:
    """What a program does first, so that it is asked to end where this one is killed: it would ask nobody any more."""
    if sys.platform != "linux":
        return None
    import ctypes  # noqa: F401 - so that nothing is imported behind the fork

    return partial(end_with, os.getpid(), signal.SIGTERM)


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


async def _started(orders: Orders, *, anywhere: bool) -> Link:
    """Start its engine; `anywhere`: where the port is taken any other will do."""
    try:
        return await start(orders)
    except ConfigurationError:
        if not anywhere:
            raise
    orders.port = 0
    return await start(orders)


def _require_another(base_url: str, tap: Tap) -> None:
    """The server is none where the shell has the tap's own address for it: each request would ask for the next one."""
    behind, own = urlsplit(base_url), urlsplit(tap.base_url)
    itself = {own.hostname, "localhost"} if is_loopback(tap.base_url) else {own.hostname}
    if behind.port == own.port and behind.hostname in itself:
        where = f"{behind.hostname}:{behind.port}"
        raise ConfigurationError(f"The tap would ask itself, at {where}; name the server behind it by --to or -p.")


def _require_folder(path: Path) -> None:
    try:
        make_folder(path)
        why = "" if os.access(path, os.W_OK | os.X_OK) else "nothing can be written there"
    except OSError as error:
        why = error.strerror or str(error)
    if why:
        raise ConfigurationError(f"The folder {path} can't be used: {why}; choose another by --record.")


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
