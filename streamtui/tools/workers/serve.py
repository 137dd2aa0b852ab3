"""The life of a worker: it is asked, answers, and is asked again, until the program ends.

It talks on pipes of its own. What a tool, or a program that it starts, finds as its standard input is empty; what is
written to standard output and error goes to the program, which keeps the end of it to explain a death.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from streamtui.tools.results import as_text, bounded, told
from streamtui.tools.tool import ToolError
from streamtui.tools.workers.lifeline import end_all
from streamtui.tools.workers.messages import Answer, Call, Check, Describe, Described, Request, Said, read, write

if TYPE_CHECKING:
    import asyncio


class Functions(Protocol):
    """What can be called here. Methods raise ToolError."""

    @property
    def most_memory(self) -> int:
        """Bytes that this process, and each program that it starts, may have."""
        ...

    def describe(self) -> Described: ...

    def read(self, tool: str, arguments: str) -> tuple[Callable[..., Any], dict[str, Any]]:
        """A function, and the arguments as it wants them."""
        ...


def main() -> None:
    """Serve the file that is named, or arithmetic, until nobody asks any more."""
    commands, answers = _pipes()
    process = os.getpid()
    functions = _functions(sys.argv[1])
    _bound_memory(functions.most_memory)
    with suppress(EOFError, OSError):
        while True:
            request: Request = read(commands, Request)  # type: ignore[arg-type]
            answer = _answer(functions, request)
            if os.getpid() != process:  # a copy that a tool made of this process and that came back
                os._exit(0)
            write(answers, answer)
    end_all()


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Where requests come from and answers go to; nothing that is started here gets them."""
    commands, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return os.fdopen(commands, "rb"), os.fdopen(answers, "wb")


def _functions(file: str) -> Functions:
    if file:
        from streamtui.tools.workers.file_functions import FileFunctions

        return FileFunctions(Path(file))
    from streamtui.tools.workers.arithmetic import Arithmetic

    return Arithmetic()


def _bound_memory(most: int) -> None:
    """Of data: addresses that are only kept for later, as many programs do, take none."""
    with suppress(ImportError, OSError, ValueError):  # not on this system, or there is a lower limit
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _answer(functions: Functions, request: Request) -> Answer:
    """Whatever is raised is an answer, too."""
    try:
        if isinstance(request, Describe):
            return functions.describe()
        return _check(functions, request) if isinstance(request, Check) else _run(functions, request)
    except MemoryError:
        pass  # what fills it is let go before anything is said
    except ToolError as error:
        return Said(bounded(str(error)), ok=False)
    except BaseException as error:
        return Said(f"it failed with {told(error)}", ok=False)
    who = sys.argv[1] if isinstance(request, Describe) else request.tool
    most = f"{functions.most_memory / 1e9:g} GB"
    return Said(f"{who} failed: it needed more memory than the {most} that it may have.", ok=False, spent=True)


def _check(functions: Functions, check: Check) -> Said:
    try:
        functions.read(check.tool, check.arguments)
    except ToolError as error:
        return Said(bounded(str(error)))
    return Said("")


def _run(functions: Functions, call: Call) -> Said:
    function, arguments = functions.read(call.tool, call.arguments)
    try:
        result = _loop().run_until_complete(function(**arguments)) if _is_async(function) else function(**arguments)
    except (ToolError, MemoryError):
        raise
    except BaseException as error:
        return Said(f"{call.tool} failed with {told(error)}", ok=False)
    try:
        return Said(as_text(result))
    except MemoryError:
        raise
    except BaseException as error:
        return Said(f"{call.tool} gave a result that can't be sent: {told(error)}", ok=False)


def _is_async(function: Callable[..., Any]) -> bool:
    return inspect.iscoroutinefunction(function)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One for all calls, as what functions keep may belong to it."""
    import asyncio

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop
