"""A server's list of models, in the forms that servers give it: their names, and what it tells of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from streamtui.core.json_text.values import count, mapping, number, text
from streamtui.core.ports.model_facts import Ability, ModelFacts, Price
from streamtui.core.text.surrogates import join_surrogates

_LIMITS = ("max_model_len", "context_length", "context_window", "loaded_context_length", "max_context_length", "n_ctx")
"""What servers call it: vLLM; OpenRouter and many others; Groq; LM Studio of a loaded one; Mistral and LM Studio;
llama.cpp, in its `meta`."""
_ABILITIES: Mapping[Ability, set[str]] = {
    "vision": {"vision", "image", "vlm"},
    "tools": {"tools", "tool_use", "function_calling"},
    "reasoning": {"reasoning", "thinking"},
}
"""By the words of OpenRouter (parameters, modalities), LM Studio (a list, and the model's type), Mistral (a table)."""
_MOST_USD = 1e6
_LONGEST_NUMBER = 40
_A_TOKEN, _A_MILLION = ("prompt", "completion"), ("input", "output")
"""OpenRouter's prices, and Together's."""


def models_in(listed: Mapping[str, object] | list[object]) -> dict[str, ModelFacts]:
    """The models by name, in the list's order, with what is told of each.

    It is OpenAI's list (`data` of objects with an `id`), a bare one, or Ollama's `models`.

    >>> list(models_in({"data": [{"id": "a", "max_model_len": 8192}, {"id": "b"}]}).items())[0]
    ('a', ModelFacts(context=8192, price=None, can=()))
    """
    return {join_surrogates(name): _facts(entry) for entry in entries_in(listed) if (name := _name(entry))}


def entries_in(listed: object) -> Sequence[Mapping[str, object]]:
    """The objects of a list of models."""
    entries = listed.get("data") or listed.get("models") if isinstance(listed, Mapping) else listed
    return [mapping(entry) for entry in entries] if isinstance(entries, list) else []


def _name(entry: Mapping[str, object]) -> str:
    return text(entry.get("id")) or text(entry.get("name"))


def _facts(entry: Mapping[str, object]) -> ModelFacts:
    told = (count(part.get(name)) for part in (entry, mapping(entry.get("meta"))) for name in _LIMITS)
    can = tuple(ability for ability, names in _ABILITIES.items() if names & _said(entry))
    limit = next((limit for limit in told if limit), None)
    blind = "vision" not in can and _tells_of_images(entry)
    return ModelFacts(limit, _price(mapping(entry.get("pricing"))), can, blind)


def _tells_of_images(entry: Mapping[str, object]) -> bool:
    """It would say if the model took some: OpenRouter lists what goes in, Mistral has a table, LM Studio a type."""
    modalities = mapping(entry.get("architecture")).get("input_modalities")
    return (
        (isinstance(modalities, list) and bool(modalities))
        or mapping(entry.get("capabilities")).get("vision") is False
        or entry.get("type") == "llm"
    )


def _said(entry: Mapping[str, object]) -> set[str]:
    """Every word that says what a model can: in lists, and as what is true in tables."""
    able, takes = entry.get("capabilities"), entry.get("supported_parameters")
    modalities = mapping(entry.get("architecture")).get("input_modalities")
    true = {name for name, value in mapping(able).items() if value is True}
    listed = [word for words in (able, takes, modalities) if isinstance(words, list) for word in words]
    return {*true, *(word for word in listed if isinstance(word, str)), text(entry.get("type"))}


def _price(pricing: Mapping[str, object]) -> Price | None:
    """Per million tokens; what can't be meant, as OpenRouter's -1 of a model that is chosen later, is none."""
    for names, times in ((_A_TOKEN, 1e6), (_A_MILLION, 1.0)):
        amounts = [_number(pricing.get(name)) for name in names]
        if None not in amounts:
            prompt, completion = (round((amount or 0) * times, 6) for amount in amounts)
            fits = 0 <= prompt <= _MOST_USD and 0 <= completion <= _MOST_USD
            return Price(prompt, completion) if fits else None
    return None


def _number(value: object) -> float | None:
    """One that is written as a text, too."""
    if not isinstance(value, str):
        return number(value)
    try:
        return number(float(value)) if len(value) <= _LONGEST_NUMBER else None
    except ValueError:
        return None
