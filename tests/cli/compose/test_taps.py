"""Where a tap stands, and the chats that are opened from it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.cli.compose.places import Places, read_places
from streamtui.cli.compose.taps import Listen, opened_tap, to_the_same
from streamtui.config.flags import Flags
from streamtui.core.faults.faults import ConfigurationError


def configured(written: str) -> Places:
    folder = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(written)
    return read_places()


def test_a_chat_goes_to_the_server_behind_the_tap_also_where_nothing_is_configured_or_another_place_by_now() -> None:
    assert to_the_same(Flags(), read_places()).profile == "openai", "and not the local model"
    places = configured('[profiles.work]\nbase_url = "http://127.0.0.1:9/v1"\n')
    assert to_the_same(Flags(), places) == Flags(profile="work")
    assert to_the_same(Flags(model="m"), configured('profile = "local"')) == Flags(profile="local", model="m")
    assert to_the_same(Flags(base_url="http://127.0.0.1:8/v1"), places) == Flags(base_url="http://127.0.0.1:8/v1")


def test_where_a_variable_names_the_server_that_does_and_its_key_is_asked_about_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:7/v1")
    assert to_the_same(Flags(), read_places()) == Flags()


async def test_a_folder_that_takes_no_recording_is_said_at_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    listen, flags = Listen("127.0.0.1", 0), Flags(base_url="http://127.0.0.1:9/v1")
    with pytest.raises(ConfigurationError, match="nothing can be written there; choose another by --record"):
        async with opened_tap(listen, flags, read_places(), record=tmp_path, kept_mb=0, shown=False):
            pass
