"""OpenTelemetry that is off, or not installed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.commands import run
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread

LOADED = """
import sys
from click.testing import CliRunner
from streamtui.cli.main import cli
print(CliRunner().invoke(cli, ["ask", "Hi", "--base-url", sys.argv[1], "-m", "m", "--no-store"]).output)
print([name for name in sys.modules if name.startswith(("opentelemetry", "streamtui.telemetry"))])
"""


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with in_thread(ChatServer(replies.text("Hel", "lo"))) as one:
        yield one


def test_nothing_of_it_is_loaded_unless_it_is_on(server: ChatServer) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, server.base_url], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == ["Hello", "", "[]"]


def test_without_the_extra_one_sentence_says_what_to_install(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http.metric_exporter"):
        monkeypatch.setitem(sys.modules, name, None)
    done = run(
        *("ask", "Hi", "--base-url", server.base_url, "-m", "m", "--no-store"),
        env={"STREAMTUI_OTEL_ENABLED": "true"},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'streamtui[otel]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert server.requests == []


def test_variables_of_opentelemetry_that_make_no_sense_are_told(server: ChatServer) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="the extra `otel` is not installed")
    done = run(
        *("ask", "Hi", "--base-url", server.base_url, "-m", "m", "--no-store"),
        env={"STREAMTUI_OTEL_ENABLED": "true", "OTEL_BSP_MAX_QUEUE_SIZE": "-1"},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("streamtui: OpenTelemetry can't begin: ")
