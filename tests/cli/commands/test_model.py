"""`streamtui model`, without its command line."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from streamtui.cli.commands.model import adopt_model, list_models, pull_model, remove_model
from streamtui.providers.local import pull
from streamtui.providers.local.catalogue import DEFAULT
from streamtui.providers.local.weights import half_path


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def err() -> io.StringIO:
    return io.StringIO()


def test_the_list_tells_name_size_state_licence_and_what_each_can_do(models_dir: Path) -> None:
    models_dir.mkdir()
    half_path(models_dir, DEFAULT).write_bytes(b"x" * 2_000_000)
    (models_dir / "mine.gguf").write_bytes(b"GGUF" * 250_000)
    out = io.StringIO()
    assert list_models(models_dir, out) == 0
    assert [line.rstrip() for line in out.getvalue().splitlines()] == [
        "NAME                        SIZE  STATE                  LICENCE     CAN",
        "smollm2-135m (default)   98.4 MB  half fetched (2.0 MB)  Apache-2.0  chat",
        "qwen2.5-coder-0.5b      491.4 MB  not fetched            Apache-2.0  chat, function calls",
        "mine                      1.0 MB  here                   unknown     chat, function calls",
    ]


def test_the_columns_of_wide_names_stand_below_each_other(models_dir: Path) -> None:
    models_dir.mkdir()
    (models_dir / "私の模型.gguf").write_bytes(b"GGUF")
    out = io.StringIO()
    list_models(models_dir, out)
    ends = {cell_len(re.split(r"(?<=MB)  ", line)[0]) for line in out.getvalue().splitlines()[1:]}
    assert len(ends) == 1


def test_a_pull_says_where_the_model_is(models_dir: Path, err: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "pull", lambda models_dir, model, bar, environ: models_dir / model.file)
    assert pull_model(models_dir, None, err, os.environ) == 0
    assert err.getvalue() == f"smollm2-135m is here: {models_dir / DEFAULT.file}\n"


def test_a_pull_that_is_interrupted_says_what_is_kept(
    models_dir: Path, err: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pull, "pull", interrupted)
    assert pull_model(models_dir, "qwen2.5-coder-0.5b", err, os.environ) == 130
    assert "the same command goes on from there" in err.getvalue()


def test_an_unknown_name_is_wrong_usage(models_dir: Path, err: io.StringIO) -> None:
    assert pull_model(models_dir, "gpt-4o", err, os.environ) == 2
    assert remove_model(models_dir, "gpt-4o", err) == 2
    assert err.getvalue().count("streamtui: There is no local model 'gpt-4o'") == 2


def test_a_file_of_one_s_own_comes_and_goes(models_dir: Path, tmp_path: Path, err: io.StringIO) -> None:
    (tmp_path / "mine.gguf").write_bytes(b"GGUF")
    assert adopt_model(models_dir, tmp_path / "mine.gguf", err) == 0
    assert (models_dir / "mine.gguf").exists()
    assert remove_model(models_dir, "mine", err) == 0
    assert remove_model(models_dir, DEFAULT.name, err) == 1
    assert (tmp_path / "mine.gguf").exists()
    assert not (models_dir / "mine.gguf").exists()


def test_a_failure_is_one_sentence(models_dir: Path, tmp_path: Path, err: io.StringIO) -> None:
    assert adopt_model(models_dir, tmp_path / "absent.gguf", err) == 1
    assert err.getvalue().splitlines() == [
        f"streamtui: {tmp_path / 'absent.gguf'} can't be read: No such file or directory."
    ]
