"""The chat in a browser: who gets in, what is seen there, and that no process outlives its page."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType, WSServerHandshakeError

from tests.browser import CHROMIUM, PATIENCE_S, browser
from tests.commands import run, start

pytestmark = pytest.mark.one_python

_SHOWN = "document.querySelector('.xterm-screen').getBoundingClientRect()"
"""Where all cells of the terminal are in the page."""


@contextmanager
def served(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The command, and the address that it tells first."""
    process = start("web", "--port", "0", *arguments)
    try:
        yield process, next_address(process)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def next_address(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().decode()
    found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
    assert found is not None, line
    return found[0]


@asynccontextmanager
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


async def refused(session: ClientSession, page: str, headers: Mapping[str, str]) -> int:
    """The status of the answer to a page that tries to have a program run."""
    with pytest.raises(WSServerHandshakeError) as error:
        await session.ws_connect(f"{page}/ws", headers=headers)
    return error.value.status


def programs(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children()


async def test_only_a_browser_with_an_address_of_ours_has_a_program_run_and_no_page_of_elsewhere() -> None:
    with served("--", "--no-store") as (process, address):
        parts = urlsplit(address)
        own = f"http://{parts.netloc}"
        async with client() as stranger, client() as known:
            assert (await stranger.get(own)).status == 403
            assert (await stranger.get(f"{own}/static/js/textual.js")).status == 403
            assert (await stranger.get(f"{own}/?token=guessed")).status == 403
            assert await refused(stranger, own, {"Origin": own}) == 403

            assert (await stranger.get(address, headers={"Host": "evil.example"})).status == 403
            page = await known.get(address)  # who was refused has used up nothing
            assert (page.status, str(page.url)) == (200, f"{own}/"), "the token is gone from the address"
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            assert "token" not in await page.text()
            spent = await stranger.get(address)
            assert spent.status == 403
            assert "can be opened once" in await spent.text()
            assert (await stranger.get(next_address(process))).status == 200, "another browser gets another address"

            assert await refused(known, own, {"Origin": "http://evil.example"}) == 403
            assert await refused(known, own, {"Origin": f"http://127.0.0.1:{(parts.port or 0) ^ 1}"}) == 403
            assert await refused(known, own, {"Origin": "null"}) == 403
            assert await refused(known, own, {}) == 403
            assert await refused(known, own, {"Origin": "http://evil.example", "Host": "evil.example"}) == 403
            assert programs(process) == []


async def test_a_program_ends_with_its_page_and_with_a_server_that_is_killed() -> None:
    with served("--", "--no-store") as (process, address):
        own = f"http://{urlsplit(address).netloc}"
        async with client() as session:
            await session.get(address)
            first = await session.ws_connect(f"{own}/ws?width=100000&height=x", headers={"Origin": own})
            assert b"\x1b[?1049h" in (await first.receive()).data
            await first.send_str('["resize", {"width": "many", "height": -1}]')
            second = await session.ws_connect(f"{own}/ws", headers={"Origin": own})
            await second.receive()
            one, other = programs(process)
            await first.close()
            await asyncio.to_thread(psutil.wait_procs, [one], PATIENCE_S)
            assert not one.is_running()
            process.kill()
            await asyncio.to_thread(psutil.wait_procs, [other], PATIENCE_S)
            assert not other.is_running()


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
async def test_in_a_browser_one_types_sees_the_stream_copies_resizes_and_has_two_tabs(fault_url: str) -> None:
    with served("--", "--base-url", fault_url, "-m", "silent", "--no-store") as (process, address):
        own = f"http://{urlsplit(address).netloc}"
        async with browser() as chromium:
            await chromium.do(
                "Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"], origin=own
            )
            page = await chromium.open(address)
            await page.wait_for("Ask something")
            assert await page.evaluate("location.href") == f"{own}/"

            await page.type("Tell me")
            await page.press("Enter")
            await page.wait_for("Hello, wor")  # no more comes of it
            await page.press("Escape")
            await page.wait_for("stopped")
            for line, told in (("/model good", "good"), ("Once more", "Hello, world.")):
                await page.type(line)
                await page.press("Enter")
                await page.wait_for(told)

            await page.press("Tab")
            await page.press("y")
            await page.wait_for("Message copied")
            assert await page.until("navigator.clipboard.readText()") == "Hello, world."

            before = page.cells
            await page.resize(1400, 700)
            await page.wait_for(lambda text: page.cells > before and "SPEED" in text)
            for width, height in ((800, 400), (1000, 640)):
                await page.resize(width, height)
                inside = f"{_SHOWN}.right <= innerWidth && {_SHOWN}.bottom <= innerHeight"
                await page.until(f"innerWidth == {width} && {inside}")
            await page.resize(1400, 700)

            other = await chromium.open(own)
            await other.wait_for("Ask something")
            assert len(programs(process)) == 2
            assert "Tell me" not in await other.wait_for("silent")
            await other.close()

            foreign = await chromium.open("data:text/html,<p>elsewhere</p>")
            tried = f"new Promise(done => {{ const s = new WebSocket('ws://{urlsplit(own).netloc}/ws');"
            tried += " s.onopen = () => done('open'); s.onerror = () => done('refused'); })"
            assert await foreign.evaluate(tried) == "refused"

            await page.press("Tab")
            await page.type("exit")
            await page.press("Enter")
            await page.until("document.body.classList.contains('-closed')")


def test_other_machines_need_a_token_and_only_what_can_be_shown_is_taken() -> None:
    done = run("web", "--listen", "0.0.0.0:0")
    assert (done.returncode, "--token" in done.stderr) == (2, True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("web", "--port", str(port))
    assert f"127.0.0.1:{port} can't be listened on (address already in use): choose another" in done.stderr
    done = run("web", "--", "ask", "Hello")
    assert (done.returncode, "not 'ask'" in done.stderr) == (2, True)
    done = run("web", "--", "--nosuch")
    assert (done.returncode, "--nosuch" in done.stderr) == (2, True)


async def test_where_the_program_can_not_begin_the_page_says_so() -> None:
    folder = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("profile = [")
    with served() as (_, address):
        own = f"http://{urlsplit(address).netloc}"
        async with client() as session:
            await session.get(address)
            socket = await session.ws_connect(f"{own}/ws", headers={"Origin": own})
            assert b"could not begin" in (await socket.receive()).data
            assert (await socket.receive()).type == WSMsgType.CLOSE
