"""Servers for the tests of providers, and the APIs that they are asked in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from streamtui.providers.api_choice import ApiChoice
from tests.servers.fault import FaultServer


@pytest_asyncio.fixture
async def fault_server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as server:
        yield server


@pytest.fixture(params=["chat", "responses"])
def choice(request: pytest.FixtureRequest) -> ApiChoice:
    """Each API in turn: what is scripted as a chat completion is a response where one is asked for."""
    return ApiChoice(request.param)
