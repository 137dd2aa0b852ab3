"""What is known of models by the list that comes with genai-prices: what a reply cost, and how much a model takes.

Nothing is asked of the network.
"""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from functools import lru_cache

from streamtui.core.chat.usage import Usage
from streamtui.core.faults.server_words import is_loopback
from streamtui.core.ports.model_facts import UNKNOWN, ModelFacts, Price


@lru_cache(maxsize=4096)
def listed_facts(model: str, base_url: str) -> ModelFacts:
    """How much the model has room for, and its price, as far as server and model are known."""
    if is_loopback(base_url):
        return UNKNOWN
    from genai_prices.data_snapshot import get_snapshot

    try:
        found = get_snapshot().find_provider_model(model, None, None, base_url)[1]
    except LookupError:
        return UNKNOWN
    prices = found.get_prices(datetime.now(timezone.utc))
    prompt, completion = (_least(price) for price in (prices.input_mtok, prices.output_mtok))
    price = Price(prompt, completion) if prompt is not None and completion is not None else None
    return ModelFacts(found.context_window, price)


def _least(price: object) -> float | None:
    """The price of the first tokens, where it depends on how many there are."""
    price = getattr(price, "base", price)
    return float(price) if isinstance(price, Decimal) else None


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
