"""Calls as real servers stream them: run, and sent back with their results, in every recorded dialect."""

from __future__ import annotations

from pathlib import Path

from streamtui.core.chat.reply import ReplyState
from streamtui.session.live import LiveSession
from tests.core.wire.streams import reply_of
from tests.doubles.clocks import FakeClock, numbered_ids
from tests.doubles.providers import FakeEndpoint
from tests.doubles.tools import FakeToolbox
from tests.providers.talk import make_provider
from tests.servers import replies
from tests.servers.chat_server import ChatServer


async def test_every_recorded_call_is_run_and_answered_in_the_next_request(wire_dir: Path) -> None:
    bodies = [stream.read_bytes() for stream in sorted((wire_dir / "chat").glob("*.sse"))]
    read = [(body, reply_of(body)) for body in bodies]
    calling = [(body, reply) for body, reply in read if reply.tool_calls and reply.state is ReplyState.COMPLETE]
    assert len(calling) > 10
    async with ChatServer() as server:
        provider = make_provider(server.base_url)
        for body, reply in calling:
            server.requests.clear()
            server.say(replies.raw(body), replies.text("Done"))
            session = LiveSession(
                provider, FakeEndpoint(provider), FakeClock(), new_id=numbered_ids(), toolbox=FakeToolbox()
            )
            await session.turn("go")
            assistant, *results = server.requests[1].body["messages"][1:]
            made = [(call["function"]["name"], call["function"]["arguments"]) for call in assistant["tool_calls"]]
            assert made == [(call.name, str(call.arguments) or "{}") for call in reply.tool_calls]
            ids = [call["id"] for call in assistant["tool_calls"]]
            assert all(ids)
            assert len(set(ids)) == len(ids)
            assert [result["tool_call_id"] for result in results] == ids
            assert {call.state.value for call in session.state.turn_calls} == {"done"}
        await provider.close()
