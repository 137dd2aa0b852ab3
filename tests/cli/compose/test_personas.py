"""Personas of config.toml: what is read, what is refused, and who is asked with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamtui.cli.compose.personas import ConfiguredPersonas, flags_with
from streamtui.cli.compose.places import read_places
from streamtui.config.flags import Flags
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.personas import Persona
from tests.commands import run
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread

PIRATE = """
[personas.pirate]
system = "Arr."
parameters = { temperature = 0.9, seed = 3 }
[personas.reviewer]
system_file = "reviewer.md"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STREAMTUI_CONFIG_DIR", str(tmp_path))
    return tmp_path


def configured(folder: Path, text: str = PIRATE) -> ConfiguredPersonas:
    (folder / "config.toml").write_text(text)
    (folder / "config.toml").chmod(0o600)
    return ConfiguredPersonas(read_places(say=str))


def test_a_prompt_of_its_own_is_read_from_beside_the_file(folder: Path) -> None:
    personas = configured(folder)
    assert personas.persona("pirate") == Persona("pirate", "Arr.", {"temperature": 0.9, "seed": 3})
    with pytest.raises(ConfigurationError, match=r"reviewer\.md, and there is no such file: write it\.$"):
        personas.persona("reviewer")
    (folder / "reviewer.md").write_text("Read it twice.\n")
    assert personas.persona("reviewer").system == "Read it twice."
    with pytest.raises(ConfigurationError, match=r"no persona 'pirat' \(perhaps pirate\)"):
        personas.persona("pirat")


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ('system = "a"\nsystem_file = "b"', "can't stand beside system"),
        ("parameters = { temperature = 5 }", "temperature must be a number from 0 to 2"),
        ('parameters = { seed = "3" }', "seed must be a whole number"),
        ('sytem = "a"', "unknown setting"),
    ],
)
def test_what_is_wrong_with_one_is_said_before_it_is_taken(folder: Path, table: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        configured(folder, f"[personas.x]\n{table}\n")


def test_flags_win_over_the_place_and_model_that_it_names() -> None:
    who = Persona("x", model="m", profile="p")
    assert flags_with(Flags(), who) == Flags(profile="p", model="m")
    assert flags_with(Flags(model="n"), who) == Flags(profile="p", model="n")
    assert flags_with(Flags(profile="q"), who) == Flags(profile="q")
    assert flags_with(Flags(base_url="http://x"), who) == Flags(base_url="http://x")
    assert flags_with(Flags(base_url="http://x"), Persona("x", model="m")) == Flags(base_url="http://x", model="m")


def test_ask_sends_what_it_sets_but_for_what_was_said_otherwise(folder: Path) -> None:
    configured(folder)
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good")
        assert run("ask", "hi", *place, "-P", "pirate", "--set", "seed=4").returncode == 0
    body = server.requests[0].body
    assert (body["temperature"], body["seed"]) == (0.9, 4)
    assert body["messages"][0] == {"role": "system", "content": "Arr."}
