"""Three agents at work at once, as a program that is tapped for a picture: what they say is recorded."""

from __future__ import annotations

import asyncio
from typing import Any

from openai import AsyncOpenAI, RateLimitError

ASKED = {
    "planner": ["Write quicksort in Python, with an explanation.", "And a test for it?"],
    "reporter": ["What's the weather in New York, and 17 × 23?", "And in Paris?", "Which is warmer?"],
    "critic+status@429": ["Is this code any good?"],
    "critic": ["Is this code any good?", "What would you change?"],
}


async def work(client: AsyncOpenAI, model: str, prompts: list[str]) -> None:
    messages: list[Any] = [{"role": "system", "content": "You are one of several agents."}]
    for prompt in prompts:
        messages.append({"role": "user", "content": prompt})
        try:
            reply = await client.chat.completions.create(model=model, messages=messages, stream=True)
        except RateLimitError:
            print(f"{model}: slow down")
            return
        text = ""
        async for chunk in reply:
            text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
        messages.append({"role": "assistant", "content": text or "…"})
        print(f"{model}: {len(text)} characters")


async def main() -> None:
    client = AsyncOpenAI(api_key="none", max_retries=0)
    await client.models.list()
    await asyncio.gather(*(work(client, model, prompts) for model, prompts in ASKED.items()))


asyncio.run(main())
