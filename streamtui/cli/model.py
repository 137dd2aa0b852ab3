"""The `model` commands, on the models of this machine's data folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from streamtui.config.environment import load_environment
from streamtui.config.paths import models_dir
from streamtui.providers.local import commands


def list_models() -> int:
    """Print the models there are."""
    return commands.list_models(_folder(), sys.stdout)


def pull_model(name: str | None, source: Path | None) -> int:
    """Fetch a model by name, or take the file."""
    if source is not None:
        return commands.adopt_model(_folder(), source, sys.stderr)
    return commands.pull_model(_folder(), name, sys.stderr)


def remove_model(name: str) -> int:
    """Delete a model's weights."""
    return commands.remove_model(_folder(), name, sys.stderr)


def _folder() -> Path:
    load_environment()
    return models_dir(os.environ)
