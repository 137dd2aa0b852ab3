"""Where the program keeps things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import platformdirs

from streamtui.core.faults.faults import ConfigurationError

APP = "streamtui"


def config_dir(environ: Mapping[str, str]) -> Path:
    """The folder of config.toml: STREAMTUI_CONFIG_DIR, else the platform's place. Raises ConfigurationError."""
    return _folder(environ, "STREAMTUI_CONFIG_DIR", platformdirs.user_config_dir)


def data_dir(environ: Mapping[str, str]) -> Path:
    """The folder of models, logs and conversations: STREAMTUI_DATA_DIR, else the platform's place.

    Raises ConfigurationError.
    """
    return _folder(environ, "STREAMTUI_DATA_DIR", platformdirs.user_data_dir)


def models_dir(environ: Mapping[str, str]) -> Path:
    """The folder of the local models' weights."""
    return data_dir(environ) / "models"


def _folder(environ: Mapping[str, str], variable: str, usual: Callable[..., str]) -> Path:
    path = Path(environ.get(variable) or usual(APP, appauthor=False))
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ConfigurationError(
            f"{path} is in the home folder of nobody who is known here: set {variable} to a whole path."
        ) from error
