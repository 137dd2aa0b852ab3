"""Servers for the tests of providers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.servers.fault import FaultServer


@pytest_asyncio.fixture
async def fault_server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as server:
        yield server
