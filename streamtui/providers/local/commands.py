"""What `streamtui model` does: list, pull and remove, each with an exit code (0 done, 1 failed, 2 wrong usage)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from streamtui.core.ports import Progress
from streamtui.providers.local.catalogue import DEFAULT, LocalModel
from streamtui.providers.local.fault import LocalModelError
from streamtui.providers.local.progress_bar import ProgressBar, megabytes
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

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def list_models(models_dir: Path, out: TextIO) -> int:
    """Print a line for each model: name, size, state, licence, what it can do."""
    rows = [("NAME", "SIZE", "STATE", "LICENCE", "CAN")]
    rows += [_row(models_dir, model) for model in known_models(models_dir)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if at == 1 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        out.write("  ".join(cells).rstrip() + "\n")
    return DONE


def _row(models_dir: Path, model: LocalModel) -> tuple[str, str, str, str, str]:
    state = weights_state(models_dir, model)
    size = model.release.size if model.release is not None else weights_path(models_dir, model).stat().st_size
    told = state.value
    if state is WeightsState.HALF:
        told += f" ({megabytes(half_path(models_dir, model).stat().st_size)})"
    name = f"{model.name} (default)" if model is DEFAULT else model.name
    return name, megabytes(size), told, model.licence, model.abilities


def pull_model(models_dir: Path, name: str | None, err: TextIO) -> int:
    """Fetch a model of the catalogue (the default one where no name is given), or go on with it."""
    wanted = name or DEFAULT.name
    model = model_in(models_dir, wanted)
    if model is None:
        err.write(f"{no_such_model(models_dir, wanted)}\n")
        return WRONG_USAGE
    return _with_bar(err, lambda bar: f"{model.name} is here: {pull(models_dir, model, bar)}")


def adopt_model(models_dir: Path, source: Path, err: TextIO) -> int:
    """Copy the person's own GGUF file into the models' folder."""

    def adopt(bar: Callable[[Progress], None]) -> str:
        size = source.stat().st_size if source.exists() else None
        model = adopt_file(models_dir, source, lambda done: bar(Progress(f"Reading {source.name}", done, size)))
        return f"{model.name} is here: {weights_path(models_dir, model)}"

    return _with_bar(err, adopt)


def remove_model(models_dir: Path, name: str, err: TextIO) -> int:
    """Delete a model's weights from the models' folder."""
    model = model_in(models_dir, name)
    if model is None:
        err.write(f"{no_such_model(models_dir, name)}\n")
        return WRONG_USAGE
    if not remove_weights(models_dir, model):
        err.write(f"{model.name} was not here.\n")
        return FAILED
    err.write(f"{model.name} is removed.\n")
    return DONE


def _with_bar(err: TextIO, work: Callable[[ProgressBar], str]) -> int:
    try:
        with ProgressBar(err) as bar:
            told = work(bar)
    except LocalModelError as error:
        err.write(f"{error}\n")
        return FAILED
    except KeyboardInterrupt:
        err.write("Stopped. What is here already is kept: the same command goes on from there.\n")
        return INTERRUPTED
    err.write(f"{told}\n")
    return DONE
