"""The local model as an endpoint: fetched, started, watched, started again."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import platform
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from streamtui.core.chat.events import NoticeIssued, ReplyFailed, RequestSent, RetryScheduled, StreamEvent, TextDelta
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.ports.provider import ChatProvider, ChatRequest, Progress
from streamtui.providers.local import endpoint as endpoint_module
from streamtui.providers.local import runtime
from streamtui.providers.local.catalogue import LocalModel
from streamtui.providers.local.endpoint import LocalEndpoint
from streamtui.providers.local.fault import LocalModelError
from streamtui.providers.local.runtime import require_runtime
from streamtui.providers.local.server import LocalServer
from tests.doubles.providers import FakeProvider, Script
from tests.known import known
from tests.providers.local.wheels import model_of, weights

BEHAVES = (sys.executable, str(Path(__file__).parent / "fake_serve.py"), "behaves")
HUNG_UP = Fault("connection", "It closed the connection before it replied.")
UNREADABLE = Fault("server", "The model produced output that does not match the expected peg-native format", 500)
REQUEST = ChatRequest("tiny", [], tools=[{"type": "function"}])


class Place:
    """An endpoint on a fake child and fake providers, and what it did."""

    def __init__(self, model: LocalModel, models_dir: Path) -> None:
        self.connections: list[tuple[str, str]] = []
        self.provider = FakeProvider()
        self.endpoint = LocalEndpoint(model, models_dir, self.connect, os.environ, command=BEHAVES)

    async def connect(self, base_url: str, api_key: str) -> ChatProvider:
        self.connections.append((base_url, api_key))
        return self.provider

    async def open(self, *scripts: Script) -> ChatProvider:
        self.provider.scripts = list(scripts)
        return await self.endpoint.open(lambda progress: None)

    @property
    def server(self) -> LocalServer:
        return known(known(self.endpoint._provider)._connection).server


@pytest.fixture
async def place(index: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    monkeypatch.setattr(endpoint_module, "require_runtime", lambda: None)
    model = model_of(index, pieces=1)
    models_dir.mkdir()
    (index / "tiny_part1-1.0-py3-none-any.whl").rename(models_dir / "wheel")  # no pip in most of these tests
    place = Place(model, models_dir)
    yield place
    await place.endpoint.close()


@pytest.fixture
def fetched(place: Place, models_dir: Path) -> Place:
    (models_dir / "tiny.gguf").write_bytes(weights(1))
    return place


async def read(
    provider: ChatProvider,
    request: ChatRequest = REQUEST,
    events: list[StreamEvent] | None = None,
    then: Callable[[], None] = lambda: None,
) -> list[StreamEvent]:
    events = [] if events is None else events

    def take(event: StreamEvent) -> None:
        events.append(event)
        then()

    await provider.ask(request, take)
    return events


async def test_open_fetches_starts_and_connects_and_tells_how_far_it_is(
    place: Place, index: Path, models_dir: Path
) -> None:
    (models_dir / "wheel").rename(index / "tiny_part1-1.0-py3-none-any.whl")
    seen: list[Progress] = []
    await place.endpoint.open(seen.append)
    assert {progress.label for progress in seen} == {"Fetching Tiny", "Checking Tiny", "Starting Tiny"}
    assert place.connections == [("http://127.0.0.1:1/v1", place.server.key)]


async def test_the_raw_wire_is_reached_by_the_childs_address_and_key_also_after_its_death(fetched: Place) -> None:
    await fetched.open()
    before = await fetched.endpoint.access()
    assert (before.base_url, before.api_key) == ("http://127.0.0.1:1/v1", fetched.server.key)
    fetched.server.kill()
    after = await fetched.endpoint.access()
    assert after.api_key == fetched.server.key != before.api_key
    assert after.api_key not in repr(after)


async def test_a_fetch_that_is_cancelled_can_be_taken_up(place: Place, index: Path, models_dir: Path) -> None:
    (models_dir / "wheel").rename(index / "tiny_part1-1.0-py3-none-any.whl")
    told = asyncio.Event()
    opening = asyncio.ensure_future(place.endpoint.open(lambda progress: told.set()))
    await told.wait()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    await place.open()
    assert place.server.alive


async def test_open_again_is_the_same_child_while_it_lives_and_another_when_it_died(fetched: Place) -> None:
    await fetched.open()
    first = fetched.server
    await fetched.open()
    assert fetched.server is first
    first.kill()
    assert await first.has_ended(30)
    await fetched.open()
    assert fetched.server.alive
    assert len(fetched.connections) == 2


async def test_close_ends_the_child_and_the_provider(fetched: Place) -> None:
    await fetched.open()
    server = fetched.server
    await fetched.endpoint.close()
    assert not server.alive
    assert fetched.provider.closed


async def test_a_child_that_dies_in_mid_reply_is_named_and_the_next_reply_has_another(fetched: Place) -> None:
    lost = ProviderError(Fault("cut", "The reply broke off."))
    provider = await fetched.open([TextDelta(1, "Once"), lost], [TextDelta(2, "Again")])
    server = fetched.server
    events: list[StreamEvent] = []
    with pytest.raises(LocalModelError, match="tiny has died: the system killed it") as caught:
        await read(provider, REQUEST, events, then=server.kill)
    assert events == [TextDelta(1, "Once"), ReplyFailed(1, caught.value.fault)]
    assert caught.value.fault.kind == "cut"
    assert await read(provider) == [TextDelta(2, "Again")]
    assert fetched.server is not server


async def test_no_retry_is_waited_for_when_the_child_is_dead(fetched: Place) -> None:
    retry = RetryScheduled(1, 2, 3, 4.0, Fault("connection", "refused"))
    provider = await fetched.open([RequestSent(1, 1, "tiny"), retry])
    events: list[StreamEvent] = []
    with pytest.raises(LocalModelError, match="has died"):
        await read(provider, REQUEST, events, then=fetched.server.kill)
    assert retry not in events


@pytest.mark.parametrize("told_by", [ProviderError(HUNG_UP), RetryScheduled(2, 2, 3, 4.0, HUNG_UP)])
async def test_a_connection_that_a_living_child_closed_is_made_again_without_a_wait(
    fetched: Place, told_by: ProviderError | RetryScheduled
) -> None:
    provider = await fetched.open([told_by], [TextDelta(3, "Hello!")])
    assert await read(provider) == [TextDelta(3, "Hello!")]


async def test_a_child_that_always_hangs_up_is_not_asked_for_ever(fetched: Place) -> None:
    faults = [ProviderError(HUNG_UP) for _ in range(3)]
    provider = await fetched.open(*([fault] for fault in faults))
    with pytest.raises(ProviderError) as caught:
        await read(provider)
    assert caught.value is faults[-1]


async def test_a_fault_of_a_living_child_is_left_as_it_is(fetched: Place) -> None:
    fault = ProviderError(Fault("context_length", "Too long."))
    provider = await fetched.open([fault])
    with pytest.raises(ProviderError) as caught:
        await read(provider)
    assert caught.value is fault


async def test_a_reply_given_up_while_the_prompt_is_read_ends_the_child_and_the_next_has_another_at_once(
    fetched: Place,
) -> None:
    provider = await fetched.open([RequestSent(1, 1, "tiny"), asyncio.Event()], [TextDelta(2, "Again")])
    server = fetched.server
    reading = asyncio.ensure_future(read(provider))
    await fetched.provider.waiting.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await read(provider) == [TextDelta(2, "Again")]
    assert fetched.server is not server
    assert await server.has_ended(30)


async def test_a_reply_given_up_later_leaves_the_child_alone(fetched: Place) -> None:
    provider = await fetched.open([TextDelta(1, "Once"), asyncio.Event()])
    events: list[StreamEvent] = []
    reading = asyncio.ensure_future(read(provider, events=events))
    await fetched.provider.waiting.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert events == [TextDelta(1, "Once")]
    assert not await fetched.server.has_ended(0)


@pytest.mark.parametrize("told_by", [ProviderError(UNREADABLE), RetryScheduled(2, 2, 3, 4.0, UNREADABLE)])
async def test_a_call_that_can_not_be_read_is_asked_again_without_functions(
    fetched: Place, told_by: ProviderError | RetryScheduled
) -> None:
    provider = await fetched.open([RequestSent(1, 1, "tiny"), told_by], [TextDelta(3, "Hello!")])
    sent, notice, text = await read(provider)
    assert (sent, text) == (RequestSent(1, 1, "tiny"), TextDelta(3, "Hello!"))
    assert isinstance(notice, NoticeIssued)
    assert [len(request.tools) for request in fetched.provider.requests] == [1, 0]


async def test_once_something_was_shown_the_fault_is_shown_too(fetched: Place) -> None:
    provider = await fetched.open([TextDelta(1, "```json"), ProviderError(UNREADABLE)])
    with pytest.raises(ProviderError, match="peg-native"):
        await read(provider)


async def test_a_file_that_is_no_model_is_named_before_a_child_is_started(fetched: Place, models_dir: Path) -> None:
    weights = models_dir / "tiny.gguf"
    weights.write_bytes(b"x" * weights.stat().st_size)
    with pytest.raises(LocalModelError, match="is not a GGUF file"):
        await fetched.open()
    assert fetched.connections == []


def test_the_place_says_what_it_is(place: Place) -> None:
    assert (place.endpoint.label, place.endpoint.model) == ("local", "tiny")
    assert place.endpoint.hint == "A small local model: its answers may be wrong."
    assert place.endpoint.takes_tools
    assert place.endpoint.options["max_tokens"] == 1024


def test_a_missing_extra_is_named_with_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(runtime, "_has_wheel", lambda *_: True)
    with pytest.raises(LocalModelError, match=r"`pip install 'streamtui\[local\]'` brings it") as caught:
        require_runtime()
    assert caught.value.fault.kind == "configuration"


def test_where_there_is_no_wheel_another_way_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(LocalModelError, match=r"not to be had ready-made for .* --base-url or OPENAI_BASE_URL"):
        require_runtime()
