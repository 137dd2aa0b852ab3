"""The `model` commands: the local models that there are, fetched, adopted and removed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from streamtui.cli.running import run_on_pipes
from streamtui.cli.usage import CommandGroup
from streamtui.config.paths import models_dir
from streamtui.core.ports.provider import Progress
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.figures import megabytes
from streamtui.frontends.headless.complaint import complaint

if TYPE_CHECKING:
    from streamtui.frontends.headless.model_list import ModelLine
    from streamtui.frontends.headless.progress_bar import ProgressBar
    from streamtui.providers.local.catalogue import LocalModel


@click.group(cls=CommandGroup)
def model() -> None:
    """The small models that run on this machine."""


@model.command("list")
@click.pass_context
def model_list(context: click.Context) -> None:
    """Which there are, and which are here."""
    context.exit(run_on_pipes(lambda out, _: list_models(_folder(), out)))


@model.command("pull")
@click.argument("name", required=False)
@click.option(
    "--from", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Take this GGUF file."
)
@click.pass_context
def model_pull(context: click.Context, name: str | None, source: Path | None) -> None:
    """Fetch NAME, or take a GGUF file of your own."""
    if (name is None) == (source is None):
        raise click.UsageError("Say which: a NAME from `streamtui model list`, or --from FILE.gguf.")
    if source is not None:
        context.exit(run_on_pipes(lambda _, err: adopt_model(_folder(), source, err)))
    from streamtui.cli.compose.places import read_places

    places = read_places()
    context.exit(run_on_pipes(lambda _, err: pull_model(places.models_dir, name, err, places.child_environ)))


@model.command("remove")
@click.argument("name")
@click.pass_context
def model_remove(context: click.Context, name: str) -> None:
    """Delete NAME's weights from this machine."""
    context.exit(run_on_pipes(lambda _, err: remove_model(_folder(), name, err)))


def _folder() -> Path:
    """The folder of this machine's models, as the environment names it."""
    return models_dir(os.environ)


def list_models(folder: Path, out: TextIO) -> int:
    """Print a line for each model: name, size, state, licence, what it can do."""
    from streamtui.frontends.headless.model_list import show_models
    from streamtui.providers.local.weights import known_models

    show_models((_line(folder, model) for model in known_models(folder)), out)
    return ExitCode.DONE


def pull_model(folder: Path, name: str | None, err: TextIO, environ: Mapping[str, str]) -> int:
    """Fetch a model of the catalogue (the default one where no name is given), or go on with it.

    `environ` is what pip gets to know.
    """
    from streamtui.providers.local.catalogue import DEFAULT
    from streamtui.providers.local.pull import pull
    from streamtui.providers.local.weights import model_in, no_such_model

    wanted = name or DEFAULT.name
    model = model_in(folder, wanted)
    if model is None:
        err.write(f"{complaint(str(no_such_model(folder, wanted)))}\n")
        return ExitCode.USAGE
    return _with_bar(err, lambda bar: f"{model.name} is here: {pull(folder, model, bar, environ)}")


def adopt_model(folder: Path, source: Path, err: TextIO) -> int:
    """Copy the person's own GGUF file into the folder."""
    from streamtui.providers.local.weights import adopt_file, weights_path

    def adopt(bar: Callable[[Progress], None]) -> str:
        size = source.stat().st_size if source.exists() else None
        model = adopt_file(folder, source, lambda done: bar(Progress(f"Reading {source.name}", done, size)))
        return f"{model.name} is here: {weights_path(folder, model)}"

    return _with_bar(err, adopt)


def remove_model(folder: Path, name: str, err: TextIO) -> int:
    """Delete a model's weights from the folder."""
    from streamtui.providers.local.weights import model_in, no_such_model, remove_weights

    model = model_in(folder, name)
    if model is None:
        err.write(f"{complaint(str(no_such_model(folder, name)))}\n")
        return ExitCode.USAGE
    if not remove_weights(folder, model):
        err.write(f"{complaint(f'{model.name} was not here.')}\n")
        return ExitCode.INCOMPLETE
    err.write(f"{model.name} is removed.\n")
    return ExitCode.DONE


def _line(folder: Path, model: LocalModel) -> ModelLine:
    from streamtui.frontends.headless.model_list import ModelLine
    from streamtui.providers.local.catalogue import DEFAULT
    from streamtui.providers.local.weights import WeightsState, half_path, weights_path, weights_state

    state = weights_state(folder, model)
    size = model.release.size if model.release is not None else weights_path(folder, model).stat().st_size
    told = state.value
    if state is WeightsState.HALF:
        told += f" ({_size(half_path(folder, model).stat().st_size)})"
    name = f"{model.name} (default)" if model is DEFAULT else model.name
    return ModelLine(name, _size(size), told, model.licence, model.abilities)


def _size(size: int) -> str:
    return megabytes(size, None)


def _with_bar(err: TextIO, work: Callable[[ProgressBar], str]) -> int:
    from streamtui.frontends.headless.progress_bar import ProgressBar
    from streamtui.providers.local.fault import LocalModelError

    try:
        with ProgressBar(err) as bar:
            told = work(bar)
    except LocalModelError as error:
        err.write(f"{complaint(str(error))}\n")
        return ExitCode.INCOMPLETE
    except KeyboardInterrupt:
        err.write(f"{complaint('Interrupted; what is here already is kept: the same command goes on from there.')}\n")
        return ExitCode.INTERRUPTED
    err.write(f"{told}\n")
    return ExitCode.DONE
