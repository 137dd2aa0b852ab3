"""What is known of models by the list that comes with genai-prices: what a reply cost, and how much a model takes.

Nothing is asked of the network.
"""

from __future__ import annotations

from functools import lru_cache

from streamtui.core.chat.usage import Usage
from streamtui.core.faults.server_words import is_loopback


@lru_cache(maxsize=64)
def context_limit(model: str, base_url: str) -> int | None:
    """Tokens that the model has room for, or `None` where server or model is unknown."""
    if is_loopback(base_url):
        return None
    from genai_prices.data_snapshot import get_snapshot

    try:
        return get_snapshot().find_provider_model(model, None, None, base_url)[1].context_window
    except LookupError:
        return None


def price_usd(usage: Usage, *, model: str, base_url: str) -> float | None:
    """US dollars for the tokens of one reply: an estimate by list prices, or `None` where server or model is unknown.

    `prompt_tokens` include the cached ones, as servers report them.
    """
    if usage.prompt_tokens is None or usage.completion_tokens is None or is_loopback(base_url):
        return None
    from genai_prices import Usage as PricedUsage
    from genai_prices import calc_price

    try:
        priced = PricedUsage(
            input_tokens=usage.prompt_tokens,
            output_tokens=usage.completion_tokens,
            cache_read_tokens=usage.cached_tokens or 0,
        )
        return float(calc_price(priced, model, provider_api_url=base_url).total_price)
    except (LookupError, ValueError):  # not in the list, or counts that can't be
        return None
