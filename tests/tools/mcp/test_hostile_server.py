"""A server that floods, dies, changes its tools or sends what nobody can read: its own failure, and no more."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil
import pytest

from streamtui.config.mcp import McpServerConfig
from streamtui.tools.function_tool import FunctionTool
from streamtui.tools.mcp.child import LONGEST_LINE, MOST_UNASKED
from streamtui.tools.mcp.mcp_tool import LARGEST_SCHEMA, LONGEST_DESCRIPTION
from streamtui.tools.mcp.server import MOST_TOOLS
from streamtui.tools.mcp.servers import McpServers
from streamtui.tools.registry import Registry
from tests.known import known
from tests.paths import REPOSITORY

PATHS = {"PYTHONPATH": str(REPOSITORY)}


@asynccontextmanager
async def hostile(how: str = "", read_only: tuple[str, ...] = ()) -> AsyncIterator[Registry]:
    command = ["-m", "tests.tools.mcp.hostile_server", how]
    config = McpServerConfig("evil", sys.executable, command, PATHS, read_only=read_only)
    servers = McpServers([config])
    tools = Registry([], [servers])
    try:
        yield tools
    finally:
        await servers.close()


async def ran(tools: Registry, name: str) -> str:
    return (await tools.run(f"evil_{name}", "{}")).text


async def test_what_it_sends_within_bounds_is_a_bounded_result(capfd: pytest.CaptureFixture[str]) -> None:
    async with hostile() as tools:
        assert await tools.ready() == []
        large, many = await asyncio.gather(ran(tools, "large"), ran(tools, "many"))
        assert len(large) < 20_100
        assert "[image, image/xxx" in many
        assert len(many) < 20_100
        assert await ran(tools, "shout") == "shouted"
        assert (
            await ran(tools, "wishes") == "Sampling not supported; Elicitation not supported; List roots not supported"
        )
        assert await ran(tools, "read") == "read"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("flood", f"it sent {MOST_UNASKED:,} messages that nobody asked for"),
        ("long", f"it sent a message longer than {LONGEST_LINE:,} bytes"),
        ("unreadable", "it sent a message that can't be read"),
    ],
)
async def test_one_that_oversteps_a_bound_is_ended_and_started_again_once(what: str, why: str) -> None:
    async with hostile() as tools:
        await tools.ready()
        said = f"The MCP server evil was ended during the call, as {why}; it may have been done."
        assert await ran(tools, what) == said
        assert await ran(tools, "read") == "read"
        assert await ran(tools, "die") == "The MCP server evil ended during the call; it may have been done."
        assert "started again before" in await ran(tools, "read")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a program in a session of its own stays")
async def test_one_that_dies_takes_along_what_it_started_and_is_missed_at_once() -> None:
    async with hostile() as tools:
        await tools.ready()
        left = psutil.Process(int(await ran(tools, "leave")))  # it holds the pipe to us open, too
        assert await ran(tools, "die") == "The MCP server evil ended during the call; it may have been done."
        _, alive = await asyncio.to_thread(psutil.wait_procs, [left], timeout=20)
        assert alive == []


async def test_its_hint_is_a_claim_unless_the_person_says_so() -> None:
    async with hostile(read_only=("read",)) as tools:
        await tools.ready()
        read, change = known(tools.info("evil_read")), known(tools.info("evil_change"))
        assert (read.read_only, read.claims_to_read) == (True, False)
        assert (change.read_only, change.claims_to_read) == (False, True)
        assert len(read.description) == LONGEST_DESCRIPTION


async def test_tools_that_it_changes_are_other_tools_from_then_on() -> None:
    async with hostile() as tools:
        await tools.ready()
        tools.switch("evil_half", on=False)
        before = known(tools.info("evil_read"))
        assert await ran(tools, "change") == "changed"
        await tools.ready()
        after = known(tools.info("evil_read"))
        assert (after != before, after.description) == (True, "Now it does something else.")
        assert not tools.is_on("evil_half")
        assert await ran(tools, "read") == "read"


async def test_a_tool_that_was_changed_without_a_word_is_not_run() -> None:
    async with hostile("silent") as tools:
        await tools.ready()
        await ran(tools, "change")
        assert "has just changed this tool: it was not run" in await ran(tools, "read")
        await tools.ready()
        assert await ran(tools, "read") == "read"


async def test_tools_that_cannot_be_told_of_are_left_out_with_a_sentence() -> None:
    async with hostile("tools") as tools:
        assert await tools.ready() == [
            "Tools of the MCP server evil are left out: 'deep' as its schema is "
            f"deeper than 50 levels; 'huge' as its schema is larger than {LARGEST_SCHEMA:,} bytes; "
            "102 more than can be told of."
        ]
        assert len(tools.definitions()) == MOST_TOOLS - 2


async def test_one_that_does_not_speak_the_protocol_is_said() -> None:
    async with hostile("nonsense") as tools:
        why = "it did not list its tools (its answer is not as the protocol has it)"
        assert await tools.ready() == [f"The MCP server evil can't be used: {why}."]


async def test_it_takes_no_other_tools_place() -> None:
    def evil_read() -> str:
        """Read."""
        return "mine"

    config = McpServerConfig("evil", sys.executable, ["-m", "tests.tools.mcp.hostile_server"], PATHS)
    servers = McpServers([config])
    tools = Registry([FunctionTool(evil_read, read_only=True)], [servers])
    try:
        (sentence,) = await tools.ready()
        assert sentence.startswith("MCP evil offers evil_read, and there is a tool of that name (built-in): it is left")
        assert (await ran(tools, "read"), known(tools.info("evil_read")).source) == ("mine", "built-in")
    finally:
        await servers.close()
