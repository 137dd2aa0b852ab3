"""The real program on a real terminal: an MCP server starts at the first prompt and ends with the program."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.paths import REPOSITORY
from tests.terminal import Terminal


@pytest.fixture
def terminal(fault_url: str, tmp_path: Path) -> Iterator[Terminal]:
    (tmp_path / "config.toml").write_text(
        f'[mcp.servers.tests]\ncommand = "{sys.executable}"\nargs = ["-m", "tests.tools.mcp_server"]\n'
        f'env = {{ PYTHONPATH = "{REPOSITORY}" }}\n[mcp.servers.bad]\ncommand = "/no/such/command"\n'
    )
    command = [sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", "good"]
    with Terminal(command, env={"STREAMTUI_CONFIG_DIR": str(tmp_path)}) as terminal:
        terminal.wait_for("Ask something")
        yield terminal


def mcp_servers(terminal: Terminal) -> list[psutil.Process]:
    children = psutil.Process(terminal.pid).children(recursive=True)
    return [child for child in children if "tests.tools.mcp_server" in child.cmdline()]


@pytest.mark.parametrize("end", [lambda t: t.press("\x11"), lambda t: t.kill(signal.SIGKILL)], ids=["quit", "kill"])
def test_it_starts_at_the_first_prompt_and_ends_with_the_program(
    terminal: Terminal, end: Callable[[Terminal], None]
) -> None:
    assert mcp_servers(terminal) == []
    terminal.press("hi\r")
    screen = terminal.wait_for("Hello, world.")
    assert "The MCP server bad can't be used" in screen
    servers = mcp_servers(terminal)  # and who looks after it
    assert servers
    end(terminal)
    terminal.wait_for_exit()
    _, alive = psutil.wait_procs(servers, timeout=20)
    assert alive == []
