"""The `model` commands on a folder of models: list, pull, adopt, remove. Each returns an exit code."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from streamtui.config.environment import load_environment
from streamtui.config.paths import models_dir
from streamtui.core.ports.provider import Progress
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.figures import megabytes
from streamtui.frontends.headless.progress_bar import ProgressBar
from streamtui.providers.local.catalogue import DEFAULT, LocalModel
from streamtui.providers.local.fault import LocalModelError
from streamtui.providers.local.pull import pull
from streamtui.providers.local.weights import (
    WeightsState,
    adopt_file,
    half_path,
    known_models,
    model_in,
    no_such_model,
    remove_weights,
    weights_path,
    weights_state,
)


def models_folder() -> Path:
    """The folder of this machine's models, as environment and `.env` name it."""
    load_environment()
    return models_dir(os.environ)


def list_models(folder: Path, out: TextIO) -> int:
    """Print a line for each model: name, size, state, licence, what it can do."""
    rows = [("NAME", "SIZE", "STATE", "LICENCE", "CAN")]
    rows += [_row(folder, model) for model in known_models(folder)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if at == 1 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        out.write("  ".join(cells).rstrip() + "\n")
    return ExitCode.DONE


def pull_model(folder: Path, name: str | None, err: TextIO) -> int:
    """Fetch a model of the catalogue (the default one where no name is given), or go on with it."""
    wanted = name or DEFAULT.name
    model = model_in(folder, wanted)
    if model is None:
        err.write(f"{no_such_model(folder, wanted)}\n")
        return ExitCode.USAGE
    return _with_bar(err, lambda bar: f"{model.name} is here: {pull(folder, model, bar)}")


def adopt_model(folder: Path, source: Path, err: TextIO) -> int:
    """Copy the person's own GGUF file into the folder."""

    def adopt(bar: Callable[[Progress], None]) -> str:
        size = source.stat().st_size if source.exists() else None
        model = adopt_file(folder, source, lambda done: bar(Progress(f"Reading {source.name}", done, size)))
        return f"{model.name} is here: {weights_path(folder, model)}"

    return _with_bar(err, adopt)


def remove_model(folder: Path, name: str, err: TextIO) -> int:
    """Delete a model's weights from the folder."""
    model = model_in(folder, name)
    if model is None:
        err.write(f"{no_such_model(folder, name)}\n")
        return ExitCode.USAGE
    if not remove_weights(folder, model):
        err.write(f"{model.name} was not here.\n")
        return ExitCode.INCOMPLETE
    err.write(f"{model.name} is removed.\n")
    return ExitCode.DONE


def _row(folder: Path, model: LocalModel) -> tuple[str, str, str, str, str]:
    state = weights_state(folder, model)
    size = model.release.size if model.release is not None else weights_path(folder, model).stat().st_size
    told = state.value
    if state is WeightsState.HALF:
        told += f" ({_size(half_path(folder, model).stat().st_size)})"
    name = f"{model.name} (default)" if model is DEFAULT else model.name
    return name, _size(size), told, model.licence, model.abilities


def _size(size: int) -> str:
    return megabytes(size, None)


def _with_bar(err: TextIO, work: Callable[[ProgressBar], str]) -> int:
    try:
        with ProgressBar(err) as bar:
            told = work(bar)
    except LocalModelError as error:
        err.write(f"{error}\n")
        return ExitCode.INCOMPLETE
    except KeyboardInterrupt:
        err.write("Stopped. What is here already is kept: the same command goes on from there.\n")
        return ExitCode.INTERRUPTED
    err.write(f"{told}\n")
    return ExitCode.DONE
