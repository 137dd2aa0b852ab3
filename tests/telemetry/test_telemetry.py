"""What a collector gets of replies, calls and retries, decoded with OpenTelemetry's own classes."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streamtui.cli.compose.chat_app import chat_services
from streamtui.cli.compose.places import read_places
from streamtui.config.flags import Flags
from streamtui.core.ports.race_entries import Entry
from tests.commands import Done, run
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.replies import Answer, Cut
from tests.servers.threaded import in_thread
from tests.telemetry.collector import Collector, collecting, said

KEY = "sk-secret-of-nobody-1"
OK, ERROR = 0, 2
INTERNAL, CLIENT = 1, 3
BUSY = Answer([b'{"error": {"message": "Slow down"}}'], 429, {"Content-Type": "application/json"})


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as one:
        yield one


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with in_thread(ChatServer(replies.text("Hel", "lo"))) as one:
        yield one


def ask(server: ChatServer, collector: Collector, *more: str, **env: str) -> Done:
    place = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": KEY, "OPENAI_MODEL": "test-model"}
    return run("ask", "Hi", *more, env=collector.env(**place, **env))


def test_a_reply_is_a_span_of_its_turn(server: ChatServer, collector: Collector) -> None:
    done = ask(server, collector, "--set", "temperature=0.5", "--set", "max_tokens=9", "--set", "stop=END")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Hello\n", "")
    turn, reply = collector.spans
    assert (turn.name, turn.kind, turn.parent_span_id) == ("invoke_agent streamtui", INTERNAL, b"")
    assert (reply.name, reply.kind, reply.parent_span_id) == ("chat test-model", CLIENT, turn.span_id)
    assert reply.trace_id == turn.trace_id
    assert turn.start_time_unix_nano <= reply.start_time_unix_nano < reply.end_time_unix_nano
    told = said(reply)
    port = int(server.base_url.split(":")[2].split("/")[0])
    assert told.pop("gen_ai.response.time_to_first_chunk") > 0
    assert told.pop("gen_ai.conversation.id")
    assert told == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "test-model",
        "gen_ai.request.stream": True,
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.max_tokens": 9,
        "gen_ai.request.stop_sequences": ["END"],
        "gen_ai.response.model": "test-model",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 5,
        "server.address": "127.0.0.1",
        "server.port": port,
        "openai.api.type": "chat_completions",
    }
    assert reply.status.code == OK


def test_all_attempts_are_one_span_with_the_retries_in_it(server: ChatServer, collector: Collector) -> None:
    server.say(BUSY, BUSY, replies.text("At last"))
    assert ask(server, collector).stdout == "At last\n"
    (reply,) = collector.named("chat")
    assert [event.name for event in reply.events] == ["streamtui.retry"] * 2
    assert said(reply.events[0]) == {
        "streamtui.attempt": 2,
        "streamtui.retry.delay": 0.0,
        "error.type": "429",
        "http.response.status_code": 429,
    }
    assert (said(reply)["http.request.resend_count"], reply.status.code) == (2, OK)


def test_what_fails_is_an_error_of_one_of_few_kinds(server: ChatServer, collector: Collector) -> None:
    server.say(Answer([replies.chunk({"content": "Hel"}), Cut()]))
    ask(server, collector)
    server.say(Answer([json.dumps({"error": {"message": f"Incorrect API key: {KEY}"}}).encode()], 401))
    ask(server, collector)
    cut, refused = collector.named("chat")
    assert (cut.status.code, said(cut)["error.type"]) == (ERROR, "cut")
    assert said(cut)["gen_ai.response.finish_reasons"] == ["error"]
    assert (refused.status.code, said(refused)["error.type"]) == (ERROR, "401")
    assert "refused the API key" in refused.status.message
    assert [span.status.code for span in collector.named("invoke_agent")] == [ERROR, ERROR]
    points = collector.metrics["gen_ai.client.operation.duration"].histogram.data_points
    assert [said(point)["error.type"] for point in points] == ["401"]


def test_calls_are_spans_of_the_reply_that_asked_for_them(
    server: ChatServer, collector: Collector, tmp_path: Path
) -> None:
    tool = tmp_path / "mine.py"
    tool.write_text(
        'READ_ONLY = ["shout", "fail"]\n\ndef shout(word: str) -> str:\n    """Say it louder."""\n'
        '    return word.upper()\n\ndef fail() -> str:\n    """Break."""\n    raise ValueError("no")\n'
    )
    server.say(replies.tool_calls(("shout", '{"word": "hey"}'), ("fail", "{}")), replies.text("Done"))
    done = ask(server, collector, "--tools", str(tool))
    assert done.stdout == "Done\n", done.stderr
    asking, answering = collector.named("chat")
    calls = {span.name: span for span in collector.named("execute_tool")}
    shout, fail = calls["execute_tool shout"], calls["execute_tool fail"]
    assert {span.parent_span_id for span in (shout, fail)} == {asking.span_id}
    assert len({span.trace_id for span in collector.spans}) == 1
    assert said(asking)["gen_ai.response.finish_reasons"] == ["tool_calls"]
    told = said(shout)
    assert told.pop("gen_ai.tool.call.id")
    assert told.pop("gen_ai.conversation.id")
    assert told == {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "shout",
        "gen_ai.tool.type": "function",
    }
    assert (shout.status.code, fail.status.code, said(fail)["error.type"]) == (OK, ERROR, "tool_error")
    assert answering.start_time_unix_nano >= shout.end_time_unix_nano
    names = {said(one)["gen_ai.tool.name"] for one in _points(collector, "gen_ai.execute_tool.duration")}
    assert names == {"shout", "fail"}


def _points(collector: Collector, name: str) -> list[Any]:
    return list(collector.metrics[name].histogram.data_points)


def test_the_metrics_of_1_41_have_its_names_and_buckets(server: ChatServer, collector: Collector) -> None:
    ask(server, collector)
    assert set(collector.metrics) == {
        "gen_ai.client.operation.duration",
        "gen_ai.client.operation.time_to_first_chunk",
        "gen_ai.client.operation.time_per_output_chunk",
        "gen_ai.client.token.usage",
    }
    (duration,) = _points(collector, "gen_ai.client.operation.duration")
    assert list(duration.explicit_bounds)[:3] + list(duration.explicit_bounds)[-1:] == [0.01, 0.02, 0.04, 81.92]
    (reply,) = collector.named("chat")
    assert duration.sum == pytest.approx((reply.end_time_unix_nano - reply.start_time_unix_nano) / 1e9, abs=1e-5)
    used = {said(point)["gen_ai.token.type"]: point.sum for point in _points(collector, "gen_ai.client.token.usage")}
    assert used == {"input": 10, "output": 5}
    (per_chunk,) = _points(collector, "gen_ai.client.operation.time_per_output_chunk")
    assert per_chunk.count == 1  # of two chunks


def test_the_latest_names_are_one_setting_away(server: ChatServer, collector: Collector) -> None:
    more = ("--set", "reasoning_effort=low")
    ask(server, collector, *more, STREAMTUI_OTEL_CONVENTIONS="latest")
    inference = "gen_ai.client.inference"
    assert set(collector.metrics) == {
        *(f"{inference}.{name}" for name in ("duration", "time_to_first_chunk", "time_per_output_chunk")),
        *(f"{inference}.usage.{name}" for name in ("input_tokens", "output_tokens")),
        *(f"{inference}.operation.{name}" for name in ("input_tokens", "output_tokens")),
    }
    (counted,) = collector.metrics[f"{inference}.usage.output_tokens"].sum.data_points
    assert counted.as_int == 5
    assert said(collector.named("chat")[0])["gen_ai.request.reasoning.level"] == "low"


def test_what_is_said_is_told_only_when_asked_for(server: ChatServer, collector: Collector) -> None:
    ask(server, collector, "--system", "Be brief.")
    assert b"Hello" not in collector.bodies
    assert b"Be brief." not in collector.bodies
    ask(server, collector, "--system", "Be brief.", STREAMTUI_OTEL_CONTENT="true")
    told = said(collector.named("chat")[-1])
    assert json.loads(told["gen_ai.input.messages"]) == [{"role": "user", "parts": [{"type": "text", "content": "Hi"}]}]
    assert json.loads(told["gen_ai.system_instructions"]) == [{"type": "text", "content": "Be brief."}]
    parts = [{"type": "text", "content": "Hello"}]
    answer = {"role": "assistant", "parts": parts, "finish_reason": "stop"}
    assert json.loads(told["gen_ai.output.messages"]) == [answer]


def test_no_key_goes_out(server: ChatServer, collector: Collector) -> None:
    server.say(replies.text(f"The key is {KEY}."))
    ask(server, collector, "--system", f"Never say {KEY}", STREAMTUI_OTEL_CONTENT="true")
    assert b"The key is" in collector.bodies
    assert KEY.encode() not in collector.bodies


def test_a_recording_is_linked(server: ChatServer, collector: Collector, tmp_path: Path) -> None:
    ask(server, collector, "--record", str(tmp_path / "a.jsonl"))
    assert {said(span)["streamtui.recording"] for span in collector.spans} == {str(tmp_path / "a.jsonl")}


def test_batches_and_races_are_told_too(server: ChatServer, collector: Collector, tmp_path: Path) -> None:
    prompts = tmp_path / "prompts.txt"
    prompts.write_text("One\nTwo\nThree\n")
    place = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": KEY, "OPENAI_MODEL": "test-model"}
    done = run("batch", prompts, "--out", tmp_path / "out", "--record", tmp_path / "kept", env=collector.env(**place))
    assert done.returncode == 0
    assert len(collector.named("chat test-model")) == 3
    recordings = {said(span)["streamtui.recording"] for span in collector.named("chat")}
    assert recordings == {str(path) for path in (tmp_path / "kept").iterdir()}
    run("race", "Hi", "-m", "a", "-m", "b", "--repeat", "2", env=collector.env(**place))
    assert [len(collector.named(f"chat {name}")) for name in "ab"] == [2, 2]
    assert len({span.trace_id for span in collector.named("invoke_agent")}) == 7


async def test_the_chat_tells_of_its_turns_and_races_once(
    server: ChatServer, collector: Collector, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in collector.env(OPENAI_BASE_URL=server.base_url, OPENAI_API_KEY=KEY, OPENAI_MODEL="m").items():
        monkeypatch.setenv(name, value)
    places = read_places(no_store=True)
    services, closed = chat_services(places, Flags(), (), None)
    provider = await services.endpoint.open(lambda _: None)
    session = services.start_session(provider)
    await session.turn("Hi")
    assert services.recordings is not None
    recorder = services.recordings.begin(str(tmp_path / "a.jsonl"), services.endpoint, server.base_url, 0.0)
    session.record(recorder)
    await session.turn("Again")
    assert services.races is not None
    race = services.races.start([Entry(services.endpoint.label, "r")], [{"role": "user", "content": "Hi"}], {})
    events: list[Any] = []
    await race.run(lambda _, event: events.append(event))
    session.adopt([events])
    await services.endpoint.close()
    for each in closed:
        await each.close()
    assert [span.name for span in collector.named("chat")] == ["chat m", "chat m", "chat r"]
    assert [said(span).get("streamtui.recording") for span in collector.named("chat m")] == [
        None,
        str(tmp_path / "a.jsonl"),
    ]
    assert len(collector.named("invoke_agent")) == 3


def test_a_collector_that_is_gone_or_hangs_disturbs_nobody(server: ChatServer) -> None:
    with socket.socket() as hanging:
        hanging.bind(("127.0.0.1", 0))
        hanging.listen()
        for place in ("127.0.0.1:1", f"127.0.0.1:{hanging.getsockname()[1]}"):
            nobody = Collector()
            nobody.url = f"http://{place}"
            done = ask(server, nobody, STREAMTUI_OTEL_END_WAIT_S="0.1")
            assert (done.returncode, done.stdout, done.stderr) == (0, "Hello\n", "")
    log = Path(os.environ["STREAMTUI_DATA_DIR"]) / "streamtui.log"
    said = log.read_text()
    assert "Traceback" not in said
    assert "The OpenTelemetry collector had not taken all within the 0.1 s" in said


def test_a_service_can_be_named_by_the_usual_variables(server: ChatServer, collector: Collector) -> None:
    ask(server, collector, OTEL_SERVICE_NAME="mine")
    ask(server, collector)
    services = [said(one.resource_spans[0].resource)["service.name"] for one in collector.traces]
    assert services == ["mine", "streamtui"]
