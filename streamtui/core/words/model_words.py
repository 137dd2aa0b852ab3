"""What is known of a model, in a few words, and who is asked."""

from __future__ import annotations

from streamtui.core.ports.model_facts import ModelFacts


def model_words(facts: ModelFacts) -> str:
    """Room, price of a million tokens in and out, what it can; only what is known.

    >>> from streamtui.core.ports.model_facts import Price
    >>> model_words(ModelFacts(131072, Price(0.4, 1.6), ("tools",)))
    '131k · $0.40 in, $1.60 out · tools'
    """
    told = [tokens(facts.context)] if facts.context else []
    if facts.price is not None:
        free = not any(facts.price)
        told.append("free" if free else f"{_usd(facts.price.prompt)} in, {_usd(facts.price.completion)} out")
    if facts.can:
        told.append(", ".join(facts.can))
    return " · ".join(told)


def at_place(model: str, place: str) -> str:
    """
    >>> at_place("qwen", "work"), at_place("", "work"), at_place("qwen", "")
    ('qwen at work', 'work', 'qwen')
    """
    return " at ".join(filter(None, (model, place)))


def asked_as_before(model: str, place: str) -> str:
    """What is said where a conversation is gone on with and another than now answered there."""
    return f"{at_place(model, place)} is asked, as before; /model asks another one."


def not_asked_as_before(was: str, now: str, *, moved: bool) -> str:
    """The same where that one can't be asked; `moved`: its place is another server by now."""
    why = "at another server" if moved else "and can't be now"
    return f"{was} was asked here, {why}: {now} is; /model shows all."


def tokens(count: int) -> str:
    """
    >>> tokens(8192), tokens(200_000), tokens(1_048_576), tokens(512)
    ('8k', '200k', '1M', '512')
    """
    if count >= 1_000_000:
        return f"{count / 1e6:.3g}M" if count % 1_048_576 else f"{count // 1_048_576}M"
    return f"{count // 1000}k" if count >= 1000 else str(count)


def _usd(price: float) -> str:
    return f"${price:.2f}" if price >= 0.095 else f"${price:.2g}"
