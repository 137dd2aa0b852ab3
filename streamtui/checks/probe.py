"""What the rules ask with: requests that are small, shaped as this server takes them, and made once where many look."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from streamtui.checks.exchange import Exchange
from streamtui.checks.verdict import SettledError, failed, not_supported, warned
from streamtui.checks.wire import NoAnswerError, Target, Wire
from streamtui.core.json_text.values import count

STORY = "Tell a long story about a boat on the sea."
"""Any model has much to say to that."""
PUZZLE = "Think step by step: is 91 a prime number?"
"""A model that reasons does so here."""
NO_KEY = "none"
"""What a server without keys is sent."""
_PLAIN_TOKENS = 48
REFUSALS = {400, 404, 405, 415, 422, 501}
_LONGEST_WAIT_S = 30.0
_TRIES = 3


@dataclass
class Probe:
    """One check of one server. Each rule asks through it; what several rules look at is asked once."""

    path: ClassVar[str] = "/chat/completions"
    """What is asked, behind the base URL."""
    sheddable: ClassVar[tuple[str, ...]] = ("stream_options", "temperature", "max_tokens")
    """What a plain request is sent without where the server refuses it by name."""

    target: Target
    wire: Wire
    runs: int = 3
    """How many replies the speed is measured on."""
    streams: int = 10
    """How many are asked for at once."""
    absent: str = ""
    """Why there is nothing of this API to ask, where that is so."""
    left_out: set[str] = field(default_factory=set)
    """Parameters that the server refused in a plain request, which no other request sends therefore."""
    broken_off: list[Exchange] = field(default_factory=list)
    """The streams in which an error came."""
    _once: dict[str, Exchange | Exception] = field(default_factory=dict)

    async def plain(self) -> Exchange:
        """The reply that most rules look at; only its status is known to be good."""
        exchange = await self.first()
        if exchange.status != 200:
            raise SettledError(failed(f"a plain request for a stream got {exchange.status}: {exchange.error}"))
        return exchange

    async def first(self) -> Exchange:
        """The same, whatever its status. Raises NoAnswerError, and SettledError where too much came."""
        return await self.once("plain", self._ask_plainly)

    async def once(self, name: str, ask: Callable[[], Awaitable[Exchange]]) -> Exchange:
        """The exchange that `ask` makes, which is asked for at the first call only."""
        if name not in self._once:
            try:
                self._once[name] = await ask()
            except (SettledError, NoAnswerError) as error:
                self._once[name] = error
        outcome = self._once[name]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def ask(self, prompt: str, *, optional: str = "", **parameters: Any) -> Exchange:
        """A whole streamed reply with chunks and without an error, else the rule is settled.

        `optional` names what a server may refuse: the rule is not supported then.
        """
        await self.plain()
        exchange = await self.send(self.body(prompt, **parameters))
        if optional and exchange.status in REFUSALS:
            raise SettledError(not_supported(f"it refuses {optional} ({exchange.status}): {exchange.error}"))
        return self.whole(exchange)

    async def answer(self, prompt: str, **parameters: Any) -> Exchange:
        """The same, where more than thoughts came; a model that thinks may have used up its tokens by then."""
        exchange = await self.ask(prompt, **parameters)
        if exchange.only_thoughts:
            raise SettledError(warned(f"all tokens went into thoughts: {len(exchange.payload_times())} chunks of them"))
        return exchange

    async def send(self, body: Mapping[str, Any], **how: Any) -> Exchange:
        """Send a request as it is; a rate limit is waited out. Any answer is fine."""
        if body.get("stream") is not None:
            await self._reached()
        return await self._sent(body, **how)

    def body(self, prompt: str, **parameters: Any) -> dict[str, Any]:
        """A streamed request in the shape that this server takes; a parameter that is None is left away."""
        wanted = {
            **self.target.options,
            "model": self.target.model,
            "messages": [{"role": "user", "content": prompt}],
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": 0,
            **parameters,
        }
        if "max_tokens" in self.left_out:
            wanted.setdefault("max_completion_tokens", wanted.get("max_tokens"))
        return {name: value for name, value in wanted.items() if value is not None and name not in self.left_out}

    def whole(self, exchange: Exchange) -> Exchange:
        """The exchange, if it is a good stream to its end; else the rule is settled."""
        if exchange.status != 200:
            raise SettledError(failed(f"it answered {exchange.status}: {exchange.error}"))
        if exchange.error:
            raise SettledError(failed(f"200, then an error inside the stream: {exchange.error}"))
        if exchange.broken:
            raise SettledError(failed(f"{len(exchange.chunks)} chunks came, then {exchange.broken}"))
        if not exchange.chunks:
            start = exchange.shown(exchange.body.decode("utf-8", "replace"))
            raise SettledError(failed(f"200, but no chunk: {start if exchange.body else 'the body is empty'}"))
        return exchange

    def payload_times(self, reply: Exchange) -> list[float]:
        """When something to see came."""
        return reply.payload_times()

    def counted(self, reply: Exchange) -> tuple[int | None, int | None]:
        """The tokens of the prompt and of the reply, as the server counts them."""
        counts = (reply.usages() or [{}])[-1]
        return count(counts.get("prompt_tokens")), count(counts.get("completion_tokens"))

    async def _reached(self) -> None:
        """Raise NoAnswerError at once where not even a plain request is answered: no rule waits for that again."""
        await self.first()

    async def _ask_plainly(self) -> Exchange:
        """Ask for the plain reply, leaving out what the server refuses by name."""
        while True:
            exchange = await self._sent(self.body(STORY, max_tokens=_PLAIN_TOKENS))
            words = exchange.error if exchange.status in (400, 422) else ""
            named = next((name for name in self.sheddable if name in words and name not in self.left_out), None)
            if named is None:
                return exchange
            self.left_out.add(named)

    async def _sent(self, body: Mapping[str, Any], **how: Any) -> Exchange:
        exchange = await self._admitted(body, **how)
        if exchange.status == 200 and exchange.error:
            self.broken_off.append(exchange)
        return exchange

    async def _admitted(self, body: Mapping[str, Any], **how: Any) -> Exchange:
        for _ in range(_TRIES - 1):
            exchange = await self.wire.send(self.path, body, **how)
            if exchange.status not in (429, 503) or (wait_s := _wait_s(exchange)) > _LONGEST_WAIT_S:
                return exchange
            await self.wire.clock.sleep(wait_s)
        return await self.wire.send(self.path, body, **how)


def _wait_s(exchange: Exchange) -> float:
    try:
        return max(0.0, float(exchange.headers.get("retry-after", "2")))
    except ValueError:
        return 2.0
