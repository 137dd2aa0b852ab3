"""A server that does everything as the API reference says, but for the defects that are switched on by name.

`python -m tests.servers.defects --port 8080 no-done tools-no-index` serves it to try things by hand.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import reduce
from typing import Any

from aiohttp import web

from tests.servers import good_model
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.defect_changes import Body, Chunks
from tests.servers.defect_list import DEFECTS, Defect
from tests.servers.good_model import CONTEXT, MODEL, SEALED
from tests.servers.replies import DONE, Answer, Pause, document, sse

KEY = "the-secret-key-of-the-tests"
PACE_S = 0.02
"""Between two packets."""


def paced_at_first() -> Callable[[float], Awaitable[None]]:
    """How such a server sleeps: in its first reply, which tells whether it buffers, and never after it."""
    left = 60

    async def sleep(_: float) -> None:
        nonlocal left
        left -= 1
        await asyncio.sleep(0.01 if left > 0 else 0)

    return sleep


class DefectServer(ChatServer):
    """`DefectServer("no-done")` forgets the end mark and is right in everything else."""

    known: Mapping[str, Defect] = DEFECTS

    def __init__(self, *defects: str, **how: Any) -> None:
        super().__init__(models=[MODEL], **how)
        self._defects = [self.known[name] for name in defects]

    def answer(self, request: RecordedRequest) -> Answer:
        """The reply, each layer of it changed by the defects."""
        number = len(self.requests)
        asked = self.asked_for(request)
        answer = self._refused(asked, request.headers.get("Authorization", ""))
        if answer is None:
            body = self._changed("body", asked, number)
            chunks = self._changed("chunks", self.pieces(body, number), body)
            packets = self._changed("packets", self.packets(chunks))
            answer = Answer([step for packet in packets for step in (Pause(PACE_S), packet)])
        changed: Answer = self._changed("answer", answer, self.requests)
        return changed

    def asked_for(self, request: RecordedRequest) -> Body:
        """The request as one for chat completions."""
        body: Body = request.body
        return body

    def pieces(self, body: Body, number: int) -> Chunks:
        """The chunks of a reply."""
        return good_model.chunks(body, number)

    def packets(self, pieces: Chunks) -> list[bytes]:
        """The same as they are sent."""
        return [*map(sse, pieces), DONE]

    def _changed(self, layer: str, value: Any, *about: Any) -> Any:
        changes = [change for defect in self._defects if (change := getattr(defect, layer)) is not None]
        return reduce(lambda changed, change: change(changed, *about), changes, value)

    def _refused(self, body: Body, key: str) -> Answer | None:
        for kind, wrong, status, message in (
            ("key", key != f"Bearer {KEY}", 401, f"Incorrect API key provided: {key}"),
            ("model", body["model"] != MODEL, 404, f"The model {body['model']} does not exist."),
            ("parameter", isinstance(body.get("temperature"), str), 400, "temperature must be a number."),
            ("previous", "previous_response_id" in body, 404, "There is no such previous response."),
            ("thoughts", bool({*body.get("thoughts", ())} - {SEALED}), 400, "The encrypted content is not ours."),
            ("context", good_model.prompt_tokens(body) > CONTEXT, 400, f"The maximum is {CONTEXT} tokens."),
        ):
            if wrong:
                error = {"message": message, "type": "invalid_request_error", "param": None, "code": kind}
                refusal: Answer | None = self._changed("refusal", document({"error": error}, status), kind)
                return refusal
        return None

    async def _list_models(self, _: web.Request) -> web.StreamResponse:
        model = {"id": MODEL, "object": "model", "created": 1, "owned_by": "tests", "max_model_len": CONTEXT}
        return web.json_response(self._changed("models", {"object": "list", "data": [model]}))


async def _serve(port: int, defects: list[str]) -> None:
    async with DefectServer(*defects, port=port) as server:
        print(f"OPENAI_API_KEY={KEY} OPENAI_BASE_URL={server.base_url}")
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("defects", nargs="*", choices=[[], *DEFECTS])
    arguments = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(arguments.port, arguments.defects))
