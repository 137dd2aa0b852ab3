"""A configured server as a place to talk to."""

from __future__ import annotations

import pytest

from streamtui.core.faults.faults import ProviderError
from streamtui.core.ports.provider import Progress
from streamtui.providers.endpoint import ServerEndpoint
from streamtui.providers.limits import RequestLimits
from tests.providers.talk import KEY, UNTIMED, FakeHurriedClock, listen, request
from tests.servers import replies
from tests.servers.chat_server import ChatServer


def endpoint_at(base_url: str, model: str = "") -> ServerEndpoint:
    clock = FakeHurriedClock()
    limits = RequestLimits(UNTIMED.limits, clock)
    return ServerEndpoint(base_url, KEY, label="work", model=model, settings=UNTIMED, clock=clock, limits=limits)


async def test_the_raw_wire_is_reached_by_its_url_and_key() -> None:
    access = await endpoint_at("http://127.0.0.1:1/v1").access()
    assert (access.base_url, access.api_key) == ("http://127.0.0.1:1/v1", KEY)
    assert KEY not in repr(access)


async def test_where_no_model_is_named_the_first_of_the_server_is_taken() -> None:
    async with ChatServer(replies.text("Hi"), models=["first", "second"]) as server:
        endpoint, told = endpoint_at(server.base_url), list[Progress]()
        assert (endpoint.label, endpoint.model) == ("work", "")
        provider = await endpoint.open(told.append)
        assert endpoint.model == "first"
        assert len(told) == 2
        assert (await listen(provider, request(endpoint.model))).text == "Hi"
        assert await endpoint.open(told.append) is provider
        await endpoint.close()


async def test_a_named_model_is_not_asked_for() -> None:
    endpoint = endpoint_at("http://127.0.0.1:9/v1", model="mine")
    await endpoint.open(lambda _: None)
    assert endpoint.model == "mine"
    await endpoint.close()


async def test_a_server_without_models_says_what_to_do_and_can_be_opened_again() -> None:
    async with ChatServer(models=[]) as server:
        endpoint = endpoint_at(server.base_url)
        with pytest.raises(ProviderError, match=r"names no model.*--model"):
            await endpoint.open(lambda _: None)
        server.models = ["late"]
        await endpoint.open(lambda _: None)
        assert endpoint.model == "late"
        await endpoint.close()


async def test_how_much_a_model_has_room_for_is_what_its_server_says() -> None:
    async with ChatServer(models=["first"], context_limit=8192) as server:
        endpoint = endpoint_at(server.base_url)
        assert endpoint.context_limit is None
        await endpoint.open(lambda _: None)
        assert endpoint.context_limit == 8192
        endpoint.use_model("other")
        assert endpoint.context_limit is None
        await endpoint.close()


async def test_its_models_are_those_of_the_server_also_before_it_is_opened() -> None:
    async with ChatServer(models=["first", "second"]) as server:
        endpoint = endpoint_at(server.base_url, model="mine")
        assert await endpoint.models() == ["first", "second"]
        assert endpoint.model == "mine"
        await endpoint.close()
