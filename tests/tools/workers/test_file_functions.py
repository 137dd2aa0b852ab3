"""A Python file of one's own is a set of tools; a broken one is reported and skipped."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Protocol

import pytest

from streamtui.tools.tool import ToolError
from streamtui.tools.workers.file_functions import FileFunctions
from streamtui.tools.workers.messages import Description

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


class Load(Protocol):
    def __call__(self, source: str) -> tuple[dict[str, Description], list[str]]: ...


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(source: str) -> tuple[dict[str, Description], list[str]]:
        path = tmp_path / "mine.py"
        path.write_text(dedent(source))
        try:
            described = FileFunctions(path).describe()
        except ToolError as error:
            return {}, [str(error).replace(str(tmp_path), "")]
        troubles = [trouble.replace(str(tmp_path), "") for trouble in described.troubles]
        return {tool.name: tool for tool in described.tools}, troubles

    return load


def test_public_functions_with_hints_and_docstring_are_tools(load: Load) -> None:
    tools, troubles = load(GOOD)
    assert (list(tools), troubles) == (["look_up", "save"], [])
    assert tools["look_up"].description == "Look a word up."
    properties = json.loads(tools["look_up"].parameters)["properties"]
    assert properties["word"] == {"type": "string", "description": "what to look for"}
    assert properties["where"]["enum"] == ["book", "web"]


def test_what_the_file_calls_read_only_need_not_ask(load: Load) -> None:
    tools, _ = load(GOOD)
    assert (tools["look_up"].read_only, tools["save"].read_only) == (True, False)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 / 0", "/mine.py can't be used for tools: ZeroDivisionError: division by zero (line 1)."),
        ("import sys\nsys.exit(3)", "/mine.py can't be used for tools: SystemExit: 3 (line 2)."),
        ("raise KeyboardInterrupt", "/mine.py can't be used for tools: KeyboardInterrupt (line 1)."),
        ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package' (line 1)."),
        ("def f(:", "can't be used for tools: SyntaxError: "),
        ("x = 1", "/mine.py holds no tool: that is a public function with type hints and a docstring."),
        ('def f(*a: int):\n    """F."""', "f in /mine.py can't be a tool: "),
        ('class A: ...\ndef f(a: A):\n    """F."""', "f in /mine.py can't be a tool: "),
        ('def f(a: "Nope"):\n    """F."""', "f in /mine.py can't be a tool: "),
        ('def f(a: float = float("nan")):\n    """F."""', "f in /mine.py can't be a tool: "),
        ('def größe(a: int):\n    """F."""', "größe in /mine.py can't be a tool: its name needs"),
    ],
)
def test_a_broken_file_is_reported_and_skipped(load: Load, source: str, said: str) -> None:
    tools, (trouble,) = load(source)
    assert tools == {}
    assert said in trouble
    assert "\n" not in trouble


def test_a_missing_file_is_reported() -> None:
    with pytest.raises(ToolError, match=r"/nowhere/x.py can't be used for tools: FileNotFoundError"):
        FileFunctions(Path("/nowhere/x.py")).describe()


def test_a_file_that_others_may_write_is_refused(load: Load, tmp_path: Path) -> None:
    (tmp_path / "mine.py").touch(0o666)
    (tmp_path / "mine.py").chmod(0o666)
    tools, (trouble,) = load(GOOD)
    assert tools == {}
    assert trouble == "/mine.py can't be used for tools: it may be written by others, which `chmod go-w` ends."


def test_one_bad_function_leaves_the_others(load: Load) -> None:
    tools, troubles = load('def g(*a: int):\n    """G."""\n\ndef f(a: int) -> int:\n    """F."""\n    return a')
    assert (list(tools), len(troubles)) == (["f"], 1)


def test_a_read_only_that_is_no_list_of_names_is_reported_and_allows_nothing(load: Load) -> None:
    tools, (trouble,) = load('READ_ONLY = "f"\ndef f(a: int) -> int:\n    """F."""\n    return a')
    assert (tools["f"].read_only, 'must be a list of names, like ["look_up"]' in trouble) == (False, True)


def test_what_is_told_of_a_function_can_be_sent(load: Load) -> None:
    # set behind it, as Python 3.13 compiles no such docstring
    tools, _ = load('def f(a: str = "\\udce9"): ...\nf.__doc__ = "Half \\ud83d."')
    tools["f"].description.encode()
    assert json.loads(tools["f"].parameters)["properties"]["a"]["default"] == "\ufffd"
