"""Where the chat may go from where it began, and back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.cli.compose.app_places import AppPlaces
from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.sessions import compose
from streamtui.config.flags import Flags
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.key_question import KeyQuestionError
from streamtui.core.ports.race_entries import Entry

PROFILES = """
[profiles.work]
base_url = "http://127.0.0.1:9/v1"
model = "big-model"
options = { temperature = 0.5 }

[profiles.locked]
base_url = "http://127.0.0.1:9/v1"
api_key_env = "NO_SUCH_KEY"

[profiles.far]
base_url = "https://far.example/v1"
model = "far-model"
"""


@pytest.fixture
def places() -> AppPlaces:
    folder = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(PROFILES)
    flags = Flags(base_url="http://127.0.0.1:8/v1", model="own-model")
    return AppPlaces(flags, compose(flags, read_places()))


async def test_another_profile_is_gone_to_and_the_place_where_it_began_is_there_to_come_back(places: AppPlaces) -> None:
    began = Entry("127.0.0.1:8", "own-model")
    assert (places.profile, places.lists_all) == (began.profile, True)
    assert began not in places.others()
    there = places.move(Entry("work", "big-model"))
    assert (there.label, there.model, there.options) == ("work", "big-model", {"temperature": 0.5})
    assert places.profile == "work"
    assert places.others()[0] == began
    assert "work" not in [entry.profile for entry in places.others()]
    back = places.move(began)
    assert (back.label, back.model) == (began.profile, began.model)


async def test_where_it_can_not_go_nothing_changes(places: AppPlaces) -> None:
    with pytest.raises(ConfigurationError, match="takes its key from NO_SUCH_KEY"):
        places.move(Entry("locked"))
    assert places.profile == "127.0.0.1:8"


async def test_a_key_that_belongs_elsewhere_is_asked_about(monkeypatch: pytest.MonkeyPatch, places: AppPlaces) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    flags = Flags(base_url="http://127.0.0.1:8/v1", model="own-model")
    chat = AppPlaces(flags, compose(flags, read_places()))
    with pytest.raises(KeyQuestionError) as asked:
        chat.move(Entry("far", "far-model"))
    assert chat.profile == "127.0.0.1:8"
    chat.places.answers.keep(asked.value.question, True, False)
    assert chat.move(Entry("far", "far-model")).model == "far-model"
    assert chat.key_from
