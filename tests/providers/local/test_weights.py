"""What is in the models' folder, and how a person's own files get there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from streamtui.providers.local import weights
from streamtui.providers.local.catalogue import CATALOGUE, DEFAULT, LocalModel, Release
from streamtui.providers.local.fault import LocalModelError
from streamtui.providers.local.weights import (
    WeightsState,
    adopt_file,
    find_model,
    half_path,
    known_models,
    model_in,
    remove_weights,
    weights_path,
    weights_state,
)
from tests.providers.local.wheels import sum_of

GGUF = b"GGUF and so on"


def ignore(done: int) -> None:
    pass


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A GGUF file of the person's."""
    path = tmp_path / "own.gguf"
    path.write_bytes(GGUF)
    return path


def test_a_model_is_absent_then_half_here_then_here(models_dir: Path) -> None:
    model = LocalModel("m", "M", "m.gguf", release=Release(4, "", ()))
    assert weights_state(models_dir, model) is WeightsState.ABSENT
    models_dir.mkdir()
    half_path(models_dir, model).write_bytes(b"GG")
    assert weights_state(models_dir, model) is WeightsState.HALF
    weights_path(models_dir, model).write_bytes(b"GGUF")
    assert weights_state(models_dir, model) is WeightsState.HERE


def test_a_file_of_another_size_does_not_pass_for_the_model(models_dir: Path) -> None:
    model = LocalModel("m", "M", "m.gguf", release=Release(4, "", ()))
    models_dir.mkdir()
    weights_path(models_dir, model).write_bytes(b"GGU")
    assert weights_state(models_dir, model) is WeightsState.ABSENT


def test_any_gguf_file_is_found_by_its_path_and_served_from_where_it_is(models_dir: Path, own: Path) -> None:
    model = find_model(models_dir, str(own))
    assert model.name == "own"
    assert weights_path(models_dir, model) == own
    assert weights_state(models_dir, model) is WeightsState.HERE


def test_an_adopted_file_is_copied_whole_and_found_by_name(models_dir: Path, own: Path) -> None:
    adopt_file(models_dir, own, ignore)
    own.unlink()
    model = find_model(models_dir, "own")
    assert weights_path(models_dir, model).read_bytes() == GGUF
    assert sorted(path.name for path in models_dir.iterdir()) == [".adopt.lock", "own.gguf"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in models_dir.iterdir()} == {0o600}
    assert known_models(models_dir) == [*CATALOGUE, model]


def test_an_adopted_file_with_a_known_sum_is_that_model(
    models_dir: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = LocalModel("m", "M", "m.gguf", release=Release(len(GGUF), sum_of(GGUF), ()))
    monkeypatch.setattr(weights, "CATALOGUE", (known,))
    assert adopt_file(models_dir, own, ignore) is known
    assert weights_state(models_dir, known) is WeightsState.HERE


def test_adopting_a_file_that_is_in_the_folder_changes_nothing(models_dir: Path, own: Path) -> None:
    adopt_file(models_dir, own, ignore)
    adopt_file(models_dir, models_dir / "own.gguf", ignore)
    assert (models_dir / "own.gguf").read_bytes() == GGUF


def test_another_file_of_that_name_stays(models_dir: Path, own: Path) -> None:
    models_dir.mkdir()
    (models_dir / "own.gguf").write_bytes(b"GGUF not yours")
    with pytest.raises(LocalModelError, match=r"Another own\.gguf is here already"):
        adopt_file(models_dir, own, ignore)
    assert (models_dir / "own.gguf").read_bytes() == b"GGUF not yours"
    (models_dir / "own.gguf").unlink()
    (models_dir / "own.gguf").symlink_to(own.with_name("absent"))
    with pytest.raises(LocalModelError, match=r"own\.gguf is a link"):
        adopt_file(models_dir, own, ignore)
    assert not own.with_name("absent").exists()


def test_what_is_no_file_is_no_model(models_dir: Path) -> None:
    (models_dir / "folder.gguf").mkdir(parents=True)
    (models_dir / "link.gguf").symlink_to(models_dir / "absent")
    os.mkfifo(models_dir / "pipe.gguf")
    assert known_models(models_dir) == [*CATALOGUE]


def test_what_is_no_gguf_file_is_refused(models_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"<html>")
    with pytest.raises(LocalModelError, match="is not a GGUF file"):
        adopt_file(models_dir, tmp_path / "x.gguf", ignore)
    with pytest.raises(LocalModelError, match=r"can't be read: No such file"):
        adopt_file(models_dir, tmp_path / "absent.gguf", ignore)
    os.mkfifo(tmp_path / "pipe.gguf")
    with pytest.raises(LocalModelError, match="is no file"):  # and not waited for
        adopt_file(models_dir, tmp_path / "pipe.gguf", ignore)


def test_an_unknown_name_is_answered_with_the_names_there_are(models_dir: Path) -> None:
    with pytest.raises(
        LocalModelError, match=r"no local model 'llama': choose one of smollm2-135m, qwen2\.5-coder-0\.5b"
    ):
        find_model(models_dir, "llama")


def test_removing_takes_the_whole_and_the_half(models_dir: Path) -> None:
    models_dir.mkdir()
    weights_path(models_dir, DEFAULT).write_bytes(GGUF)
    half_path(models_dir, DEFAULT).write_bytes(GGUF)
    assert remove_weights(models_dir, DEFAULT)
    assert list(models_dir.iterdir()) == []
    assert not remove_weights(models_dir, DEFAULT)


def test_a_file_outside_the_folder_is_not_there_to_be_removed(models_dir: Path, own: Path) -> None:
    assert model_in(models_dir, str(own)) is None
    assert Path(own).exists()
