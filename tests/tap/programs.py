"""Programs of others that a test taps: each prints all that it gets, and takes the base URL as its argument."""

from __future__ import annotations

import shutil
import sys

from tests.paths import REPOSITORY

_QUESTION = '[{"role": "user", "content": "Hi"}]'
_ASK = f'model="m", messages={_QUESTION}'
_PYTHON = """
import asyncio, sys
from openai import OpenAI, AsyncOpenAI
"""
SYNC = (
    _PYTHON
    + f"""
client = OpenAI(base_url=sys.argv[1], api_key="sk-of-the-program-0123", max_retries=0)
with client.chat.completions.with_streaming_response.create({_ASK}, stream=True) as response:
    print(sorted(response.headers.items()))
    for line in response.iter_lines():
        print(line)
for chunk in client.chat.completions.create({_ASK}, stream=True):
    print(chunk.model_dump_json())
print(client.chat.completions.create({_ASK}).model_dump_json())
print([model.id for model in client.models.list()])
try:
    client.chat.completions.create(model="refused", messages={_QUESTION})
except Exception as error:
    print(type(error).__name__, error)
"""
)
ASYNC = (
    _PYTHON
    + f"""
async def main():
    async with AsyncOpenAI(base_url=sys.argv[1], api_key="sk-of-the-program-0123", max_retries=0) as client:
        async for chunk in await client.chat.completions.create({_ASK}, stream=True):
            print(chunk.model_dump_json())
        print((await client.chat.completions.create({_ASK})).model_dump_json())
asyncio.run(main())
"""
)
NODE = """
const http = require('http')
function ask(path, body, done) {
  const request = http.request(process.argv.at(-1) + path, { method: 'POST' }, response => {
    const parts = []
    response.on('data', part => parts.push(part))
    response.on('end', () => {
      const text = Buffer.concat(parts).toString('base64')
      console.log(response.statusCode, response.rawHeaders, text, response.rawTrailers)
      done()
    })
  })
  request.end(body)
}
ask('/chat/completions', '{"model": "m", "stream": true}', () => ask('/chat/completions', '{"model": "m"}', () => {
  fetch(process.argv.at(-1) + '/models').then(answer => answer.text()).then(text => {
    console.log(text)
    process.exit(0)
  })
}))
"""
CURL = (
    'exec curl -sS --raw -D - -H "Content-Type: application/json" '
    '-d \'{"model": "m", "stream": true}\' "$1/chat/completions" --next -sS --raw -D - "$1/models"'
)
PROGRAMS: dict[str, tuple[str, ...]] = {
    "openai": (sys.executable, "-c", SYNC),
    "openai, asynchronous": (sys.executable, "-c", ASYNC),
    "streamtui ask": (sys.executable, "-m", "streamtui", "ask", "Hi", "-m", "m", "--no-store", "--base-url"),
    "node": ("node", "-e", NODE, "--"),
    "curl": ("sh", "-c", CURL, "sh"),
}
PLACE = str(REPOSITORY)


def is_there(name: str) -> bool:
    """This machine has it."""
    return shutil.which({"curl": "curl"}.get(name, PROGRAMS[name][0])) is not None
