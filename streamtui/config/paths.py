"""Where the program keeps things."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import platformdirs

APP = "streamtui"


def config_dir(environ: Mapping[str, str]) -> Path:
    """The folder of config.toml: STREAMTUI_CONFIG_DIR, else the platform's place."""
    return Path(environ.get("STREAMTUI_CONFIG_DIR") or platformdirs.user_config_dir(APP, appauthor=False)).expanduser()


def data_dir(environ: Mapping[str, str]) -> Path:
    """The folder of models, logs and conversations: STREAMTUI_DATA_DIR, else the platform's place."""
    return Path(environ.get("STREAMTUI_DATA_DIR") or platformdirs.user_data_dir(APP, appauthor=False)).expanduser()


def models_dir(environ: Mapping[str, str]) -> Path:
    """The folder of the local models' weights."""
    return data_dir(environ) / "models"
