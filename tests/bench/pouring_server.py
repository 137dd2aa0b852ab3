"""A loopback server in a process of its own that pours a made reply as fast as the socket takes it, or at a pace.

The prompt says what: `SHAPE TOKENS NUMBER`, or `SHAPE TOKENS NUMBER RATE` with tokens a second; the reply's last word
is `end_of(NUMBER)`. The shape `call` is a tool call, whose result is answered with that word alone. Have a reply made
before it is timed (`warm`), so that what is measured is the client.
"""

from __future__ import annotations

import json
import re
import socketserver
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler
from multiprocessing.connection import Connection

from tests.bench.beside import beside
from tests.servers import replies
from tests.shapes import TABLE_HEAD, reply

PACKET = 16 * 1024
CHARACTERS_PER_TOKEN = 4


def end_of(number: int) -> str:
    """The last word of the reply to the prompt with this number."""
    return f"END-OF-REPLY-{number}"


@contextmanager
def pouring_server() -> Iterator[str]:
    """The base URL of a server that lives as long as the block."""
    with beside(_serve) as base_url:
        yield base_url


def warm(base_url: str, prompt: str) -> None:
    """Have the reply to this prompt made."""
    body = json.dumps({"messages": [{"content": prompt}]}).encode()
    with urllib.request.urlopen(f"{base_url}/chat/completions?warm", body) as response:
        response.read()


@lru_cache(maxsize=16)
def chunks(shape: str, tokens: int) -> list[bytes]:
    """The server-sent events of a reply, one for each token."""
    if shape == "call":
        arguments = json.dumps({"path": "a.py", "content": reply("code", tokens * CHARACTERS_PER_TOKEN)})
        begun = {"index": 0, "id": "call", "type": "function", "function": {"name": "draft", "arguments": ""}}
        pieces = [{"index": 0, "function": {"arguments": piece}} for piece in _pieces(arguments)]
        return [replies.chunk({"tool_calls": [call]}) for call in (begun, *pieces)]
    if shape == "table":
        rows = reply("table", 64 * tokens).removeprefix(TABLE_HEAD).split("\n")
        text = TABLE_HEAD + "\n".join(rows[:tokens]) + "\n"
    else:
        text = reply(shape, tokens * CHARACTERS_PER_TOKEN)
    closing = "\n```" if text.count("```") % 2 else ""
    return [replies.chunk({"content": piece}) for piece in [*_pieces(text), f"{closing}\n\n"]]


def _pieces(text: str) -> list[str]:
    return re.findall(f"(?s:.{{1,{CHARACTERS_PER_TOKEN}}})", text)


class _Pour(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        messages = json.loads(body)["messages"]
        prompt = next(message["content"] for message in reversed(messages) if message.get("role", "user") == "user")
        shape, tokens, number, *rate = prompt.split()
        last = [replies.chunk({"content": end_of(int(number))}), *replies.ending()]
        answered = messages[-1].get("role") == "tool"
        events = [
            *([] if answered else chunks(shape, int(tokens))),
            *(event for event in last if isinstance(event, bytes)),
        ]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if "?warm" not in self.path:
            self._pour(events, float(rate[0]) if rate else None)
        self.wfile.write(b"0\r\n\r\n")

    def _pour(self, events: list[bytes], rate: float | None) -> None:
        """Each event is an HTTP chunk of its own, as servers send them."""
        framed = [b"%x\r\n%b\r\n" % (len(event), event) for event in events]
        began = time.perf_counter()
        if rate is None:
            whole = b"".join(framed)
            for start in range(0, len(whole), PACKET):
                self.connection.sendall(whole[start : start + PACKET])
            return
        for number, event in enumerate(framed):
            time.sleep(max(0.0, began + number / rate - time.perf_counter()))
            self.connection.sendall(event)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serve(parent: Connection) -> None:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), _Pour) as server:
        parent.send(f"http://127.0.0.1:{server.server_address[1]}/v1")
        server.serve_forever()
