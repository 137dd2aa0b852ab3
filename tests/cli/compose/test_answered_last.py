"""Who answers a conversation that is gone on with, and what is said of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.cli.compose.answered_last import gone_on_with
from streamtui.cli.compose.places import read_places
from streamtui.config.flags import Flags
from streamtui.core.chat.events import RequestSent

PROFILES = """
profile = "here"

[profiles.here]
base_url = "http://127.0.0.1:8/v1"
model = "own"

[profiles.work]
base_url = "http://127.0.0.1:9/v1"
"""


@pytest.mark.parametrize(
    ("place", "url", "chosen", "said"),
    [
        ("here", "http://127.0.0.1:8/v1", ("", "own"), ""),
        ("work", "http://127.0.0.1:9/v1", ("work", "own"), "own at work is asked, as before; /model asks another one."),
        ("work", "http://127.0.0.1:7/v1", ("", ""), "own at work was asked here, at another server: own at here is; "),
        ("gone", "http://127.0.0.1:9/v1", ("", ""), "own at gone was asked here, and can't be now: own at here is; "),
        ("", "http://127.0.0.1:9/v1", ("", ""), ""),
    ],
)
def test_the_last_one_answers_on_at_the_same_server_alone(
    place: str, url: str, chosen: tuple[str, str], said: str
) -> None:
    folder = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(PROFILES)
    flags, told = gone_on_with(Flags(), [RequestSent(0.0, 1, "own", url, place=place)], read_places())
    assert (flags.profile or "", flags.model or "") == chosen
    assert told.startswith(said) if said else not told
