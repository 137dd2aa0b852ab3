"""Servers of this machine are found in a moment, and whoever else listens there is none."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from time import monotonic

import pytest

from streamtui.providers import found_servers
from streamtui.providers.found_servers import models_at
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread


@contextmanager
def saying(answer: bytes | None) -> Iterator[int]:
    """Whoever listens there says this to one that asks, and nothing more; `None`: not even that."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            with listening.accept()[0] as asking:
                asked = asking.recv(10_000)
                assert b"authorization" not in asked.lower()
                if answer is not None:
                    with suppress(OSError):
                        asking.sendall(answer)
                with suppress(OSError):
                    asking.recv(1)  # it leaves the connection open

        thread = Thread(target=run)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def test_one_that_names_models_is_found_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789abcdef")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with in_thread(ChatServer(replies.text("Hi"), models=["a", "b"], context_limit=8192)) as server:
        found = models_at(int(server.root_url.rpartition(":")[2]))
    assert {name: facts.context for name, facts in found.items()} == {"a": 8192, "b": 8192}


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        (b'HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{"data":[{"id":"a"}]}', ["a"]),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>Hi</html>", []),
        (b'HTTP/1.1 404 No\r\nContent-Length: 23\r\n\r\n{"data": [{"id": "a"}]}', []),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + b"[" * 100_000, []),
        (b"\xff\x00SSH-2.0\r\n", []),
        (None, []),
    ],
    ids=["models", "page", "404", "endless", "other", "silent"],
)
def test_whoever_else_listens_is_left_in_time(
    answer: bytes | None, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_servers, "WITHIN_S", 0.1)
    began = monotonic()
    with saying(answer) as port:
        assert list(models_at(port)) == names
    assert monotonic() - began < 60  # it ends at all


def test_where_nobody_listens_there_is_none() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert models_at(taken.getsockname()[1]) == {}
