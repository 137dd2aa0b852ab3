"""Tools of a real MCP server process, over stdio and over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from streamtui.config.mcp import McpServerConfig
from streamtui.core.ports.tools import ToolOutput
from streamtui.tools.mcp import servers as servers_module
from streamtui.tools.mcp.server import McpServer
from streamtui.tools.mcp.servers import McpServers
from streamtui.tools.registry import Registry
from streamtui.tools.tool import ToolError
from tests.known import known
from tests.paths import REPOSITORY

PATHS = {"PYTHONPATH": str(REPOSITORY)}
STDIO = McpServerConfig("tests", sys.executable, ["-m", "tests.tools.mcp_server"], {**PATHS, "TOKEN": "from-config"})


@asynccontextmanager
async def toolbox(*configs: McpServerConfig, timeout_s: float = 30) -> AsyncIterator[Registry]:
    servers = McpServers(configs)
    registry = Registry([], [servers], timeout_s=timeout_s)
    try:
        assert await registry.ready() == []
        yield registry
    finally:
        await servers.close()


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_its_tools_are_told_with_its_name_and_run() -> None:
    async with toolbox(STDIO) as tools:
        add = known(tools.info("tests_add"))
        assert (add.description, add.source) == ("Add two numbers.", "MCP tests")
        assert (add.read_only, add.claims_to_read) == (False, True)
        assert add.parameters["required"] == ["a", "b"]
        assert not known(tools.info("tests_crash")).claims_to_read
        assert await tools.run("tests_add", '{"a": 17, "b": 23}') == ToolOutput("40")
        assert (await tools.run("tests_odd_name_tool_3114176e", "")).text == "odd"
        json.dumps(list(tools.definitions()))


async def test_it_gets_the_variables_that_are_set_for_it_and_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "the-secret-key-of-the-tests")
    async with toolbox(STDIO) as tools:
        assert (await tools.run("tests_environment", '{"name": "TOKEN"}')).text == "from-config"
        assert (await tools.run("tests_environment", '{"name": "OPENAI_API_KEY"}')).text == "unset"


async def test_arguments_that_do_not_fit_are_never_sent() -> None:
    async with toolbox(STDIO) as tools:
        output = await tools.run("tests_add", '{"a": "x"}')
        assert not output.ok
        assert "`$.a`: 'x' is not of type 'integer'" in output.text
        assert "'b' is a required property" in output.text
        assert not (await tools.run("tests_add", "{")).ok


async def test_an_error_of_a_tool_and_what_is_not_text_are_said() -> None:
    async with toolbox(STDIO) as tools:
        failed = await tools.run("tests_fail", "{}")
        assert (failed.ok, "the disk is full" in failed.text) == (False, True)
        assert (await tools.run("tests_picture", "{}")).text == "[image, image/png, left out]"


async def test_calls_run_side_by_side_and_one_that_takes_too_long_is_stopped() -> None:
    async with toolbox(STDIO, timeout_s=2) as tools:
        slow = asyncio.create_task(tools.run("tests_wait", "{}"))
        assert (await tools.run("tests_add", '{"a": 1, "b": 1}')).text == "2"
        assert (await slow).text == "tests_wait was stopped: it took longer than 2 s."
        assert (await tools.run("tests_add", '{"a": 1, "b": 1}')).text == "2"


async def test_it_starts_only_when_it_is_needed_and_ends_with_the_program() -> None:
    servers = McpServers([STDIO])
    tools = Registry([], [servers])
    await servers.close()  # nothing runs yet
    await tools.ready()
    process = int((await tools.run("tests_process", "{}")).text)
    assert is_alive(process)
    await servers.close()
    assert not is_alive(process)


async def test_conversations_share_one_process() -> None:
    servers = McpServers([STDIO])
    try:
        numbers = set()
        for _ in range(2):
            tools = Registry([], [servers])
            await tools.ready()
            numbers.add((await tools.run("tests_process", "{}")).text)
        assert len(numbers) == 1
    finally:
        await servers.close()


async def test_a_server_that_ended_is_started_again_once_and_no_call_is_sent_twice() -> None:
    async with toolbox(STDIO) as tools:
        first = int((await tools.run("tests_process", "{}")).text)
        os.kill(first, signal.SIGKILL)
        second = await tools.run("tests_process", "{}")
        assert second.ok
        assert int(second.text) != first
        crash = await tools.run("tests_crash", "{}")
        assert crash == ToolOutput("The MCP server tests ended during the call; it may have been done.", ok=False)
        last = await tools.run("tests_add", '{"a": 1, "b": 1}')
        assert (last.ok, "started again before" in last.text) == (False, True)


async def test_servers_that_cannot_start_are_said_and_the_others_are_there() -> None:
    absent = McpServerConfig("absent", "/no/such/command")
    ends = McpServerConfig("ends", sys.executable, ["-c", "raise SystemExit('no token given')"])
    other = McpServerConfig("other", sys.executable, ["-c", "print('I am no MCP server')"])
    servers = McpServers([absent, ends, other, STDIO])
    tools = Registry([], [servers])
    try:
        assert await tools.ready() == [
            "The MCP server absent can't be used: there is no command '/no/such/command'"
            " (mcp.servers.absent in config.toml).",
            "The MCP server ends can't be used: it ended with 'no token given'.",
            "The MCP server other can't be used: it did not start (Connection closed).",
        ]
        assert tools.is_on("tests_add")
    finally:
        await servers.close()


async def test_a_server_that_never_answers_is_given_up() -> None:
    server = McpServer(McpServerConfig("mute", sys.executable, ["-c", "import sys; sys.stdin.read()"]), start_s=0.5)
    with pytest.raises(ToolError, match=r"mute can't be used: it did not answer within 0\.5 s\."):
        await server.tools()
    await server.close()


async def test_a_server_without_tools_is_said() -> None:
    bare = McpServerConfig("bare", sys.executable, ["-m", "tests.tools.mcp_without_tools"], PATHS)
    servers = McpServers([bare])
    (sentence,) = (await servers.tools())[1]
    assert sentence == "The MCP server bare can't be used: it did not list its tools (Method not found)."
    await servers.close()


async def test_without_the_sdk_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers_module, "find_spec", lambda name: None)
    tools = Registry([], [McpServers([STDIO, STDIO])])
    (sentence,) = await tools.ready()
    assert "pip install 'streamtui[mcp]'" in sentence


class TestOverHttp:
    @pytest.fixture
    async def config(self) -> AsyncIterator[McpServerConfig]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.tools.mcp_server", "http"), stdout=asyncio.subprocess.PIPE, cwd=REPOSITORY
        )
        try:
            port = int(await known(process.stdout).readline())
            yield McpServerConfig("web", url=f"http://127.0.0.1:{port}/mcp", headers={"X-Token": "secret"})
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()

    async def test_its_tools_are_told_and_run(self, config: McpServerConfig) -> None:
        async with toolbox(config) as tools:
            assert known(tools.info("web_add")).source == "MCP web"
            assert await tools.run("web_add", '{"a": 17, "b": 23}') == ToolOutput("40")
            assert not (await tools.run("web_fail", "{}")).ok

    async def test_one_that_is_gone_is_said(self, config: McpServerConfig) -> None:
        async with toolbox(config) as tools:
            crash = await tools.run("web_crash", "{}")
            assert not crash.ok
            later = await tools.run("web_add", '{"a": 1, "b": 1}')
            assert not later.ok
            assert "web can't be used: http://127.0.0.1" in later.text

    async def test_one_that_is_not_there_is_said(self) -> None:
        servers = McpServers([McpServerConfig("web", url="http://127.0.0.1:9/mcp?token=secret123")])
        (sentence,) = (await servers.tools())[1]
        assert sentence.startswith("The MCP server web can't be used: http://127.0.0.1:9/mcp")
        assert "secret123" not in sentence
        await servers.close()
