"""The real child with the real default model, over plain HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import psutil
import pytest

from streamtui.providers.local.catalogue import SMOLLM2, brought_along
from streamtui.providers.local.fault import LocalModelError
from streamtui.providers.local.server import LocalServer
from streamtui.providers.local.weights import weights_path
from tests.known import known
from tests.paths import REPOSITORY

pytestmark = pytest.mark.local_model


@pytest.fixture
async def server(real_models_dir: Path, tmp_path: Path) -> AsyncIterator[LocalServer]:
    server = await LocalServer.start(SMOLLM2, weights_path(real_models_dir, SMOLLM2), tmp_path / "log", os.environ)
    yield server
    await server.stop()


async def test_a_reply_streams_from_the_real_model_and_only_with_the_key(server: LocalServer) -> None:
    body = {
        "messages": [{"role": "user", "content": "What is the capital of Australia?"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 16,
    }
    async with httpx2.AsyncClient(base_url=server.url, timeout=60, trust_env=False) as client:
        refused = await client.post("/v1/chat/completions", json=body)
        headers = {"Authorization": f"Bearer {server.key}"}
        async with client.stream("POST", "/v1/chat/completions", json=body, headers=headers) as response:
            lines = [line async for line in response.aiter_lines()]
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    assert refused.status_code == 401
    assert response.headers["content-type"].startswith("text/event-stream")
    pieces = [choice["delta"].get("content") for chunk in chunks for choice in chunk["choices"]]
    assert len([piece for piece in pieces if piece]) > 3
    assert chunks[-1]["usage"]["completion_tokens"] > 3
    assert {chunk["model"] for chunk in chunks} == {"smollm2-135m"}


async def test_a_truncated_file_is_refused_in_one_sentence(real_models_dir: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    with weights_path(real_models_dir, SMOLLM2).open("rb") as whole:
        cut.write_bytes(whole.read(20_000_000))
    with pytest.raises(LocalModelError, match=r"could not be started: .*corrupted or incomplete"):
        await LocalServer.start(brought_along(cut), cut, tmp_path / "log", os.environ)


def test_the_real_child_ends_when_its_parent_is_killed(real_models_dir: Path, tmp_path: Path) -> None:
    parent_code = f"""
        import asyncio
        import os
        from pathlib import Path
        from streamtui.providers.local.catalogue import SMOLLM2
        from streamtui.providers.local.server import LocalServer

        async def main():
            weights, log = Path({str(weights_path(real_models_dir, SMOLLM2))!r}), Path({str(tmp_path / "log")!r})
            server = await LocalServer.start(SMOLLM2, weights, log, os.environ)
            print(server._process.pid, flush=True)
            await asyncio.Event().wait()

        asyncio.run(main())
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(parent_code)],
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
    ) as parent:
        child = psutil.Process(int(known(parent.stdout).readline()))
        parent.send_signal(signal.SIGKILL)
        gone, _ = psutil.wait_procs([child], timeout=60)
    assert gone == [child]
