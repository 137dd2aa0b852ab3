"""What the rules of the Responses API ask with: the same asking, in requests of another shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from streamtui.checks.exchange import Exchange
from streamtui.checks.probe import Probe
from streamtui.checks.responses.streamed import Streamed
from streamtui.checks.verdict import SettledError, warned
from streamtui.core.dialects.responses.parameters import own_parameters
from streamtui.core.json_text.values import count, mapping

_LEAST_TOKENS = 16
"""OpenAI takes no smaller limit."""


@dataclass
class ResponsesProbe(Probe):
    """One check of the Responses API of one server."""

    path: ClassVar[str] = "/responses"
    sheddable: ClassVar[tuple[str, ...]] = ("temperature", "store", "max_output_tokens", "reasoning")

    def body(self, prompt: str, **parameters: Any) -> dict[str, Any]:
        wanted = {
            **_limited(self.target.options),
            "model": self.target.model,
            "input": [{"type": "message", "role": "user", "content": prompt}],
            "stream": True,
            "store": False,
            "temperature": 0,
            **_limited(parameters),
        }
        return {name: value for name, value in wanted.items() if value is not None and name not in self.left_out}

    def payload_times(self, reply: Exchange) -> list[float]:
        return Streamed(reply).delta_times

    def counted(self, reply: Exchange) -> tuple[int | None, int | None]:
        counts = mapping(Streamed(reply).final.get("usage"))
        return count(counts.get("input_tokens")), count(counts.get("output_tokens"))

    async def answer(self, prompt: str, **parameters: Any) -> Exchange:
        reply = Streamed(exchange := await self.ask(prompt, **parameters))
        if reply.only_thoughts and reply.final.get("status") == "incomplete":
            raise SettledError(warned("all tokens went into thoughts"))
        return exchange


def _limited(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of which some have the names of chat completions, with a limit that is taken."""
    own = own_parameters(parameters)
    limit = own.get("max_output_tokens")
    return {**own, "max_output_tokens": max(_LEAST_TOKENS, limit)} if isinstance(limit, int) else own
