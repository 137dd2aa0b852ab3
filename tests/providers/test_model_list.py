"""Lists of models are read in the forms that servers give them."""

from __future__ import annotations

from typing import Any

import pytest

from streamtui.providers.model_list import models_in


@pytest.mark.parametrize(
    ("listed", "models"),
    [
        ({"data": [{"id": "a", "max_model_len": 8192}]}, {"a": 8192}),
        (
            {"data": [{"id": "a", "context_length": 131072}, {"id": "b", "context_window": "32768"}]},
            {"a": 131072, "b": 32768},
        ),
        ({"data": [{"id": "a", "meta": {"n_ctx": 4096, "n_ctx_train": 32768}}]}, {"a": 4096}),
        ({"data": [{"id": "a", "meta": {"n_ctx_train": 32768}}]}, {"a": None}),
        ({"models": [{"name": "a"}]}, {"a": None}),
        ([{"id": "a", "max_context_length": 0}, {"id": "a", "meta": []}], {"a": None}),
        (
            {"data": [{"id": "a", "max_model_len": -1}, {"id": "b", "max_model_len": 10**400}, {"id": 3}, None]},
            {"a": None, "b": None},
        ),
        ({"data": "x"}, {}),
        ([], {}),
    ],
)
def test_names_and_room_are_read_where_they_are_told(listed: Any, models: dict[str, int | None]) -> None:
    assert models_in(listed) == models
