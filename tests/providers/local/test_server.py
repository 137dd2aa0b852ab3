"""The child's life and death, with a small stand-in for the real child."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import psutil
import pytest

from streamtui.providers.local import server as server_module
from streamtui.providers.local.catalogue import QWEN_CODER, SMOLLM2, LocalModel, brought_along
from streamtui.providers.local.child_log import ChildLog
from streamtui.providers.local.fault import LocalModelError
from streamtui.providers.local.server import LocalServer
from tests.known import known
from tests.paths import REPOSITORY

FAKE_SERVE = Path(__file__).parent / "fake_serve.py"


def command(how: str) -> tuple[str, ...]:
    return sys.executable, str(FAKE_SERVE), how


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "data" / "local-model.log"


async def start(log: Path, how: str = "behaves", model: LocalModel = SMOLLM2) -> LocalServer:
    return await LocalServer.start(model, Path("/weights.gguf"), log, os.environ, command(how))


def child_of(server: LocalServer) -> psutil.Process:
    return psutil.Process(server._process.pid)


async def test_the_child_says_where_it_listens_and_ends_when_its_input_does(log: Path) -> None:
    server = await start(log)
    child = child_of(server)
    assert server.url == "http://127.0.0.1:1"
    assert server.alive
    await server.stop()
    assert not server.alive
    assert not child.is_running()


async def test_the_key_is_fresh_and_neither_in_arguments_nor_environment(log: Path) -> None:
    one, other = await start(log), await start(log)
    assert one.key != other.key
    assert len(one.key) >= 32
    await one.stop()
    await other.stop()
    assert "key in sight" not in log.read_text()
    assert log.read_text().count("key hidden") == 2


async def test_the_child_knows_of_the_environment_that_it_is_given_alone(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "of-the-parent")
    seen = tmp_path / "seen"
    script = f"import os; open({str(seen)!r}, 'w').write(repr(sorted(os.environ)))"
    with pytest.raises(LocalModelError):
        await LocalServer.start(SMOLLM2, Path("w"), log, {"GIVEN": "1"}, (sys.executable, "-c", script))
    assert "GIVEN" in seen.read_text()
    assert "A_KEY" not in seen.read_text()


async def test_threads_wait_without_spinning(log: Path) -> None:
    await (await start(log)).stop()
    assert "OMP_WAIT_POLICY is passive" in log.read_text()


async def test_a_child_that_ignores_everything_is_killed(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_GRACE_S", 0.05)
    server = await start(log, "deaf")
    child = child_of(server)
    await server.stop()
    assert not child.is_running()


async def test_a_start_that_is_cancelled_leaves_no_process(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spawn = asyncio.create_subprocess_exec
    spawned: asyncio.Queue[psutil.Process] = asyncio.Queue()

    async def noted_spawn(*args: str, **options: Any) -> asyncio.subprocess.Process:
        process = await spawn(*args, **options)
        spawned.put_nowait(psutil.Process(process.pid))
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted_spawn)
    starting = asyncio.ensure_future(start(log, "silent"))
    child = await spawned.get()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not child.is_running()


async def test_what_llama_cpp_could_not_load_is_said_in_its_first_error(log: Path) -> None:
    with pytest.raises(LocalModelError) as caught:
        await start(log, "refuses")
    assert caught.value.fault.kind == "configuration"
    assert str(caught.value) == (
        "The local model smollm2-135m could not be started: load: data is not within the file bounds. "
        "`streamtui model remove smollm2-135m` and `streamtui model pull smollm2-135m` renew a damaged file; "
        f"or talk to a server with --base-url. The log is {log}."
    )


async def test_a_file_of_the_person_s_own_is_not_told_to_be_pulled(log: Path) -> None:
    with pytest.raises(LocalModelError, match=r"Give another GGUF file"):
        await start(log, "refuses", brought_along(Path("/mine.gguf")))


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("SIGILL", "this processor lacks AVX2"),
        ("SIGKILL", "the system killed it, most likely for want of memory"),
        ("SIGSEGV", "it crashed with signal 11"),
    ],
)
async def test_a_crash_is_named_by_its_cause(log: Path, how: str, reason: str) -> None:
    with pytest.raises(LocalModelError, match=reason):
        await start(log, how)


async def test_the_template_goes_to_the_child_with_the_rest(log: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = f"import sys; line = sys.stdin.readline(); open({str(seen)!r}, 'w').write(line)"
    with pytest.raises(LocalModelError, match="it ended with code 0"):
        await LocalServer.start(QWEN_CODER, Path("/q.gguf"), log, os.environ, (sys.executable, "-c", script))
    assert "<|im_start|>" in seen.read_text()
    assert '"path": "/q.gguf"' in seen.read_text()


def test_a_parent_that_is_killed_takes_the_child_with_it(log: Path) -> None:
    parent_code = f"""
        import asyncio
        import os
        from pathlib import Path
        from streamtui.providers.local.catalogue import SMOLLM2
        from streamtui.providers.local.server import LocalServer

        async def main():
            server = await LocalServer.start(SMOLLM2, Path("w"), Path({str(log)!r}), os.environ, {command("behaves")!r})
            print(server._process.pid, flush=True)
            await asyncio.Event().wait()

        asyncio.run(main())
    """
    root = REPOSITORY
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(parent_code)], stdout=subprocess.PIPE, cwd=root
    ) as parent:
        child = psutil.Process(int(known(parent.stdout).readline()))
        parent.send_signal(signal.SIGKILL)
        gone, _ = psutil.wait_procs([child], timeout=30)
    assert gone == [child]


def test_the_log_of_many_starts_does_not_grow_without_end(log: Path) -> None:
    ChildLog.begin(log)
    log.write_bytes(b"x" * 2_000_000)
    assert ChildLog.begin(log).start == 0
    log.write_text("of an earlier child\n")
    assert ChildLog.begin(log).why_ended(3) == "it ended with code 3"
    assert ChildLog(log, 0).why_ended(3) == "of an earlier child"


def test_control_characters_of_the_log_are_not_passed_on(log: Path) -> None:
    ChildLog.begin(log)
    log.write_text("boom \x1b]0;title\x07 \u202e end.\n")
    assert ChildLog(log, 0).why_ended(1) == "boom ]0;title  end"
