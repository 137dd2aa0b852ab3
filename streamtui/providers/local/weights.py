"""Weights on disk: what is here, what is half here, and the ways in and out of the models' folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path

from streamtui.core.ports.model_facts import UNKNOWN, ModelFacts
from streamtui.files.judged import open_to_read
from streamtui.files.locks import lock_at
from streamtui.files.whole import make_folder, remove_file, remove_halves, replace_whole
from streamtui.providers.local.catalogue import CATALOGUE, LocalModel, brought_along, in_catalogue
from streamtui.providers.local.fault import LocalModelError, disk_faults

_BLOCK = 1 << 20
_MAGIC = b"GGUF"


class WeightsState(Enum):
    """How much of a model is on this machine; the value is what lists say."""

    HERE = "here"
    HALF = "half fetched"
    ABSENT = "not fetched"


def weights_path(models_dir: Path, model: LocalModel) -> Path:
    """Where the whole, checked weights are or will be."""
    return models_dir.absolute() / model.file


def half_path(models_dir: Path, model: LocalModel) -> Path:
    """Where the weights grow while they are fetched: always a prefix of the whole file."""
    whole = weights_path(models_dir, model)
    return whole.with_name(whole.name + ".half")


def weights_state(models_dir: Path, model: LocalModel) -> WeightsState:
    """What is on disk. Only weights whose sum was right get the final name, so a look at the size is enough."""
    whole = weights_path(models_dir, model)
    if whole.is_file() and (model.release is None or whole.stat().st_size == model.release.size):
        return WeightsState.HERE
    return WeightsState.HALF if half_path(models_dir, model).is_file() else WeightsState.ABSENT


def known_models(models_dir: Path) -> list[LocalModel]:
    """The catalogue, then whatever other GGUF files are in the models' folder."""
    catalogued = {model.file for model in CATALOGUE}
    brought = sorted(path for path in models_dir.glob("*.gguf") if path.name not in catalogued and path.is_file())
    return [*CATALOGUE, *(brought_along(Path(path.name)) for path in brought)]


def models_here(models_dir: Path) -> list[str]:
    """The names of those whose weights are here."""
    known = known_models(models_dir)
    return [model.name for model in known if weights_state(models_dir, model) is WeightsState.HERE]


def model_in(models_dir: Path, name: str) -> LocalModel | None:
    """The catalogue's model of that name, or the one that the person put into the models' folder."""
    if (model := in_catalogue(name)) is not None:
        return model
    return next((model for model in known_models(models_dir) if name in (model.name, model.file)), None)


def facts_here(models_dir: Path, name: str) -> ModelFacts:
    """What is known of a model of that name."""
    model = model_in(models_dir, name)
    if model is None:
        return UNKNOWN
    return ModelFacts(model.context, can=("tools",) if model.takes_tools else (), blind=True)


def find_model(models_dir: Path, name: str) -> LocalModel:
    """The model of that name, or of the GGUF file at that path. Raises LocalModelError where there is none."""
    if (model := model_in(models_dir, name)) is not None:
        return model
    if (path := Path(name).expanduser()).is_file():
        return brought_along(path.absolute())
    raise no_such_model(models_dir, name)


def no_such_model(models_dir: Path, name: str) -> LocalModelError:
    """The error for a name that nothing has."""
    names = ", ".join(model.name for model in known_models(models_dir))
    return LocalModelError(
        "configuration", f"There is no local model {name!r}: choose one of {names}, or give the path of a GGUF file."
    )


def require_gguf(path: Path) -> None:
    """Raise LocalModelError unless the file begins as a GGUF file does."""
    try:
        with os.fdopen(open_to_read(path), "rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise LocalModelError("configuration", f"{path} can't be read: {error.strerror}.") from error
    if magic != _MAGIC:
        raise LocalModelError("configuration", f"{path} is not a GGUF file: give one that llama.cpp can read.")


def sha256_of(path: Path, on_bytes: Callable[[int], None]) -> str:
    """The file's sum in hexadecimal; `on_bytes` hears how many bytes were read so far and may raise to end it."""
    digest = hashlib.sha256()
    done = 0
    with os.fdopen(open_to_read(path), "rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            done += len(block)
            on_bytes(done)
    return digest.hexdigest()


def remove_weights(models_dir: Path, model: LocalModel) -> bool:
    """Delete what is here of a model, and say whether there was anything."""
    found = [remove_file(path) for path in (weights_path(models_dir, model), half_path(models_dir, model))]
    return any(found)


def adopt_file(models_dir: Path, source: Path, on_bytes: Callable[[int], None]) -> LocalModel:
    """Copy a GGUF file into the models' folder, as the catalogue's model where its sum is that model's.

    Raises LocalModelError, also where another file of that name is there.
    """
    require_gguf(source)
    with disk_faults(f"Copying {source}"):
        sha256 = sha256_of(source, on_bytes)
        known = [model for model in CATALOGUE if model.release is not None and model.release.sha256 == sha256]
        model = known[0] if known else brought_along(Path(source.stem + ".gguf"))
        target = weights_path(models_dir, model)
        if target.exists() and target.samefile(source):
            return model
        make_folder(models_dir)
        with lock_at(models_dir / ".adopt.lock"):
            remove_halves(models_dir)
            if not known and target.exists() and sha256_of(target, on_bytes) != sha256:
                raise LocalModelError(
                    "configuration",
                    f"Another {target.name} is here already: give this one another name, or remove that one by "
                    f"`streamtui model remove {model.name}`.",
                )
            replace_whole(target, _blocks(source, sha256))
    return model


def _blocks(source: Path, sha256: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with os.fdopen(open_to_read(source), "rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            yield block
    if digest.hexdigest() != sha256:
        raise LocalModelError("configuration", f"{source} changed while it was copied: try again once it is whole.")
