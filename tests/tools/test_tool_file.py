"""The functions of a file run in processes of their own, and whatever they do stays there."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from textwrap import dedent

import pytest

from streamtui.core.ports.tools import ToolOutput
from streamtui.session.live import LiveSession
from streamtui.session.permission import ToolRules
from streamtui.tools.function_tool import FunctionTool
from streamtui.tools.registry import Registry
from streamtui.tools.tool_file import ToolFile
from tests.doubles.clocks import FakeClock, numbered_ids
from tests.doubles.providers import FakeEndpoint, FakeProvider, call_reply, text_reply
from tests.paths import REPOSITORY

MINE = '''
    from __future__ import annotations

    import asyncio, os, signal, subprocess, sys, time
    from dataclasses import dataclass
    from pathlib import Path
    from typing import Annotated, Any

    from pydantic import Field

    HERE = Path(__file__).parent
    counted = 0

    @dataclass
    class Place:
        name: str
        zone: int = 0

    async def save(place: Place) -> dict[str, object]:
        """Save a place."""
        await asyncio.sleep(0)
        return {"saved": place.name, "zone": place.zone}

    def count() -> int:
        """Count the calls."""
        global counted
        counted += 1
        return counted

    def forecast(days: Annotated[int, Field(ge=1)]) -> str:
        """Say what weather comes."""
        return "fine"

    def begin() -> None:
        sign = os.open(HERE / "sign", os.O_WRONLY)
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], pass_fds=[sign])
        if sys.platform == "linux":
            subprocess.run(["setsid", "-f", "setsid", "-f", "sleep", "600"], pass_fds=[sign], check=True)
        os.write(sign, b"begun\\n")

    def leave_behind() -> None:
        """Start a program and stop who looks after it."""
        begin()
        if sys.platform == "linux":
            os.kill(os.getppid(), signal.SIGSTOP)

    def set_free() -> None:
        """Start a program and end who looks after it."""
        begin()
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)

    def compute() -> int:
        """Hold the interpreter for ever, with a program beside."""
        begin()
        return round(7, -10**9)

    async def block() -> None:
        """Block a loop."""
        begin()
        time.sleep(600)

    def end(how: str) -> None:
        """End the process."""
        if how == "segfault":
            import ctypes
            ctypes.string_at(0)
        if how == "parent":
            os.kill(os.getppid() if sys.platform == "linux" else os.getpid(), signal.SIGKILL)
            time.sleep(600)
        if how == "group":
            os.killpg(0, signal.SIGKILL)
        print("last words", flush=True)
        os._exit(int(how))

    def babble() -> None:
        """Write where the answers go."""
        for descriptor in range(3, 12):
            try:
                os.write(descriptor, b"\\xff" * 100)
            except OSError:
                pass

    def fill(how: str) -> str:
        """Take all the memory that can be had, at once or bit by bit."""
        if how == "at once":
            return "x" * 10**15
        import resource
        resource.setrlimit(resource.RLIMIT_DATA, (300_000_000, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        taken = []
        while True:
            taken.append(bytearray(1000))

    def most() -> int:
        """Tell the bound."""
        import resource
        return resource.getrlimit(resource.RLIMIT_DATA)[0]

    def fork() -> str:
        """Come back twice."""
        return "parent" if os.fork() else "child"

    def leave(kind: str) -> None:
        """Raise what ends programs."""
        raise {"exit": SystemExit(3), "interrupt": KeyboardInterrupt(), "cancel": asyncio.CancelledError(),
               "generator": GeneratorExit(), "odd": Odd()}[kind]

    class Odd(BaseException):
        def __str__(self) -> str:
            raise SystemExit

    def give(what: str) -> Any:
        """Give something odd."""
        circle = []
        circle.append(circle)
        deep = []
        for _ in range(100_000):
            deep = [deep]
        return {"half": "a\\ud83d", "nan": float("nan"), "bytes": b"\\xff", "set": {1}, "circle": circle, "deep": deep,
                "odd": Odd(), "long": "x" * 10_000_001, "keys": {(1,): 2}}[what]

    def write() -> str:
        """Write wherever one can."""
        print("by print")
        os.write(1, b"by descriptor")
        os.write(2, b"by descriptor" * 100_000)
        subprocess.run("echo by a program; echo by a program >&2; cat; echo > /dev/tty", shell=True)
        return "written"

    def environment() -> str:
        """Tell a variable."""
        return str(os.environ.get("OPENAI_API_KEY"))
'''

Run = Callable[..., Awaitable[ToolOutput]]


@pytest.fixture
async def mine(tmp_path: Path) -> AsyncIterator[ToolFile]:
    path = tmp_path / "mine.py"
    path.write_text(dedent(MINE))
    file = ToolFile(path, {**os.environ})
    yield file
    await file.close()


class Sign:
    """A pipe that a tool and the program that it starts hold open as long as they live."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._stream = asyncio.create_task(asyncio.to_thread(path.open))

    async def begun(self) -> None:
        stream = await self._stream
        assert await asyncio.to_thread(stream.readline) == "begun\n"

    async def ended(self) -> None:
        with await self._stream as stream:
            assert await asyncio.to_thread(stream.read) == ""


async def test_they_run_sync_and_async_and_a_process_lives_on(mine: ToolFile) -> None:
    tools = Registry([], [mine])
    assert await tools.ready() == []
    assert await tools.run("save", '{"place": {"name": "Rome"}}') == ToolOutput('{"saved": "Rome", "zone": 0}')
    assert [(await tools.run("count", "")).text for _ in range(2)] == ["1", "2"]
    await tools.load()
    again = Registry([], [mine])
    await again.load()
    assert (await again.run("count", "")).text == "1"
    assert (await tools.run("count", "")).text == "1"  # whose process has ended: it is another


async def test_what_only_the_function_can_tell_is_asked_of_it(mine: ToolFile) -> None:
    tools = Registry([], [mine])
    await tools.load()
    wrong = "forecast can't be run. `days` is wrong: input should be greater than or equal to 1."
    assert tools.objection("forecast", '{"days": -5}') is None
    assert await tools.check("forecast", '{"days": -5}') == wrong
    assert tools.objection("forecast", '{"days": -5}') == wrong
    assert await tools.run("forecast", '{"days": -5}') == ToolOutput(wrong, ok=False)
    assert await tools.check("forecast", '{"days": 1}') == ""
    assert tools.objection("forecast", '{"days": 1}') == ""


async def test_whatever_a_function_does_is_its_own_failure(mine: ToolFile) -> None:
    tools = Registry([], [mine], longest_output=10_000_200)
    await tools.load()
    said = {
        ("end", "3"): "end failed: its process ended with exit status 3 and 'last words'.",
        ("end", "0"): "end failed: its process ended with exit status 0 and 'last words'.",
        ("end", "segfault"): "end failed: its process ended with SIGSEGV.",
        ("end", "parent"): "end failed: its process ended with SIGKILL.",
        ("end", "group"): "end failed: its process ended with SIGKILL.",
        ("babble", ""): "babble failed: its process said what can't be read, and was ended.",
        ("fork", ""): "parent",
        ("leave", "exit"): "leave failed with SystemExit: 3",
        ("leave", "interrupt"): "leave failed with KeyboardInterrupt",
        ("leave", "cancel"): "leave failed with CancelledError",
        ("leave", "generator"): "leave failed with GeneratorExit",
        ("leave", "odd"): "leave failed with Odd",
        ("give", "circle"): "give gave a result that can't be sent: ValueError: Circular reference detected",
        ("give", "deep"): "give gave a result that can't be sent: RecursionError",
        ("give", "odd"): "give gave a result that can't be sent: SystemExit",
        ("give", "keys"): "give gave a result that can't be sent: TypeError",
        ("give", "half"): "a\ufffd",
        ("give", "nan"): "NaN",
        ("give", "bytes"): "\"b'",
        ("give", "set"): '"{1}"',
        ("give", "long"): "x" * 10_000_000 + "\n[cut here: a result has at most 10,000,000 characters",
    }
    names = {"end": "how", "leave": "kind", "give": "what"}
    for (name, value), words in said.items():
        output = await tools.run(name, f'{{"{names[name]}": "{value}"}}' if value else "")
        assert output.text.startswith(words), output.text[:200]
        output.text.encode()
    assert (await tools.run("count", "")).ok


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no bound")
@pytest.mark.parametrize("how", ["at once", "bit by bit"])
async def test_what_needs_too_much_memory_fails_and_the_next_call_has_another_process(mine: ToolFile, how: str) -> None:
    tools = Registry([], [mine])
    await tools.load()
    assert [(await tools.run(name, "")).text for name in ("count", "count", "most")] == ["1", "2", "4000000000"]
    said = "fill failed: it needed more memory than the 4 GB that it may have."
    assert await tools.run("fill", f'{{"how": "{how}"}}') == ToolOutput(said, ok=False)
    assert (await tools.run("count", "")).text == "1"


async def test_nothing_that_is_written_reaches_the_programs_descriptors(
    mine: ToolFile, capfd: pytest.CaptureFixture[str]
) -> None:
    tools = Registry([], [mine])
    await tools.load()
    assert (await tools.run("write", "")).text == "written"
    assert capfd.readouterr() == ("", "")


async def test_a_time_out_ends_the_process_and_what_it_started_and_no_other(mine: ToolFile, tmp_path: Path) -> None:
    found, _ = await mine.tools()
    tools, impatient = Registry(found), Registry(found, timeout_s=2.0)
    sign = Sign(tmp_path / "sign")
    hold = asyncio.create_task(impatient.run("compute", ""))
    await sign.begun()
    assert (await tools.run("count", "")).text == "1"
    assert await hold == ToolOutput("compute was stopped: it took longer than 2 s.", ok=False)
    await sign.ended()
    assert (await tools.run("count", "")).text == "2"


@pytest.mark.parametrize("name", ["compute", "block"])
async def test_a_stop_ends_what_computes_or_blocks(mine: ToolFile, tmp_path: Path, name: str) -> None:
    sign = Sign(tmp_path / "sign")
    session = LiveSession(
        FakeProvider(call_reply(("a", name, "{}")), text_reply("Fine")),
        FakeEndpoint(),
        FakeClock(),
        new_id=numbered_ids(),
        toolbox=Registry([], [mine], timeout_s=600),
        rules=ToolRules(approve="none"),
    )
    turn = asyncio.create_task(session.turn("go"))
    await sign.begun()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    await sign.ended()
    await session.turn("again")
    assert session.state.reply is not None


async def test_what_a_call_left_behind_ends_with_the_tools(mine: ToolFile, tmp_path: Path) -> None:
    tools = Registry([], [mine])
    await tools.load()
    sign = Sign(tmp_path / "sign")
    assert (await tools.run("leave_behind", "")).ok
    await sign.begun()
    await mine.close()
    await sign.ended()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no keeper")
async def test_who_ends_its_keeper_leaves_nothing_behind(mine: ToolFile, tmp_path: Path) -> None:
    tools = Registry([], [mine])
    await tools.load()
    sign = Sign(tmp_path / "sign")
    running = asyncio.create_task(tools.run("set_free", ""))
    await sign.begun()
    await sign.ended()
    assert (await running).text == "set_free failed: its process ended with SIGKILL."


async def test_nothing_outlives_a_program_that_is_killed(mine: ToolFile, tmp_path: Path) -> None:
    program = """
import asyncio, os, sys
from pathlib import Path
from streamtui.tools.registry import Registry
from streamtui.tools.tool_file import ToolFile

async def main():
    tools = Registry([], [ToolFile(Path(sys.argv[1]), os.environ)], timeout_s=600)
    await tools.load()
    await tools.run("compute", "")

asyncio.run(main())
"""
    sign = Sign(tmp_path / "sign")
    command = (sys.executable, "-c", program, str(tmp_path / "mine.py"))
    process = await asyncio.create_subprocess_exec(*command, cwd=REPOSITORY)
    await sign.begun()
    process.kill()
    await sign.ended()
    await process.wait()


async def test_a_file_of_ones_own_takes_the_place_of_a_built_in(mine: ToolFile) -> None:
    def count() -> str:
        return "the other one"

    registry = Registry([FunctionTool(count)], [mine])
    await registry.load()
    assert (await registry.run("count", "")).text == "1"
    assert len([tool for tool in registry.tools() if tool.name == "count"]) == 1


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import time\ntime.sleep(600)", "it took longer than 0.5 s to import"),
        ("import os\nos._exit(4)", "its process ended with exit status 4."),
        ("1 / 0", "ZeroDivisionError: division by zero (line 1)."),
    ],
)
async def test_a_file_that_can_t_be_had_is_a_sentence(tmp_path: Path, source: str, said: str) -> None:
    path = tmp_path / "mine.py"
    path.write_text(source)
    file = ToolFile(path, os.environ, load_s=0.5 if "sleep" in source else 30.0)
    tools, (trouble,) = await file.tools()
    await file.close()
    assert tools == []
    assert said in trouble
