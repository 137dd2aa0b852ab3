"""A guess at the number of tokens, shown with `~` until the server reports usage."""

from __future__ import annotations

UNIT = 128
"""An estimate is a multiple of 1 / UNIT: sums of them are exact."""

_MEASURED: tuple[tuple[bytes, float], ...] = (
    (b"abcdefghijklmnopqrstuvwxyz", 0.217),
    (b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0.45),
    (b"0123456789", 1.17),
    (b" ", 0.085),
    (b"\n\t\r", 0.69),
    (b".,;!?", 0.555),
    (b"\"'", 0.66),
    (b"()[]{}<>", 0.51),
    (b":=+-*/|&%^~@$\\#`_", 0.2),
    (bytes(range(0xC2, 0xCE)), 1.2),  # letters with accents
    (bytes(range(0xCE, 0xD4)), 0.395),  # Greek, Cyrillic
    (bytes(range(0xD4, 0xE0)), 0.6),  # Armenian, Hebrew, Arabic
    (bytes((0xE0, 0xE1)), 0.9),  # Indic, Thai
    (bytes((0xE2,)), 0.48),  # dashes, quotation marks, arrows
    (bytes((0xE3,)), 0.714),  # kana
    (bytes(range(0xE4, 0xEA)), 0.747),  # Han
    (bytes(range(0xEA, 0xEE)), 0.8),  # Hangul
    (bytes((0xEE, 0xEF)), 1.25),  # full width
    (bytes(range(0xF0, 0xF5)), 1.9),  # emoji, rare Han
)
"""Tokens for each byte: of ASCII the character, of the rest the first byte of it, which tells the script.

Fitted (least squares of the relative error) to what o200k, cl100k, Llama 3 and Qwen 3 make of English prose, Python,
JavaScript, JSON, Chinese, Japanese, Korean, Russian and more: of prose, code and JSON the sum is within 2 % for most.
Scripts that were not measured have what is between the others.
"""

_WEIGHTS = bytearray(256)
for _bytes, _tokens in _MEASURED:
    for _byte in _bytes:
        _WEIGHTS[_byte] = round(_tokens * UNIT)


def estimate_tokens(text: str) -> float:
    """Tokens in `text`, by what its characters are: the estimate of a text is the sum of its pieces'."""
    return sum(text.encode("utf-8", "replace").translate(_WEIGHTS)) / UNIT
