"""A server that redirects to another: that is said, and neither prompt nor key gets there."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from streamtui.core.faults.faults import ProviderError
from streamtui.providers.redirects import RedirectedAwayError, stay
from tests.providers.talk import KEY, make_provider, talk_to
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.raw import RawServer


def redirect(status: int, location: str) -> RawServer:
    return RawServer(f"HTTP/1.1 {status} Go\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_another_server_is_named_and_gets_nothing(status: int) -> None:
    async with (
        ChatServer(replies.text("Hi")) as other,
        redirect(status, f"{other.base_url}/chat/completions?key=secret") as server,
    ):
        talk = await talk_to(server.base_url)
        assert talk.fault is not None
        assert talk.fault.message == (
            f"{server.place} redirects to {other.root_url.removeprefix('http://')}, where neither prompt nor key was "
            f"sent: if it is right, give {other.base_url} as the base URL."
        )
        assert talk.reply.attempts == 1
        assert other.requests == []
        assert other.peers == set()


async def test_a_key_in_the_address_is_not_told() -> None:
    async with redirect(307, f"http://127.0.0.1:9/{KEY}/v1") as server:
        talk = await talk_to(server.base_url)
        assert talk.fault is not None
        assert "give http://127.0.0.1:9/***/v1 as" in talk.fault.message


async def test_a_list_of_models_is_not_fetched_elsewhere_either() -> None:
    async with redirect(307, "http://127.0.0.1:9/v1/models") as server:
        provider = make_provider(server.base_url)
        with pytest.raises(ProviderError, match=r"redirects to 127\.0\.0\.1:9, .* give http://127\.0\.0\.1:9/v1 as"):
            await provider.models()
        await provider.close()


@pytest.mark.parametrize(
    ("here", "location", "followed"),
    [
        ("https://gw.example/v1/models", "/v2/models", True),
        ("https://gw.example/v1/models", "https://GW.example:443/v2", True),
        ("http://gw.example/v1/models", "https://gw.example/v1/models", True),
        ("https://gw.example/v1/models", "http://gw.example/v1/models", False),
        ("https://gw.example/v1/models", "//evil.example/v1/models", False),
        ("https://gw.example/v1/models", "https://gw.example:8443/v1", False),
        ("http://gw.example:8000/v1/models", "https://gw.example:8443/v1", False),
        ("https://gw.example/v1/models", "https://gw.example@evil.example/v1", False),
        ("https://gw.example/v1/models", "http:///v1/models", False),
    ],
)
async def test_only_within_the_server_or_to_its_secure_self_it_is_followed(
    here: str, location: str, followed: bool
) -> None:
    response = httpx2.Response(307, headers={"Location": location}, request=httpx2.Request("POST", here))
    if followed:
        await stay(response)
    else:
        with pytest.raises(RedirectedAwayError):
            await stay(response)


@pytest.mark.parametrize("named", [True, False])
async def test_what_the_environment_says_of_one_server_goes_to_no_other(
    named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-1")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "admin-1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: secret-1")
    async with ChatServer(replies.text("Hi")) as server:
        if named:
            monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        await talk_to(server.base_url)
        sent = {name.lower(): value for name, value in server.requests[0].headers.items()}
    assert sent["authorization"] == f"Bearer {KEY}"
    assert ("org-1" in sent.values(), "project-1" in sent.values(), "secret-1" in sent.values()) == (named,) * 3
    assert "admin-1" not in str(sent)


async def test_no_password_file_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password of-the-file\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    async with ChatServer(replies.text("Hi")) as server:
        await talk_to(server.base_url)
        assert server.requests[0].headers["Authorization"] == f"Bearer {KEY}"
