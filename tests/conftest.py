"""What several rooms' tests need: a server that fails in every way, out of this process, and a clean environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.paths import REPOSITORY

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No key, server or setting of the person who runs the tests, and folders of their own."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("STREAMTUI_DATA_DIR", str(home / "data"))
    monkeypatch.setenv("STREAMTUI_CONFIG_DIR", str(home / "config"))


@pytest.fixture(scope="session")
def fault_url() -> Iterator[str]:
    """The base URL of a fault server in a process of its own; the model's name is the scenario."""
    command = [sys.executable, "-u", "-m", "tests.servers.fault"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture(scope="session")
def wire_dir() -> Path:
    """The recorded streams of real servers, where this machine has them."""
    beside = REPOSITORY.parent / "shared" / "wire"
    folder = Path(os.environ.get("STREAMTUI_WIRE_DIR") or beside)
    if not (folder / "chat").is_dir():
        pytest.skip(f"no recorded streams at {folder}; set STREAMTUI_WIRE_DIR")
    return folder
