"""Functions of the program itself run on the loop or beside it, or elsewhere."""

from __future__ import annotations

import asyncio
import threading
from typing import Literal

import pytest

from streamtui.tools.function_tool import FunctionTool


async def wait(kind: Literal["long", "short"]) -> str:
    return kind


async def test_async_functions_run_on_the_loop_and_others_in_a_thread_of_their_own() -> None:
    threads: list[threading.Thread] = []

    async def where() -> None:
        threads.append(threading.current_thread())

    def elsewhere() -> None:
        threads.append(threading.current_thread())

    await FunctionTool(where).call("")
    await FunctionTool(elsewhere).call("")
    assert threads[0] is threading.main_thread()
    assert threads[1] is not threading.main_thread()
    assert threads[1].daemon
    assert await FunctionTool(wait).call('{"kind": "long"}') == "long"


async def test_a_function_that_hangs_in_its_thread_can_be_left() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        may_end.wait()

    task = asyncio.create_task(FunctionTool(hang).call(""))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_end.set()


async def test_a_function_can_be_run_elsewhere_once_its_arguments_are_read() -> None:
    async def elsewhere(arguments: str) -> str:
        return f"{arguments} over there"

    tool = FunctionTool(wait, run=elsewhere)
    assert await tool.call('{"kind": "long"}') == '{"kind": "long"} over there'
    assert tool.objection('{"kind": "odd"}') == "`kind` is wrong: input should be 'long' or 'short'."
