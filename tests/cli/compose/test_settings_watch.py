"""config.toml that is changed while the program runs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from streamtui.cli.compose.choices import KeptChoices
from streamtui.cli.compose.config_file import ConfigFile
from streamtui.cli.compose.current import CurrentRules
from streamtui.cli.compose.personas import ConfiguredPersonas
from streamtui.cli.compose.places import Places, read_places
from streamtui.cli.compose.prompt_text import ConfiguredSnippets
from streamtui.cli.compose.settings_watch import FileWatch
from streamtui.cli.compose.shown import shown_of
from streamtui.cli.compose.toolboxes import Toolboxes
from streamtui.cli.compose.typed_keys import KeptTypedKeys
from streamtui.config.flags import Flags
from streamtui.config.paths import data_dir
from streamtui.core.ports.wanted_key import WantedKey
from streamtui.frontends.tui.chat import settings_news
from streamtui.frontends.tui.desk.services import SettingsNews, Shown
from tests.frontends.tui.stage import stage


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("STREAMTUI_RETRY")]:
        monkeypatch.delenv(name)
    path = ConfigFile(os.environ).path
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def watched(theme: str | None = None) -> tuple[Places, FileWatch]:
    """With that theme on the command line."""
    places = read_places()
    watch = FileWatch(places, lambda: Shown(theme=theme or places.configuration.theme))
    assert watch.look()
    assert watch.take() is None
    return places, watch


def looked(watch: FileWatch) -> SettingsNews | None:
    """What the look after next says: the first only sees that the file is being written."""
    assert not watch.look()
    return watch.take() if watch.look() else None


def test_what_is_changed_holds_or_it_is_said_from_when_on(file: Path) -> None:
    places, watch = watched()
    assert looked(watch) is None
    rules, endpoint = (
        CurrentRules(places.current, []),
        places.endpoint(places.profile(Flags(base_url="http://[::1]/v1"))),
    )
    file.write_text(
        'theme = "light"\n[retry]\nattempts = 7\n[tools]\napprove = "all"\noff = []\n[limits]\nconcurrent_streams = 2\n'
        '[store]\nkeep = false\n[profiles.work]\nbase_url = "http://127.0.0.1:9/v1"\n'
    )
    news = looked(watch)
    assert news is not None
    assert (news.wrong, news.shown and news.shown.theme) == (False, "light")
    assert news.sentence == (
        "config.toml was changed. From now on: retry.attempts, limits.concurrent_streams, tools.approve, theme, "
        "profiles.work. From the next conversation on, as this one has begun with it: tools.off. After a restart, as "
        "it is read at the start alone: store.keep."
    )
    assert rules.approve == "all"
    assert endpoint._settings.retry.attempts == 7  # type: ignore[attr-defined]
    assert places.limits.most_streams == 2
    assert places.profile(Flags(profile="work")).name == "work"
    assert Toolboxes(places, []).toolbox().is_on("read_file")
    assert looked(watch) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [("[retry]\natempts = 3", "retry.atempts in line 2"), ("[retry", "not valid TOML"), ("a = 1", "a in line 1")],
)
def test_a_broken_file_is_told_and_changes_nothing(file: Path, written: str, said: str) -> None:
    file.write_text("[retry]\nattempts = 2")
    places, watch = watched()
    file.write_text(written)
    news = looked(watch)
    assert news is not None
    assert news.wrong
    assert said in news.sentence
    assert places.configuration.settings.retry.attempts == 2
    ConfigFile(os.environ).path.write_text("[retry]\nattempts = 2  # again")
    assert looked(watch) == SettingsNews("config.toml is right again.")
    file.chmod(0o666)
    news = looked(watch)
    assert news is not None
    assert "`chmod go-w` ends" in news.sentence
    file.chmod(0o644)
    assert looked(watch) == SettingsNews("config.toml is right again.")


def test_the_command_line_and_variables_win_also_later(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMTUI_TOOLS_ROUNDS", "4")
    _, watch = watched(theme="dark")
    file.write_text('theme = "light"\n[tools]\nrounds = 9')
    assert looked(watch) == SettingsNews("config.toml was changed. Another one wins, as of the command line: theme.")


def test_what_the_chat_itself_writes_is_no_news(file: Path) -> None:
    places, watch = watched()
    wanted = WantedKey("work", "http://127.0.0.1:9/v1", "")
    KeptTypedKeys(places).take(wanted, "sk-typed-0123456789", "file")
    ConfiguredSnippets(places).keep("fix", "Find it")
    assert looked(watch) is None
    assert places.configuration.profiles["work"].api_key == "sk-typed-0123456789"
    ConfiguredSnippets(places).keep("fix", "Find it")  # as it stands there
    assert looked(watch) is None
    ConfigFile(os.environ).store(("snippets", "fix"), "Find them")
    news = looked(watch)
    assert news is not None
    assert news.sentence == "config.toml was changed. From now on: snippets.fix."


def test_a_persona_is_another_one_the_next_time_that_it_is_taken(file: Path) -> None:
    places, watch = watched()
    personas = ConfiguredPersonas(places)
    assert [*personas.names] == []
    file.write_text('[personas.pirate]\nsystem = "Arr."')
    news = looked(watch)
    assert news is not None
    assert news.sentence == ("config.toml was changed. From the next time on that one is taken: personas.pirate.")
    assert personas.persona("pirate").system == "Arr."


async def test_the_screen_says_it_and_takes_the_theme(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_news, "EVERY_S", 0.01)
    said: Sequence[str] = ["theme = 'light'\nkeys.mouse = false", "theme = 'lihgt'\nkeys.mouse = false", "theme ="]
    places, _ = watched()
    watch = FileWatch(places, partial(shown_of, places, KeptChoices(data_dir(os.environ), str)))
    mouse: list[bool] = []
    async with stage() as on:
        monkeypatch.setattr(on.app._driver, "take_mouse", lambda *, taken: mouse.append(taken), raising=False)
        settings_news.watch_settings(on.chat_screen, watch)
        notes = []
        for text in said:
            file.write_text(text)
            before = on.app.note
            while on.app.note is before:
                await on.pilot.pause()
            assert on.app.note is not None
            notes.append(on.app.note.text)
        assert on.app.chosen_theme == "light"
        assert notes[0] == "config.toml was changed. From now on: keys.mouse, theme."
        assert (mouse, on.app.mouse) == ([False], False)
        assert notes[1].endswith("There is no theme lihgt (perhaps light).")
        assert "not valid TOML" in notes[2]
