"""What several rooms' tests need: a server that fails in every way, and a clean environment."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.paths import WIRE
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

gc.disable()  # until all tests are collected

for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    if signal.getsignal(number) is signal.SIG_IGN and current_thread() is main_thread():
        signal.signal(number, lambda *_: None)  # programs heed it, though the tests were started to ignore it


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones come first: what is begun last is waited for alone.

    With STREAMTUI_TESTS_BRIEF each law is tried with a fifth of its examples, and what is for one Python isn't run.
    """
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if not os.environ.get("STREAMTUI_TESTS_BRIEF"):
        return
    left_out = [item for item in items if item.get_closest_marker("one_python")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("one_python")]
    for function in {getattr(item, "function", None) for item in items}:
        if is_hypothesis_test(function) and function is not None:
            whole: settings = getattr(function, "_hypothesis_internal_use_settings", None) or settings()
            brief = settings(whole, max_examples=max(5, whole.max_examples // 5))
            function._hypothesis_internal_use_settings = brief


def pytest_collection_finish() -> None:
    """All tests and what they import stay: as in the app, no search for garbage looks at them again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders to live in; their numbers are counted here, as pytest looks at all that there are to find the next."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, _homes: Iterator[Path]) -> None:
    """No key, server or setting of the person who runs the tests, and folders of their own; an empty one to be in."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    home = next(_homes)
    monkeypatch.setenv("STREAMTUI_DATA_DIR", str(home / "data"))
    monkeypatch.setenv("STREAMTUI_CONFIG_DIR", str(home / "config"))
    (home / "folder" / ".git").mkdir(parents=True)  # no `.env` further up is looked for
    monkeypatch.chdir(home / "folder")


@pytest.fixture
def fault_url() -> Iterator[str]:
    """The base URL of a fault server of the test's own; the model's name is the scenario."""
    with in_thread(FaultServer()) as server:
        yield server.base_url


@pytest.fixture(scope="session")
def wire_dir() -> Path:
    """The recorded streams of real servers, where this machine has them."""
    if not (WIRE / "chat").is_dir():
        pytest.skip(f"no recorded streams at {WIRE}; set STREAMTUI_WIRE_DIR")
    return WIRE
