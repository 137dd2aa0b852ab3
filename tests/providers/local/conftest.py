"""A package index on this machine, a models' folder, and the real weights where they are."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from streamtui.providers.local.catalogue import DEFAULT
from streamtui.providers.local.weights import WeightsState, weights_state


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder whose wheels are all that pip finds."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def real_models_dir() -> Path:
    """Where the real default model lies, or a reason why the test can't be run."""
    default = Path.home() / ".cache" / "streamtui-ci" / "models"
    folder = Path(os.environ.get("STREAMTUI_TEST_MODELS_DIR", default))
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp is not installed: pip install '.[local]'")
    if weights_state(folder, DEFAULT) is not WeightsState.HERE:
        pytest.skip(f"{DEFAULT.title} is not in {folder}: .ci/run fetches it, or set STREAMTUI_TEST_MODELS_DIR")
    return folder
