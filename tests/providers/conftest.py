"""Servers for the tests of providers."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.servers.fault import FaultServer


@pytest_asyncio.fixture
async def fault_server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as server:
        yield server


@pytest.fixture(scope="session")
def wire_dir() -> Path:
    """The recorded streams of real servers, where this machine has them."""
    beside = Path(__file__).parents[2].parent / "shared" / "wire"
    folder = Path(os.environ.get("STREAMTUI_WIRE_DIR") or beside)
    if not (folder / "chat").is_dir():
        pytest.skip(f"no recorded streams at {folder}; set STREAMTUI_WIRE_DIR")
    return folder
