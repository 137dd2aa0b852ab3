"""How replies end: well, or with the right fault and everything that came before it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from streamtui.core.chat.events import ReplyFailed, ReplyFinished
from streamtui.core.chat.reply import Reply, ReplyState
from tests.core.wire.streams import DONE, chunk, events_of, reply_of, sse
from tests.known import known

HELLO = sse(chunk({"content": "Hel"}), chunk({"content": "lo"}))
STOP = sse(chunk(finish="stop"))


def kind_of(reply: Reply) -> str | None:
    return known(reply.fault).kind if reply.fault else None


class TestWell:
    @pytest.mark.parametrize("end", [STOP + DONE, STOP, DONE, STOP + STOP + DONE, STOP.rstrip(), DONE.rstrip()])
    def test_a_finish_reason_or_done_is_enough(self, end: bytes) -> None:
        reply = reply_of(HELLO + end)
        assert (str(reply.text), reply.state, reply.fault) == ("Hello", ReplyState.COMPLETE, None)

    def test_what_comes_after_done_is_ignored(self) -> None:
        after = sse(chunk({"content": "!"}), {"error": {"message": "late"}}) + b"data: {broken\n\n" + DONE
        assert str(reply_of(HELLO + DONE + after).text) == "Hello"
        assert [type(event) for event in events_of([HELLO, DONE, after])].count(ReplyFinished) == 1

    def test_what_comes_after_the_finish_reason_is_read(self) -> None:
        assert str(reply_of(HELLO + STOP + sse(chunk({"content": "!"}))).text) == "Hello!"

    def test_stop_after_tool_calls_is_kept_as_sent(self) -> None:
        call = {"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}
        assert reply_of(sse(chunk({"tool_calls": [call]})) + STOP).finish_reason == "stop"

    def test_the_last_finish_reason_counts(self) -> None:
        assert reply_of(sse(chunk(finish="stop"), chunk(finish="length"), chunk())).finish_reason == "length"

    def test_a_stop_of_the_body_within_done_loses_nothing(self) -> None:
        assert reply_of(HELLO + STOP + b"data: [DON").state is ReplyState.COMPLETE

    def test_pings_in_all_forms_change_nothing(self) -> None:
        pings = b": ping\n\n:\n\nevent: ping\n\nevent: ping\ndata: {}\n\nid: 1\nretry: 5\n\n"
        reply = reply_of(pings + HELLO + pings + STOP + DONE)
        assert (str(reply.text), reply.state) == ("Hello", ReplyState.COMPLETE)


class TestCut:
    @pytest.mark.parametrize("end", [b"", b"data: ", b'data: {"choices": [{"del', b"da", b": pi", STOP + b'data: {"us'])
    def test_a_body_that_ends_before_the_reply_is_cut(self, end: bytes) -> None:
        reply = reply_of(HELLO + end)
        assert (str(reply.text), reply.state, kind_of(reply)) == ("Hello", ReplyState.CUT, "cut")

    def test_an_alternative_that_is_not_finished_was_cut(self) -> None:
        other = {"choices": [{"index": 1, "delta": {"content": "a"}}]}
        assert kind_of(reply_of(HELLO + sse(other) + STOP)) == "cut"

    @pytest.mark.parametrize("body", [b"", b"\n\n", b": ping\n\n: ping\n\n", DONE])
    def test_a_stream_without_a_chunk_is_none(self, body: bytes) -> None:
        reply = reply_of(body)
        assert (reply.state, kind_of(reply)) == (ReplyState.FAILED, "cut")

    def test_what_was_held_back_is_not_lost(self) -> None:
        assert str(reply_of(sse(chunk({"content": "<thi"}))).text) == "<thi"


class TestMalformed:
    @pytest.mark.parametrize("broken", [b"{broken", b'{"choices": [', b"<html>", b"{'a': 1}", b"[" * 200 + b"]" * 200])
    def test_the_good_chunks_around_a_broken_one_are_kept(self, broken: bytes) -> None:
        reply = reply_of(HELLO + b"data: " + broken + b"\n\n" + sse(chunk({"content": "!"})) + STOP + DONE)
        assert (str(reply.text), reply.state, kind_of(reply)) == ("Hello!", ReplyState.CUT, "malformed")

    @pytest.mark.parametrize("end", [b"", DONE])
    def test_only_broken_chunks_are_malformed(self, end: bytes) -> None:
        assert kind_of(reply_of(b"data: {broken\n\ndata: {broken\n\n" + end)) == "malformed"

    @pytest.mark.parametrize(
        ("chunk", "said"),
        [
            (b"{broken", "a chunk that is not JSON, “{broken”"),
            (b'{"a":' * 100_000, "a chunk that is nested too deeply, “"),
            (b"[" * 200 + b"]" * 200, "a chunk that is nested too deeply, “"),
            (b'{"a": ' + b"9" * 10_000 + b"}", "a chunk that is JSON with a number that is too long, “"),
        ],
        ids=["syntax", "parser's depth", "our depth", "number"],
    )
    def test_what_is_wrong_with_a_chunk_is_said(self, chunk: bytes, said: str) -> None:
        fault = known(reply_of(b"data: " + chunk + b"\n\n" + HELLO + DONE).fault)
        assert fault.kind == "malformed"
        assert said in fault.message

    def test_many_brackets_are_fine_where_they_are_not_deep(self) -> None:
        logprobs = {"content": [{"token": "a", "bytes": [97]}] * 100}
        body = sse({"choices": [{"index": 0, "delta": {"content": "a"}, "logprobs": logprobs}]})
        assert str(reply_of(body + STOP + DONE).text) == "a"

    @pytest.mark.parametrize(
        "page", [b"<!DOCTYPE html>\n<html>\n<h1>Hi</h1></html>", b"\n<html><body>Hi</body></html>"]
    )
    def test_a_web_page_is_named_and_not_shown(self, page: bytes) -> None:
        reply = reply_of(page)
        assert kind_of(reply) == "malformed"
        assert "web page" in known(reply.fault).message
        assert "https://api.example/v1/chat/completions" in known(reply.fault).message
        assert "Hi" not in known(reply.fault).message

    def test_plain_text_in_place_of_a_stream_is_quoted(self) -> None:
        reply = reply_of(b"upstream is busy")
        assert (kind_of(reply), "“upstream is busy”" in known(reply.fault).message) == ("malformed", True)


class TestReported:
    bodies: tuple[tuple[bytes, str, str], ...] = (
        (sse({"error": {"message": "boom", "type": "server_error", "code": None}}), "server", "boom"),
        (sse({"error": {"message": "boom", "code": 429}}), "rate_limit", "boom"),
        (sse({"error": "boom"}), "server", "boom"),
        (sse({"error": {"message": "boom", "code": "context_length_exceeded"}}), "context_length", "boom"),
        (b"event: error\n" + sse({"error": {"message": "boom"}}), "server", "boom"),
        (b"event: error\n" + sse({"message": "boom", "type": "overloaded_error"}), "server", "boom"),
        (b"event: error\n" + sse("boom"), "server", "boom"),
        (b"event: error\ndata: boom\n\n", "server", "boom"),
        (b'data: {"message": "boom"}\nevent: error\n\n', "server", "boom"),
        (b'error: {"code": 500, "message": "boom", "type": "server_error"}\n\n', "server", "boom"),
        (sse({"message": "boom", "code": 503}), "server", "boom"),
        (sse({"object": "error", "message": "boom", "type": "BadRequestError", "code": 400}), "bad_request", "boom"),
        (sse({"detail": "boom"}), "server", "boom"),
        (sse({"choices": [], "x_groq": {"error": "boom"}}), "server", "boom"),
        (sse([{"error": {"code": 400, "message": "boom", "status": "INVALID_ARGUMENT"}}]), "bad_request", "boom"),
        (b'{"error": {"message": "boom", "code": 401}}\n', "authentication", "boom"),
        (b'{"error": {"message": "boom", "code": 401}}', "authentication", "boom"),
        (sse({"type": "error", "error": {"type": "rate_limit_error", "message": "boom"}}), "rate_limit", "boom"),
        (sse({"choices": [{"index": 0, "delta": {}, "error": {"code": 502, "message": "boom"}}]}), "server", "boom"),
    )

    @pytest.mark.parametrize(("body", "kind", "words"), bodies, ids=range(len(bodies)))
    @pytest.mark.parametrize("before", [b"", HELLO], ids=["first", "later"])
    def test_an_error_ends_the_reply_and_keeps_the_text(
        self, before: bytes, body: bytes, kind: str, words: str
    ) -> None:
        reply = reply_of(before + body)
        assert (str(reply.text), kind_of(reply)) == ("Hello" if before else "", kind)
        assert words in known(reply.fault).message

    def test_the_delta_beside_an_error_counts_and_so_does_the_usage(self) -> None:
        usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
        both = chunk({"content": "!"}, finish="error", usage=usage, error={"code": 502, "message": "boom"})
        reply = reply_of(HELLO + sse(both) + DONE)
        assert (str(reply.text), kind_of(reply), known(reply.statistics.usage).total_tokens) == ("Hello!", "server", 3)

    def test_an_error_ends_the_reply_at_once(self) -> None:
        events = events_of([HELLO + sse({"error": "boom"}) + sse(chunk({"content": "!"})) + STOP + DONE])
        assert isinstance(events[-1], ReplyFailed)
        assert sum(isinstance(event, ReplyFailed | ReplyFinished) for event in events) == 1

    @pytest.mark.parametrize("nothing", [None, "", {}, []])
    def test_an_empty_error_is_none(self, nothing: Any) -> None:
        assert reply_of(HELLO + sse(chunk({"content": "!"}, error=nothing)) + DONE).state is ReplyState.COMPLETE

    @pytest.mark.parametrize(
        "harmless", [{"message": "warming up"}, {"code": 0, "message": "ok"}, {"status": "ok", "message": "x"}]
    )
    def test_a_message_alone_is_no_error(self, harmless: dict[str, Any]) -> None:
        assert reply_of(HELLO + sse(harmless) + DONE).state is ReplyState.COMPLETE

    @pytest.mark.parametrize("indent", [None, 2])
    @pytest.mark.parametrize("wrap", [lambda error: error, lambda error: [error]], ids=["object", "list"])
    def test_json_in_place_of_a_stream_may_be_an_error(self, indent: int | None, wrap: Callable[[Any], Any]) -> None:
        body: Any = wrap({"error": {"code": 404, "message": "no such model", "status": "NOT_FOUND"}})
        reply = reply_of(json.dumps(body, indent=indent).encode())
        assert (kind_of(reply), known(reply.fault).status) == ("not_found", 404)

    @pytest.mark.parametrize(("reason", "kind"), [("content_filter", "content_filter"), ("error", "server")])
    def test_a_finish_reason_may_be_a_fault(self, reason: str, kind: str) -> None:
        reply = reply_of(HELLO + sse(chunk(finish=reason)) + DONE)
        assert (str(reply.text), reply.finish_reason, kind_of(reply)) == ("Hello", reason, kind)
