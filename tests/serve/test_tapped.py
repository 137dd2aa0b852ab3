"""What the tap records of what is served is what was recorded, and is served again."""

from __future__ import annotations

import sys
from pathlib import Path

from streamtui.cli.compose.serving import served_of
from streamtui.testing import stream_server
from tests.commands import run_in_child
from tests.serve.exchanges import JSON, SSE, exchange, recorded_file
from tests.serve.test_server import STREAM

ASK = """
import os, sys, urllib.request
for path in sys.argv[1:]:
    body = b'{"stream": %b}' % (b"true" if path == "chat/completions" else b"false")
    print(len(urllib.request.urlopen(os.environ["OPENAI_BASE_URL"] + "/" + path, body).read()))
"""


def test_what_the_tap_records_is_what_is_served_and_can_be_served_again(tmp_path: Path) -> None:
    reads = [(0.3 * place, data) for place, data in enumerate([STREAM[:100], STREAM[100:103], STREAM[103:]], 2)]
    embeddings = "http://h/v1/embeddings"
    stream = recorded_file(tmp_path / "stream.jsonl", exchange(*reads, headers=SSE))
    whole = recorded_file(tmp_path / "whole.jsonl", exchange((0.2, b"[0.5]"), url=embeddings, headers=JSON))
    folder = tmp_path / "tapped"
    with stream_server(stream, whole) as server:
        done = run_in_child(
            *("tap", "--headless", "--to", server.base_url, "--record", folder, "--listen", "127.0.0.1:0"),
            *("--", sys.executable, "-c", ASK, "chat/completions", "embeddings"),
        )
    assert done.stdout.split() == [str(len(STREAM)), "5"], done.stderr
    tapped = served_of(sorted(folder.iterdir()))
    assert [(one.endpoint, one.status, one.body, one.streamed, one.ending) for one in tapped] == [
        ("chat/completions", 200, STREAM, True, "end"),
        ("embeddings", 200, b"[0.5]", False, "end"),
    ]
    assert [data for _, data in tapped[0].packets] == [data for _, data in reads]
