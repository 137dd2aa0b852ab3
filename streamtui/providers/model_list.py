"""A server's list of models, in the forms that servers give it: their names, and how much each has room for."""

from __future__ import annotations

from collections.abc import Mapping

from streamtui.core.json_text.values import count, mapping, text
from streamtui.core.text.surrogates import join_surrogates

_LIMITS = ("max_model_len", "context_length", "context_window", "max_context_length", "n_ctx")
"""What servers call it: vLLM; OpenRouter and many others; Groq; Mistral and LM Studio; llama.cpp, in its `meta`."""


def models_in(listed: Mapping[str, object] | list[object]) -> dict[str, int | None]:
    """The models by name, in the list's order, with the tokens that each has room for, where that is told.

    It is OpenAI's list (`data` of objects with an `id`), a bare one, or Ollama's `models`.

    >>> models_in({"data": [{"id": "a", "max_model_len": 8192}, {"id": "b"}]})
    {'a': 8192, 'b': None}
    """
    entries = listed.get("data") or listed.get("models") if isinstance(listed, Mapping) else listed
    named = [mapping(entry) for entry in entries] if isinstance(entries, list) else []
    names = ((text(entry.get("id")) or text(entry.get("name")), entry) for entry in named)
    return {join_surrogates(name): _limit(entry) for name, entry in names if name}


def _limit(entry: Mapping[str, object]) -> int | None:
    told = (count(part.get(name)) for part in (entry, mapping(entry.get("meta"))) for name in _LIMITS)
    return next((limit for limit in told if limit), None)
