"""The floor of every comparison: a prompt, the SDK's own models, `print`. Nothing else."""

import asyncio

from openai import AsyncOpenAI


async def main() -> None:
    """Answer prompts until the input ends."""
    client = AsyncOpenAI()
    while True:
        prompt = await asyncio.to_thread(input, "> ")
        stream = await client.chat.completions.create(
            model="any", messages=[{"role": "user", "content": prompt}], stream=True
        )
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                print(chunk.choices[0].delta.content, end="")
        print()


if __name__ == "__main__":
    asyncio.run(main())
