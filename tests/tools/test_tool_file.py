"""A Python file of one's own is a set of tools; a broken one is reported and skipped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from textwrap import dedent

import pytest

from streamtui.tools.function_tool import FunctionTool
from streamtui.tools.registry import Registry
from streamtui.tools.tool_file import ToolFile

GOOD = '''
    """Tools of mine."""
    from __future__ import annotations

    import asyncio
    from dataclasses import dataclass
    from os.path import join
    from typing import Literal

    READ_ONLY = ["look_up"]

    @dataclass
    class Place:
        name: str
        zone: int = 0

    def look_up(word: str, where: Literal["book", "web"] = "book") -> str:
        """Look a word up.

        Args:
            word: what to look for
        """
        return f"{word} in {where}"

    async def save(place: Place) -> dict[str, object]:
        """Save a place."""
        await asyncio.sleep(0)
        return {"saved": place.name, "zone": place.zone}

    def _private(a: int) -> int:
        """Not a tool."""
        return a

    def no_docstring(a: int) -> int:
        return a

    def no_hints(a):
        """Not a tool."""
'''


Load = Callable[..., Awaitable[tuple[dict[str, FunctionTool], list[str]]]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    async def load(source: str, name: str = "mine.py") -> tuple[dict[str, FunctionTool], list[str]]:
        path = tmp_path / name
        path.write_text(dedent(source))
        tools, troubles = await ToolFile(path).tools()
        return {tool.name: tool for tool in tools}, [trouble.replace(str(tmp_path), "") for trouble in troubles]

    return load


async def test_public_functions_with_hints_and_docstring_are_tools(load: Load) -> None:
    tools, troubles = await load(GOOD)
    assert (list(tools), troubles) == (["look_up", "save"], [])
    assert tools["look_up"].description == "Look a word up."
    assert tools["look_up"].parameters["properties"]["word"] == {"type": "string", "description": "what to look for"}
    assert tools["look_up"].parameters["properties"]["where"]["enum"] == ["book", "web"]
    assert tools["look_up"].source.endswith("mine.py")


async def test_what_the_file_calls_read_only_need_not_ask(load: Load) -> None:
    tools, _ = await load(GOOD)
    assert (tools["look_up"].read_only, tools["save"].read_only) == (True, False)


async def test_they_run_sync_and_async(load: Load) -> None:
    tools, _ = await load(GOOD)
    registry = Registry(tools.values())
    assert (await registry.run("look_up", '{"word": "ask"}')).text == "ask in book"
    assert (await registry.run("save", '{"place": {"name": "Rome"}}')).text == '{"saved": "Rome", "zone": 0}'


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 / 0", "/mine.py can't be used for tools: ZeroDivisionError: division by zero (line 1)."),
        ("import sys\nsys.exit(3)", "/mine.py can't be used for tools: SystemExit: 3 (line 2)."),
        ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package' (line 1)."),
        ("def f(:", "can't be used for tools: SyntaxError: "),
        ("x = 1", "/mine.py holds no tool: that is a public function with type hints and a docstring."),
        ('def f(*a: int):\n    """F."""', "f in /mine.py can't be a tool: "),
        ('class A: ...\ndef f(a: A):\n    """F."""', "f in /mine.py can't be a tool: "),
        ('def f(a: "Nope"):\n    """F."""', "f in /mine.py can't be a tool: "),
    ],
)
async def test_a_broken_file_is_reported_and_skipped(load: Load, source: str, said: str) -> None:
    tools, (trouble,) = await load(source)
    assert tools == {}
    assert said in trouble
    assert "\n" not in trouble


async def test_a_missing_file_is_reported() -> None:
    tools, (trouble,) = await ToolFile(Path("/nowhere/x.py")).tools()
    assert (tools, trouble.startswith("/nowhere/x.py can't be used for tools: FileNotFoundError")) == ([], True)


async def test_one_bad_function_leaves_the_others(load: Load) -> None:
    tools, troubles = await load('def g(*a: int):\n    """G."""\n\ndef f(a: int) -> int:\n    """F."""\n    return a')
    assert (list(tools), len(troubles)) == (["f"], 1)


async def test_a_file_of_ones_own_takes_the_place_of_a_built_in(load: Load, tmp_path: Path) -> None:
    def get_weather(location: str) -> str:
        """The other one."""
        return "rain"

    await load('def get_weather(location: str) -> str:\n    """Mine."""\n    return "sun"')
    registry = Registry([FunctionTool(get_weather)], [ToolFile(tmp_path / "mine.py")])
    assert await registry.ready() == []
    assert (await registry.run("get_weather", '{"location": "Rome"}')).text == "sun"
    assert len(registry.tools()) == 1


async def test_a_read_only_that_is_no_list_of_names_is_reported_and_allows_nothing(load: Load) -> None:
    tools, (trouble,) = await load('READ_ONLY = "f"\ndef f(a: int) -> int:\n    """F."""\n    return a')
    assert (tools["f"].read_only, 'must be a list of names, like ["look_up"]' in trouble) == (False, True)


async def test_a_file_that_never_ends_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text("import threading\nthreading.Event().wait()")
    tools, (trouble,) = await ToolFile(path, load_s=0.1).tools()
    assert (tools, "it took longer than 0.1 s to import" in trouble) == ([], True)
