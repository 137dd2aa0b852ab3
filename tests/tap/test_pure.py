"""What the tap decides without a connection: where a request goes, with which head, and who may send one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.http.gate import is_loopback_host
from streamtui.core.http.heads import read_request
from streamtui.core.http.refusal import Refusal
from streamtui.tap.admission import Door
from streamtui.tap.rewriting import rewritten, without
from streamtui.tap.seen import Answered, Came, Over, Received, Seen, Taken, Unframing, framed
from streamtui.tap.upstream import upstream_of


@pytest.mark.parametrize(
    ("base_url", "asked", "target"),
    [
        ("https://api.openai.com/v1", "/v1/chat/completions", "/v1/chat/completions"),
        ("https://api.groq.com/openai/v1/", "/v1/models?x=1&y", "/openai/v1/models?x=1&y"),
        ("https://openrouter.ai/api/v1", "/v1", "/api/v1"),
        ("https://g.example/v1beta/openai", "/v1/chat/completions", "/v1beta/openai/chat/completions"),
        ("https://g.example/v1beta/openai", "/v1beta/openai/models", "/v1beta/openai/models"),
        ("http://127.0.0.1:11434/v1", "/api/chat", "/api/chat"),
        ("http://127.0.0.1:11434/v1", "/v1x/y", "/v1x/y"),
        ("http://gate.example/llm/v1", "/api/chat", "/llm/api/chat"),
        ("http://127.0.0.1:8080", "/v1/chat/completions", "/chat/completions"),
        ("http://127.0.0.1:8080", "/chat/completions", "/chat/completions"),
        ("http://127.0.0.1:8080", "/v1", "/"),
        ("https://a.example/v1?api-version=1", "/v1/chat/completions?b=2", "/v1/chat/completions?api-version=1&b=2"),
        ("https://h/v1", "http://127.0.0.1:4141/v1/a%2Fb?c#d", "/v1/a%2Fb?c"),
        ("https://h/v1", "*", "*"),
    ],
)
def test_a_path_below_ours_is_below_the_base_url(base_url: str, asked: str, target: str) -> None:
    assert upstream_of(base_url).target(asked) == target


def test_the_server_is_named_as_clients_name_it() -> None:
    assert upstream_of("https://h:443/v1").authority == "h"
    assert upstream_of("http://user:pw@h:8080/v1").authority == "h:8080"
    assert upstream_of("http://[::1]:8080/v1").origin == "http://[::1]:8080"


HEAD = (
    b"POST /t/v1/x HTTP/1.1\r\nX-b: 1\r\nhost:127.0.0.1:4141\r\nX-Streamtui-Token: t\r\n more\r\n"
    b"AUTHORIZATION:  Bearer k \r\nx-B: 2\r\n\r\n"
)


def test_only_target_host_and_token_change_in_a_head() -> None:
    head = without(read_request(HEAD), "/v1/x", (b"x-streamtui-token",))
    assert rewritten(head, "/openai/v1/x", "h.example") == (
        b"POST /openai/v1/x HTTP/1.1\r\nX-b: 1\r\nhost: h.example\r\nAUTHORIZATION:  Bearer k \r\nx-B: 2\r\n\r\n"
    )
    assert b"oken" not in head.raw


def test_a_head_without_a_host_gets_one_and_of_two_one_stays() -> None:
    assert rewritten(read_request(b"GET / HTTP/1.0\n\n"), "/", "h") == b"GET / HTTP/1.0\nHost: h\n\n"
    twice = read_request(b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")
    assert rewritten(twice, "/", "h") == b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"
    more = read_request(b"GET / HTTP/1.1\r\nx-team: theirs\r\n on\r\nA: b\r\n\r\n")
    assert rewritten(more, "/", "h", {"X-Team": "1"}) == b"GET / HTTP/1.1\r\nHost: h\r\nA: b\r\nX-Team: 1\r\n\r\n"


def admit(door: Door, *lines: bytes, target: bytes = b"/v1/models") -> str | Refusal:
    return door.admit(
        read_request(b"GET " + target + b" HTTP/1.1\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n")
    )


@pytest.mark.parametrize("host", [b"127.0.0.1:4141", b"localhost", b"LOCALHOST.:4141", b"[::1]:4141", b"127.1.2.3"])
def test_this_machine_may_ask_under_its_names(host: bytes) -> None:
    assert admit(Door("127.0.0.1"), b"Host: " + host, b"Origin: http://localhost:3000") == "/v1/models"


@pytest.mark.parametrize(
    "host", [b"evil.example", b"127.0.0.1.evil.example:4141", b"127.0.0.1@evil.example", b"[::1", b""]
)
def test_another_name_is_refused_as_it_may_be_rebound(host: bytes) -> None:
    refusal = admit(Door("127.0.0.1"), b"Host: " + host)
    assert isinstance(refusal, Refusal)
    assert refusal.status == 403


@pytest.mark.parametrize("origin", [b"https://evil.example", b"null", b"http://127.0.0.1.evil.example", b"http://"])
def test_a_page_of_elsewhere_is_refused(origin: bytes) -> None:
    refusal = admit(Door("127.0.0.1"), b"Host: 127.0.0.1", b"Origin: " + origin)
    assert isinstance(refusal, Refusal)
    assert refusal.status == 403


def test_a_program_made_of_pages_is_none_of_elsewhere() -> None:
    assert admit(Door("127.0.0.1"), b"Host: localhost", b"Origin: app://obsidian.md") == "/v1/models"


def test_the_token_stands_in_the_path_or_in_a_header() -> None:
    door = Door("0.0.0.0", "open-sesame")
    assert admit(door, b"Host: box.example", target=b"/open-sesame/v1/models") == "/v1/models"
    assert admit(door, b"Host: box.example", b"X-Streamtui-Token: open-sesame") == "/v1/models"
    for target, line in ((b"/v1/models", b"X: y"), (b"/open/v1", b"X: y"), (b"/v1", b"X-Streamtui-Token: no")):
        refusal = admit(door, line, target=target)
        assert isinstance(refusal, Refusal)
        assert refusal.status == 401
        assert "sesame" not in refusal.sentence


def test_with_a_token_a_page_may_be_of_where_it_is_asked() -> None:
    door = Door("0.0.0.0", "open-sesame")
    assert admit(door, b"Host: box:4141", b"Origin: http://box:3000", target=b"/open-sesame/v1") == "/v1"
    assert isinstance(admit(door, b"Host: box", b"Origin: http://b", target=b"/open-sesame/v1"), Refusal)


def test_what_the_tap_answers_is_an_error_that_a_program_can_tell_from_its_servers() -> None:
    refusal = admit(Door("127.0.0.1"), b"Host: evil.example")
    assert isinstance(refusal, Refusal)
    error = json.loads(refusal.body)["error"]
    assert error == {"message": refusal.sentence, "type": "permission_error", "param": None, "code": "streamtui_tap"}


def test_what_all_machines_can_reach_is_no_loopback() -> None:
    assert [
        is_loopback_host(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "192.168.0.1", "h")
    ] == [
        *(True,) * 3,
        *(False,) * 4,
    ]


@given(st.lists(st.integers(1, 60), max_size=12))
def test_messages_cross_whatever_the_cuts(sizes: list[int]) -> None:
    told: list[Seen] = [
        Came(1, 2.5, "http://h/", b"\xff\x00", 3),
        Answered(1, 3.0, b"x" * 300),
        Received(1, 3.5, b"data"),
        Taken(1, 4.0, 1),
    ]
    told.append(Over(1, 5.0, "left", "why"))
    crossing, reader = framed(told[:2]) + framed(told[2:]), Unframing()
    found: list[Seen] = []
    for size in [*sizes, len(crossing)]:
        found += reader.feed(crossing[:size])
        crossing = crossing[size:]
    assert found == told
