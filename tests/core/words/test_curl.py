"""A request that is made again, by a shell or a program, is the same request: asked of the real ones."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest
from openai.resources.chat import Completions

from streamtui.core.chat.events import RequestPrepared
from streamtui.core.words.curl import PARAMETERS, curl_of, python_of

REPLY = b'data: {"choices": [{"index": 0, "delta": {"content": "hello"}}]}\n\ndata: [DONE]\n\n'


class Echo(HTTPServer):
    """Keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str], bytes]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Echo

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(REPLY)))
        self.end_headers()
        self.wfile.write(REPLY)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    with Echo() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def prepared(echo: Echo, body: str | bytes, *headers: tuple[str, str]) -> RequestPrepared:
    url = f"http://127.0.0.1:{echo.server_port}/v1/chat/completions"
    usual = (("host", "x"), ("content-length", "7"), ("content-type", "application/json"), ("authorization", "***"))
    if isinstance(body, bytes):
        return RequestPrepared(0.0, "", "POST", url, (*usual, *headers), body)
    return RequestPrepared(0.0, body, "POST", url, (*usual, *headers))


def asked(said: str) -> str:
    return json.dumps(
        {"model": "m", "stream": True, "messages": [{"role": "user", "content": said}]}, ensure_ascii=False
    )


BODIES: dict[str, str | bytes] = {
    "plain": asked("hi"),
    "quotes": asked("it's \"so\" '' \\' \\\\ `id` $HOME $(id) !! !x %s %d \\n"),
    "heredoc": asked("x") + "\nEOF\nid\n_EOF_\n",
    "newlines": "@file\n\n'\n\n",
    "unicode": asked("日本 😀 \u202e ünï \u2028"),
    "controls": asked("\x1b[31m\x07") + "\x1b\x07\r\t",
    "long": asked("it's " * 60_000),
    "empty": "",
    "bytes": b"--x\r\nit's \x00\xff\xfe\r\n",
}


@pytest.mark.parametrize("shell", ["bash", "sh"])
@pytest.mark.parametrize("name", BODIES)
def test_a_shell_sends_the_same_bytes(echo: Echo, shell: str, name: str, tmp_path: Path) -> None:
    if which("curl") is None or which(shell) is None:
        pytest.skip("no curl, or no such shell")
    request = prepared(echo, BODIES[name], ("x-title", "it's $HOME"), ("x-empty", ""), ("x-stainless-os", "Linux"))
    script = tmp_path / "script"
    script.write_text(curl_of(request), "utf-8", newline="")
    environment = {**os.environ, "OPENAI_API_KEY": "k e'y", "HOME": str(tmp_path)}
    done = subprocess.run([shell, str(script)], capture_output=True, env=environment, cwd=tmp_path, check=True)
    assert done.stdout == REPLY
    path, headers, body = echo.asked[-1]
    assert body == request.content
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == "Bearer k e'y"
    assert headers["x-title"] == "it's $HOME"
    assert headers["x-empty"] == ""
    assert "x-stainless-os" not in headers
    assert [*tmp_path.iterdir()] == [script]


def test_python_asks_the_same(echo: Echo) -> None:
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": 'it\'s """ \n\u202e 😀 ' * 30}],
        "stream": True,
        "temperature": 0.2,
        "stop": None,
        "return_progress": True,
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}],
    }
    program = python_of(prepared(echo, json.dumps(body)))
    assert program is not None
    environment = {**os.environ, "OPENAI_API_KEY": "k"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment, text=True, check=True)
    assert done.stdout == "hello"
    _, headers, sent = echo.asked[-1]
    assert json.loads(sent) == body
    assert headers["authorization"] == "Bearer k"


QUERY = "?api-version=2024-10-21&x=a%20b'c%27&empty=&key=***"


def test_both_keep_the_query_and_put_the_key_where_a_secret_of_it_was(echo: Echo, tmp_path: Path) -> None:
    request = prepared(echo, asked("hi"))
    request = RequestPrepared(0.0, request.body, "POST", request.url + QUERY, request.headers)
    environment = {**os.environ, "OPENAI_API_KEY": "k-1"}
    program = python_of(request)
    assert program is not None
    commands = [[sys.executable, "-c", program], ["bash", "-c", curl_of(request)] if which("curl") else []]
    for command in filter(None, commands):
        done = subprocess.run(command, capture_output=True, env=environment, text=True, check=True)
        assert "hello" in done.stdout
        path, _, body = echo.asked[-1]
        assert parse_qsl(urlsplit(path).query, keep_blank_values=True) == [
            ("api-version", "2024-10-21"),
            ("x", "a b'c'"),
            ("empty", ""),
            ("key", "k-1"),
        ]
        assert json.loads(body) == json.loads(request.body)


def test_python_names_what_the_sdk_takes() -> None:
    assert set(inspect.signature(Completions.create).parameters) >= PARAMETERS


@pytest.mark.parametrize(
    ("url", "body"), [("http://h/v1/responses", "{}"), ("http://h/chat/completions", "[]"), ("", "")]
)
def test_what_is_no_request_of_a_chat_is_no_program(url: str, body: str) -> None:
    assert python_of(RequestPrepared(0.0, body, url=url)) is None
