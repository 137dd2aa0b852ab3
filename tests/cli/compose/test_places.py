"""What was configured, as the rest of the program gets it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.cli.compose.places import read_places


def test_children_get_no_key_that_a_profile_names(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[profiles.groq]\nbase_url = "https://groq.example/v1"\napi_key_env = "GROQ"\n')
    for name in ("GROQ", "OPENAI_API_KEY", "STAYS"):
        monkeypatch.setenv(name, "value")
    assert {"GROQ", "OPENAI_API_KEY", "STAYS"} & read_places().child_environ.keys() == {"STAYS"}
