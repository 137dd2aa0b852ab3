"""The catalogue can be trusted: everything in it is pinned and adds up."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from streamtui.providers.local.catalogue import CATALOGUE, DEFAULT, QWEN_CODER, LocalModel, in_catalogue
from tests.known import known


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
def test_the_pieces_add_up_to_the_file(model: LocalModel) -> None:
    assert sum(wheel.member_size for wheel in known(model.release).wheels) == known(model.release).size


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
def test_everything_is_pinned_to_one_version_and_one_sum(model: LocalModel) -> None:
    release = known(model.release)
    for wheel in release.wheels:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+", wheel.requirement)
        assert re.fullmatch(r"[0-9a-f]{64}", wheel.sha256)
    assert re.fullmatch(r"[0-9a-f]{64}", release.sha256)
    assert re.fullmatch(r"https://\S+/resolve/[0-9a-f]{40}/\S+\.gguf", known(release.address))


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
def test_every_request_has_an_end_and_the_person_is_warned(model: LocalModel) -> None:
    assert model.options["max_tokens"] <= 1024
    assert "answers may be wrong" in model.hint


def test_only_the_model_that_calls_functions_well_is_offered_them() -> None:
    assert not DEFAULT.takes_tools
    assert "can't call functions" in DEFAULT.hint
    assert QWEN_CODER.takes_tools
    assert QWEN_CODER.options["temperature"] == 0


def test_a_model_is_found_by_short_name_title_and_file_in_any_case() -> None:
    for name in ("smollm2-135m", "SmolLM2-135M-Instruct", "smollm2-135m-instruct.q4_1.GGUF"):
        assert in_catalogue(name) is DEFAULT
    assert in_catalogue("gpt-4o") is None


def test_the_chat_template_is_where_the_catalogue_says() -> None:
    assert files("streamtui.providers.local").joinpath(known(QWEN_CODER.template)).is_file()
