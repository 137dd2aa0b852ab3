"""The registry runs tools and says in the output what went wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from streamtui.core.ports.tools import Toolbox, ToolOutput
from streamtui.tools.function_tool import FunctionTool
from streamtui.tools.registry import Registry
from streamtui.tools.tool import ToolError
from tests.known import known


def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


async def greet(name: str) -> dict[str, str]:
    """Greet somebody."""
    return {"greeting": f"Grüß dich, {name}"}


def toolbox(*functions: Callable[..., Any], timeout_s: float = 30.0) -> Toolbox:
    return Registry([FunctionTool(function) for function in functions], timeout_s=timeout_s)


def test_definitions_are_those_of_the_api() -> None:
    definitions = toolbox(add, greet).definitions()
    assert [d["function"]["name"] for d in definitions] == ["add", "greet"]
    assert all(d["type"] == "function" for d in definitions)


async def test_text_goes_back_as_it_is_and_all_else_as_json() -> None:
    def say() -> str:
        return "plain"

    def nothing() -> None: ...

    tools = toolbox(add, greet, say, nothing)
    assert await tools.run("add", '{"a": 17, "b": 23}') == ToolOutput("40")
    assert await tools.run("greet", '{"name": "Åsa"}') == ToolOutput('{"greeting": "Grüß dich, Åsa"}')
    assert await tools.run("say", "") == ToolOutput("plain")
    assert await tools.run("nothing", "{}") == ToolOutput("null")


async def test_output_can_always_be_sent() -> None:
    def file_name() -> str:
        return "caf\udce9"

    def cut() -> None:
        raise ValueError("half a \ud83d")

    assert (await toolbox(file_name).run("file_name", "")).text == "caf\ufffd"
    assert (await toolbox(cut).run("cut", "")).text == "cut failed with ValueError: half a \ufffd"


async def test_an_unknown_tool_is_answered_with_those_there_are() -> None:
    assert await toolbox(add, greet).run("sub", "{}") == ToolOutput(
        "There is no tool 'sub'. There are add, greet.", ok=False
    )
    assert await toolbox().run("sub", "{}") == ToolOutput("There is no tool 'sub'. There are none.", ok=False)


async def test_wrong_arguments_are_never_run() -> None:
    ran = []

    def note(text: str) -> None:
        ran.append(text)

    output = await toolbox(note).run("note", '{"text": 1}')
    assert output == ToolOutput("note can't be run. `text` is wrong: input should be a valid string.", ok=False)
    assert ran == []


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (KeyboardInterrupt(), "fail failed with KeyboardInterrupt"),
        (GeneratorExit("end"), "fail failed with GeneratorExit: end"),
        (ToolError("There is no such city."), "There is no such city."),
        (ValueError("bad"), "fail failed with ValueError: bad"),
        (ValueError(), "fail failed with ValueError"),
        (SystemExit(3), "fail failed with SystemExit: 3"),
        (asyncio.TimeoutError("mine"), "fail failed with TimeoutError: mine"),
        (RuntimeError("401 for sk-0123456789"), "fail failed with RuntimeError: 401 for ***"),
    ],
)
async def test_an_exception_becomes_the_output(error: BaseException, text: str) -> None:
    def fail() -> None:
        raise error

    assert await toolbox(fail).run("fail", "{}") == ToolOutput(text, ok=False)


@pytest.mark.parametrize(
    "error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit(), asyncio.CancelledError(), Exception("x")]
)
async def test_whatever_an_async_tool_raises_is_its_own_failure(error: BaseException) -> None:
    async def leave() -> None:
        raise error

    output = await toolbox(leave).run("leave", "{}")
    assert (output.text.partition(":")[0], output.ok) == (f"leave failed with {type(error).__name__}", False)


async def test_stop_iteration_is_an_exception_like_others() -> None:
    def stop() -> None:
        next(iter(()))

    assert not (await toolbox(stop).run("stop", "{}")).ok


async def test_a_tool_that_takes_too_long_is_stopped() -> None:
    stopped = asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    output = await toolbox(wait, timeout_s=0.01).run("wait", "{}")
    assert output == ToolOutput("wait was stopped: it took longer than 0.01 s.", ok=False)
    assert stopped.is_set()


async def test_cancelling_the_run_cancels_the_tool() -> None:
    begun, stopped = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    task = asyncio.create_task(toolbox(wait).run("wait", "{}"))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stopped.is_set()


async def test_calls_run_side_by_side() -> None:
    met = asyncio.Event()

    async def come() -> str:
        met.set()
        return "came"

    async def meet() -> str:
        await met.wait()
        return "met"

    tools = toolbox(come, meet)
    outputs = await asyncio.gather(tools.run("meet", "{}"), tools.run("come", "{}"))
    assert [output.text for output in outputs] == ["met", "came"]


def test_a_schema_is_json() -> None:
    json.dumps(list(toolbox(add, greet).definitions()))


async def test_long_output_is_cut_with_a_mark_and_the_whole_is_kept() -> None:
    def write() -> str:
        return "x" * 25

    output = await Registry([FunctionTool(write)], longest_output=10).run("write", "{}")
    assert output.text == "x" * 10 + "\n[cut here: these are the first 10 of 25 characters]"
    assert output.whole == "x" * 25


class TestSwitching:
    async def test_a_tool_that_is_off_is_neither_told_of_nor_run(self) -> None:
        tools = toolbox(add, greet)
        tools.switch("add", on=False)
        assert [d["function"]["name"] for d in tools.definitions()] == ["greet"]
        assert tools.info("add") is None
        assert (await tools.run("add", '{"a": 1, "b": 2}')).text == "There is no tool 'add'. There are greet."
        assert [tool.name for tool in tools.tools()] == ["add", "greet"]
        tools.switch("add", on=True)
        assert (await tools.run("add", '{"a": 1, "b": 2}')).text == "3"

    def test_which_start_on_can_be_said(self) -> None:
        tools = Registry([FunctionTool(add), FunctionTool(greet)], starts_on=lambda tool: tool.name == "greet")
        assert (tools.is_on("add"), tools.is_on("greet"), tools.is_on("nope")) == (False, True, False)


class FakeSource:
    version = 0

    def __init__(self, *functions: Callable[..., Any]) -> None:
        self.asked = 0
        self._functions = functions

    async def tools(self) -> tuple[list[FunctionTool], list[str]]:
        self.asked += 1
        return [FunctionTool(function) for function in self._functions], ["One is missing."]


async def test_sources_are_asked_once_when_they_are_needed() -> None:
    source = FakeSource(greet)
    tools = Registry([FunctionTool(add)], [source])
    assert (source.asked, [tool.name for tool in tools.tools()]) == (0, ["add"])
    first, second = await asyncio.gather(tools.ready(), tools.ready())
    assert (first, second, source.asked) == (["One is missing."], [], 1)
    assert [tool.name for tool in tools.tools()] == ["add", "greet"]


def test_what_is_known_of_a_tool() -> None:
    info = known(toolbox(add).info("add"))
    assert (info.name, info.description, info.source, info.read_only) == ("add", "Add two numbers.", "built-in", False)
    assert list(info.parameters["properties"]) == ["a", "b"]
