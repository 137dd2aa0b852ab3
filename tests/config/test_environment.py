"""What a `.env` file adds to the environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.config.environment import load_environment


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is loaded goes into a copy, which is given up after the test."""
    monkeypatch.setattr(os, "environ", os.environ.copy())


def test_the_nearest_file_above_adds_what_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "project" / "deep"
    inner.mkdir(parents=True)
    (tmp_path / ".env").write_text("OPENAI_MODEL=far\nFAR=1\n")
    (tmp_path / "project" / ".env").write_text("OPENAI_MODEL=near\nOPENAI_API_KEY=of-the-file\n")
    monkeypatch.chdir(inner)
    os.environ["OPENAI_API_KEY"] = "set-before"
    load_environment()
    assert (os.environ["OPENAI_MODEL"], os.environ["OPENAI_API_KEY"]) == ("near", "set-before")
    assert "FAR" not in os.environ


def test_without_a_file_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    load_environment()
    assert dict(os.environ) == before
