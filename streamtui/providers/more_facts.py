"""What servers tell of their models beside the list that all have: llama.cpp and LM Studio, known by what they call the
models' owner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from streamtui.core.json_text.values import count, mapping
from streamtui.core.ports.model_facts import UNKNOWN, ModelFacts
from streamtui.providers.model_list import entries_in, models_in

_LLAMA_CPP, _LM_STUDIO = "llamacpp", "organization_owner"


async def more_facts(
    listed: Mapping[str, Any] | list[Any], ask: Callable[[str], Awaitable[object]]
) -> dict[str, ModelFacts]:
    """The models of a list; `ask` gives what the server has at a path of its own, or nothing."""
    told = models_in(listed)
    owners = {entry.get("owned_by") for entry in entries_in(listed)}
    if owners == {_LLAMA_CPP}:
        own = _of_props(mapping(await ask("/props")))
        return {name: own.over(facts) for name, facts in told.items()}
    if owners == {_LM_STUDIO}:
        more = models_in({"data": list(entries_in(await ask("/api/v0/models")))})
        return {name: more.get(name, UNKNOWN).over(facts) for name, facts in told.items()}
    return told


def _of_props(props: Mapping[str, Any]) -> ModelFacts:
    """llama.cpp: the room that a conversation really has, which is less than what the model was trained for."""
    context = count(mapping(props.get("default_generation_settings")).get("n_ctx"))
    sees = mapping(props.get("modalities")).get("vision") is True
    return ModelFacts(context or None, can=("vision",) if sees else ())
