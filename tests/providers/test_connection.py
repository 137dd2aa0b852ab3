"""The way to the server is broken: refused, unknown, untrusted, mistaken. One clear sentence each, and no secret."""

from __future__ import annotations

import socket

import pytest

from streamtui.config.settings import Retry, Settings
from streamtui.core.faults.faults import ConfigurationError, FaultKind
from streamtui.providers.api_choice import ApiChoice
from tests.providers.talk import UNTIMED, FakeHurriedClock, make_provider, talk_to
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.fault import FaultServer
from tests.servers.tls import untrusted_context

ONCE = Settings(Retry(attempts=1), UNTIMED.timeouts)


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_refused_connection_is_retried_and_named(unused_port: int, host: str, choice: ApiChoice) -> None:
    clock = FakeHurriedClock()
    talk = await talk_to(f"http://{host}:{unused_port}/v1", clock=clock, choice=choice)
    assert talk.fault is not None
    assert talk.fault.kind == "connection"
    assert f"{host}:{unused_port} refused the connection" in talk.fault.message
    assert talk.reply.attempts == 3


async def test_an_unknown_host_is_named(choice: ApiChoice) -> None:
    talk = await talk_to("http://nowhere.invalid/v1", settings=ONCE, choice=choice)
    assert talk.fault is not None
    assert talk.fault.kind == "connection"
    assert talk.fault.message.startswith("The host nowhere.invalid is unknown")


async def test_an_untrusted_certificate_is_told_and_not_asked_again(choice: ApiChoice) -> None:
    async with ChatServer(replies.text("Hi"), tls=untrusted_context()) as server:
        talk = await talk_to(server.base_url, choice=choice)
        assert talk.fault is not None
        assert talk.fault.kind == "connection"
        assert "certificate" in talk.fault.message
        assert (server.requests, talk.reply.attempts) == ([], 1)


async def test_https_to_a_plain_server_says_so(fault_server: FaultServer, choice: ApiChoice) -> None:
    talk = await talk_to(fault_server.base_url.replace("http:", "https:"), choice=choice)
    assert talk.fault is not None
    assert talk.fault.kind == "connection"
    assert "http://" in talk.fault.message


@pytest.mark.parametrize("url", ["localhost:8000/v1", "ftp://127.0.0.1/v1"])
async def test_what_is_no_address_is_a_matter_of_configuration(url: str, choice: ApiChoice) -> None:
    talk = await talk_to(url, choice=choice)
    assert talk.fault is not None
    assert talk.fault.kind == "configuration"
    assert "base URL" in talk.fault.message


@pytest.mark.parametrize("key", ["sk-clé", "sk-one\nsk-two", "sk-trailing "])
async def test_a_key_that_cannot_be_sent_is_told_without_showing_it(
    fault_server: FaultServer, key: str, choice: ApiChoice
) -> None:
    talk = await talk_to(fault_server.base_url, api_key=key, choice=choice)
    assert talk.fault is not None
    assert talk.fault.kind == "configuration"
    assert "key" in talk.fault.message
    assert "sk-" not in talk.fault.message


def test_a_client_without_a_key_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="key"):
        make_provider("http://127.0.0.1/v1", api_key="")


@pytest.mark.parametrize(
    ("variable", "value"), [("ALL_PROXY", "nonsense://x"), ("SSL_CERT_FILE", "/nowhere.pem"), ("HTTPS_PROXY", "x://y")]
)
def test_an_environment_that_fits_no_client_is_a_matter_of_configuration(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match="proxy or certificate file"):
        make_provider("https://api.example/v1")


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [("good", None), ("401", "authentication"), ("cut-between", "cut"), ("no-headers", "connection")],
)
async def test_user_info_and_query_of_the_url_are_never_shown(
    fault_server: FaultServer, scenario: str, kind: FaultKind | None, choice: ApiChoice
) -> None:
    url = fault_server.base_url.replace("//", "//me:hidden-word@")
    talk = await talk_to(url, scenario, choice=choice)
    assert (talk.fault and talk.fault.kind) == kind
    assert "hidden-word" not in repr(talk.events)
