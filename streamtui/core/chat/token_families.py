"""What is known of models' tokenizers before anything was learned of a model: by its name."""

from __future__ import annotations

from streamtui.core.text.token_estimate import Tokens

_ANY = Tokens(1.0, 1.0, 1.0, 0.97, 0.9, 0.95)
_O200K = Tokens(1.0, 0.77, 0.94, 1.09, 1.12, 0.93)
_CL100K = Tokens(1.0, 0.78, 0.93, 1.61, 1.34, 1.61)
_GEMMA = Tokens(0.97, 1.1, 1.22, 0.92, 0.55, 0.88)
_DEEPSEEK = Tokens(1.0, 0.7, 1.0, 0.79, 1.14, 1.08)
_QWEN = Tokens(1.0, 1.3, 0.9, 0.87, 1.0, 1.2)
_QWEN_LATER = Tokens(0.98, 1.17, 1.07, 0.77, 0.65, 0.83)
_TEKKEN = Tokens(1.0, 1.32, 0.94, 1.43, 0.83, 1.02)

_FAMILIES: tuple[tuple[str, Tokens], ...] = (
    ("gpt-3.5", _CL100K),
    ("gpt-4o", _O200K),
    ("gpt-4.", _O200K),
    ("gpt-4", _CL100K),
    ("gpt-5", _O200K),
    ("gpt-oss", _O200K),
    ("chatgpt", _O200K),
    ("o1", _O200K),
    ("o3", _O200K),
    ("o4", _O200K),
    ("codex", _O200K),
    ("llama-3", _O200K),
    ("llama3", _O200K),
    ("meta-llama-3", _O200K),
    ("gemma", _GEMMA),
    ("gemini", _GEMMA),
    ("deepseek", _DEEPSEEK),
    ("qwen3.", _QWEN_LATER),
    ("qwen", _QWEN),
    ("qwq", _QWEN),
    ("mistral-nemo", _TEKKEN),
    ("mistral-small", _TEKKEN),
    ("mistral-medium", _TEKKEN),
    ("ministral", _TEKKEN),
    ("magistral", _TEKKEN),
    ("devstral", _TEKKEN),
    ("pixtral", _TEKKEN),
)
"""What a model's name begins with, behind the names of those who made or sell it; the first that fits is right.

The ratios were measured: tokens of each kind for each that was estimated. Those of Llama 3 are as o200k's.
"""

_DOUBTS = Tokens(0.12, 0.3, 0.2, 0.5, 0.4, 0.35)
_DOUBTS_IN_FAMILY = Tokens(0.06, 0.15, 0.12, 0.1, 0.12, 0.15)


def known_before(model: str) -> tuple[Tokens, Tokens]:
    """For each kind of text the tokens of that model for one that was estimated, and how far that may be off."""
    name = model.rpartition("/")[2].lower()
    ratios = next((ratios for start, ratios in _FAMILIES if name.startswith(start)), None)
    return (_ANY, _DOUBTS) if ratios is None else (ratios, _DOUBTS_IN_FAMILY)
