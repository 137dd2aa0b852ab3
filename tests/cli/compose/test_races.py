"""Who may race in the app: the place's own models, the other profiles, the local models that are here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.races import AppRaces
from streamtui.cli.compose.sessions import compose
from streamtui.config.flags import Flags
from streamtui.core.faults.faults import ConfigurationError, ProviderError
from streamtui.core.ports.race_entries import Entry
from tests.servers import replies
from tests.servers.chat_server import ChatServer

PROFILES = """
[profiles.work]
base_url = "http://127.0.0.1:9/v1"
model = "big-model"

[profiles.locked]
base_url = "http://127.0.0.1:9/v1"
api_key_env = "NO_SUCH_KEY"
"""
ASKED = [{"role": "user", "content": "Hi"}]


@pytest.fixture(autouse=True)
def _profiles() -> None:
    folder = Path(os.environ["STREAMTUI_CONFIG_DIR"])
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(PROFILES)


def races(flags: Flags) -> AppRaces:
    return AppRaces(flags, compose(flags, read_places()))


def bring_weights(name: str) -> None:
    folder = Path(os.environ["STREAMTUI_DATA_DIR"]) / "models"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"GGUF")


async def test_a_server_is_asked_for_its_models() -> None:
    async with ChatServer(replies.text("Hi"), models=["a", "b"]) as server:
        flags = Flags(base_url=server.base_url, model="a")
        composition = compose(flags, read_places())
        chosen = AppRaces(flags, composition)
        place = server.root_url.removeprefix("http://")
        assert chosen.profile == place
        assert await chosen.models() == [Entry(place, "a"), Entry(place, "b")]
        await composition.endpoint.close()


async def test_a_server_that_lists_none_says_why() -> None:
    flags = Flags(profile="work")
    composition = compose(flags, read_places())
    with pytest.raises(ProviderError):
        await AppRaces(flags, composition).models()
    await composition.endpoint.close()


async def test_local_models_are_those_that_are_here() -> None:
    bring_weights("mine.gguf")
    assert races(Flags(profile="work")).others() == [Entry("locked", ""), Entry("local", "mine")]
    assert await races(Flags(profile="local", model="mine")).models() == [Entry("local", "mine")]
    assert races(Flags(profile="local", model="mine")).others() == [Entry("work", "big-model"), Entry("locked", "")]


async def test_the_chats_own_place_races_as_it_was_chosen_and_all_are_named_apart() -> None:
    async with ChatServer(replies.text("Hi")) as server:
        chosen = races(Flags(base_url=server.base_url, model="a"))
        place = chosen.profile
        entries = [Entry(place, "a"), Entry(place, "b"), Entry("work", "big-model")]
        race = chosen.start(entries, ASKED, {})
        assert [one.label for one in race.contestants] == [f"{place} · a", f"{place} · b", "work · big-model"]
        same_place = chosen.start(entries[:2], ASKED, {})
        await same_place.run()
        assert {request.model for request in server.requests} == {"a", "b"}


def test_a_place_without_its_key_can_not_take_part() -> None:
    with pytest.raises(ConfigurationError, match="NO_SUCH_KEY"):
        races(Flags(profile="work")).start([Entry("work"), Entry("locked")], ASKED, {})


def test_what_was_configured_at_the_start_holds_for_every_race() -> None:
    chosen = races(Flags(profile="work"))
    (Path(os.environ["STREAMTUI_CONFIG_DIR"]) / "config.toml").write_text("no longer = TOML")
    race = chosen.start([Entry("work", "a"), Entry("work", "b")], ASKED, {})
    assert [one.label for one in race.contestants] == ["a", "b"]
