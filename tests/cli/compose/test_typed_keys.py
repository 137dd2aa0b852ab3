"""Keys that are typed hold at once, and are had again in later runs from where they were kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.typed_keys import KeptTypedKeys
from streamtui.config import keyring_keys
from streamtui.config.flags import Flags
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.wanted_key import Keeping, WantedKey, WantedKeyError
from tests.doubles.keyrings import FakeKeyring, keyring_of

KEY = "gsk-typed-0123456789"
GROQ = Flags(profile="groq")


def typed(keeping: Keeping, flags: Flags = GROQ) -> str:
    """Begin, be asked, type it; what was said. It holds in that run."""
    places = read_places()
    with pytest.raises(WantedKeyError) as wanted:
        places.profile(flags)
    said = KeptTypedKeys(places).take(wanted.value.wanted, KEY, keeping)
    assert places.profile(flags).api_key == KEY
    assert places.secrets.hide(KEY) == "***"
    assert KEY not in said
    return said


def test_in_this_run_alone_it_is_forgotten_then() -> None:
    assert typed("run") == "The key holds in this run."
    with pytest.raises(WantedKeyError):
        read_places().profile(GROQ)


def test_the_keyring_has_it_in_later_runs_and_no_file() -> None:
    with keyring_of(FakeKeyring()):
        typed("keyring")
        chosen = read_places().profile(GROQ)
    assert (chosen.api_key, chosen.key_from) == (KEY, "'groq' in the keyring")
    for folder in (os.environ["STREAMTUI_CONFIG_DIR"], os.environ["STREAMTUI_DATA_DIR"]):
        assert not any(KEY in path.read_text() for path in Path(folder).rglob("*.json"))


def test_a_keyring_that_fails_is_told_and_the_key_holds_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring_keys, "has_keyring", lambda: False)
    places = read_places()
    wanted = WantedKey("groq", "https://api.groq.com/openai/v1", "")
    with pytest.raises(ConfigurationError, match="The key can't be kept in the keyring"):
        KeptTypedKeys(places).take(wanted, KEY, "keyring")
    assert places.profile(GROQ).api_key == KEY


def test_in_the_file_it_is_its_owners_alone_and_all_else_stays() -> None:
    path = Path(os.environ["STREAMTUI_CONFIG_DIR"]) / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text('# mine\n[profiles.work]\nbase_url = "http://127.0.0.1:9/v1"  # here\napi_key_env = "NO_SUCH"\n')
    assert typed("file") == f"The key is kept in {path}."
    assert typed("file", Flags(profile="work"))
    text = path.read_text()
    assert text.startswith('# mine\n[profiles.work]\nbase_url = "http://127.0.0.1:9/v1"  # here\n')
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    places = read_places()
    groq, work = (places.profile(Flags(profile=name)) for name in ("groq", "work"))
    assert (groq.base_url, groq.api_key, bool(groq.model)) == ("https://api.groq.com/openai/v1", KEY, True)
    assert (work.base_url, work.api_key) == ("http://127.0.0.1:9/v1", KEY)


def test_a_key_that_goes_before_it_in_later_runs_is_told() -> None:
    wanted = WantedKey("openai", "https://api.openai.com/v1", "", "OPENAI_API_KEY in the environment")
    said = KeptTypedKeys(read_places()).take(wanted, KEY, "file")
    assert "in later runs OPENAI_API_KEY in the environment goes first" in said
