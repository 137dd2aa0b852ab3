"""Where the chat may go from where it began, and back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.cli.compose.app_places import AppPlaces
from streamtui.cli.compose.choices import KeptChoices
from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.sessions import compose
from streamtui.config.flags import Flags
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.key_question import KeyQuestionError
from streamtui.core.ports.model_facts import UNKNOWN, ModelFacts
from streamtui.core.ports.race_entries import Entry
from streamtui.providers import found_servers

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


def test_a_profile_that_has_another_address_by_now_is_another_server(places: AppPlaces) -> None:
    known = {"work": "http://127.0.0.1:9/v1", "127.0.0.1:8": "http://127.0.0.1:8/other", "local": ""}
    assert all(places.is_at(profile, url) for profile, url in known.items())
    assert not any(places.is_at(profile, "http://127.0.0.1:10/v1") for profile in ("work", "127.0.0.1:8", "far"))
    assert places.profile == "127.0.0.1:8"


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


def local_chat(choices: KeptChoices | None = None) -> AppPlaces:
    return AppPlaces(Flags(), compose(Flags(), read_places()), choices)


async def test_servers_of_this_machine_are_found_where_no_address_was_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[int] = []

    def models_at(port: int) -> dict[str, ModelFacts]:
        asked.append(port)
        return {"qwen3": ModelFacts(32768), "llama": UNKNOWN} if port == 11434 else {}

    monkeypatch.setattr(found_servers, "models_at", models_at)
    monkeypatch.setenv("GROQ_API_KEY", "gsk-0123456789abcdef")
    chat = local_chat()
    await chat.look_around()
    assert sorted(asked) == [1234, 8000, 8080, 11434]
    assert chat.found == ["Ollama", "groq"]
    found = [entry for entry in chat.others() if entry.profile == "ollama"]
    assert [(entry.model, entry.heading) for entry in found] == [
        ("qwen3", "FOUND HERE: Ollama · 2 models"),
        ("llama", "FOUND HERE: Ollama · 2 models"),
    ]
    assert chat.facts(found)[found[0]].context == 32768
    groq = next(entry for entry in chat.others() if entry.profile == "groq")
    assert groq not in chat.keyless()
    assert {"openai", "azure", "mistral"} <= {entry.profile for entry in chat.keyless()}
    assert chat.move(found[0]).model == "qwen3"


async def test_nothing_is_asked_where_an_address_was_given(monkeypatch: pytest.MonkeyPatch, places: AppPlaces) -> None:
    def refuse(_: int) -> None:
        raise AssertionError

    monkeypatch.setattr(found_servers, "models_at", refuse)
    await places.look_around()
    in_file = AppPlaces(Flags(), compose(Flags(), read_places()))
    await in_file.look_around()
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:7/v1")
    await local_chat().look_around()


def test_what_was_chosen_is_recent_in_later_runs_too(tmp_path: Path) -> None:
    chat = local_chat(KeptChoices(tmp_path, print))
    for entry in (Entry("groq", "a"), Entry("gone", "b"), Entry("local", "c"), Entry("groq", "a")):
        chat.chosen(entry)
    assert list(local_chat(KeptChoices(tmp_path, print)).recent) == [Entry("groq", "a"), Entry("local", "c")]
    assert local_chat().recent == []
