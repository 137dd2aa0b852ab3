"""The events of a turn as one compressed text, which says nothing once more that stands beside it in the row."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import msgspec

_OF_FIRST = (
    b'{"event":"SystemPromptChanged","ms":0.0,"text":""}{"event":"ParametersChanged","ms":0.0,"parameters":{}}'
    b'{"event":"NoticeIssued","ms":0.0,"text":""}{"event":"TurnRepeated","ms":0.0}{"event":"ContinuationAsked"'
    b'{"event":"ApprovalAsked","ms":0.0,"call_id":"}{"event":"ToolCallApproved","ms":0.0,"call_id":"'
    b'{"event":"TurnFailed","ms":0.0,"fault":{"kind":"cancelled","message":"Stopped.","status":null,"retry_after_s":'
    b'null}}{"event":"ToolCallStarted","ms":0.0,"call_id":"m1.0"}\n{"event":"ToolCallFinished","ms":0.0,"call_id":"m1.0"'
    b',"output":""}\n"calls":[{"server_id":"call_","name":"","arguments":"{\\"\\": \\"\\"}","first_us":0,"last_us":0,'
    b'"argument_us":"AAAAAAAA","argument_sizes":"AQAAAAAAAAACAAAAAAAAAAEAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAA=="}],'
    b'"finish_reason":"tool_calls"},"prompt_per_token_ms":"server_figures":{"cached_tokens":0,"reasoning_tokens":0}'
    b'{"event":"PromptSubmitted","ms":0.0,"text":"","id":"","parent":""}\n{"event":"ReplyKept","ms":0.0,"reply":{"id":"'
    b'","model":"","figures":{"tokens":{"ratio":{"ratios":[1.0,1.3,0.9,0.87,1.0,1.2],"doubts":[0.06,0.15,0.12,0.1,0.12,'
    b'0.15],"tokens_a_chunk":1,"extra":0.0,"held":1.0,"replies":0},"count":0.0,"band":null,"chunks":0,"all_chunks":0.0,'
    b'"are_chunks":true},"counts":[0,0,0,0],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0,'
    b'"cached_tokens":null,"reasoning_tokens":null},"headers_us":0,"first_payload_us":0,"first_text_us":0,'
    b'"last_payload_us":0,"chunks":0,"gaps_us":"AAAAAAAA==","longest_gap_us":0,"payload_bytes":0,"by_bytes":{"bucket_s":'
    b'0.125,"tokens":[0.0,0.0]},"by_chunks":{"bucket_s":0.125,"tokens":[1.0,2.0,3.0,4.0]}},"answer":{"text":"",'
    b'"finish_reason":"stop"},"served_model":"","url":"http://127.0.0.1/v1/chat/completions","ended_us":0}}\n'
    b'{"event":"TurnFinished","ms":0.0}'
)
"""How the first version of the tables began."""
_USUAL = (
    b'{"event":"SystemPromptChanged","ms":0.0,"text":""}{"event":"ParametersChanged","ms":0.0,"parameters":{}}'
    b'{"event":"NoticeIssued","ms":0.0,"text":""}{"event":"TurnRepeated","ms":0.0}{"event":"ContinuationAsked"'
    b'{"event":"MessageLeftOut","ms":0.0,"message":"'
    b'{"event":"ApprovalAsked","ms":0.0,"call_id":"}{"event":"ToolCallApproved","ms":0.0,"call_id":"'
    b'{"event":"TurnFailed","ms":0.0,"fault":{"kind":"cancelled","message":"Stopped.","status":null,"retry_after_s":'
    b'null}}{"event":"ToolCallStarted","ms":0.0,"call_id":"m1.0"}\n{"event":"ToolCallFinished","ms":0.0,"call_id":"m1.0"'
    b',"output":""}\n"calls":[{"server_id":"call_","name":"","arguments":"{\\"\\": \\"\\"}","first_us":0,"last_us":0,'
    b'"argument_us":"AAAAAAAA","argument_sizes":"AQAAAAAAAAACAAAAAAAAAAEAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAA=="}],'
    b'"finish_reason":"tool_calls"},"prompt_per_token_ms":"server_figures":{"cached_tokens":0,"reasoning_tokens":0}'
    b'"refusal":"","reasoning":"","alternatives":{"1":{"state":"cut","fault":{"kind":"cut","message":"'
    b'{"event":"PromptSubmitted","ms":0.0,"text":"","id":"","parent":""}\n{"event":"ReplyKept","ms":0.0,"reply":{"id":"'
    b'","model":"","figures":{"tokens":{"ratio":{"ratios":[1.0,1.0,1.0,0.97,0.9,0.95],"doubts":[0.12,0.3,0.2,0.5,0.4,'
    b'0.35],"tokens_a_chunk":1,"extra":0.0,"held":1.0,"replies":0},"count":0.0,"band":[0,0],"chunks":0,"all_chunks":'
    b'0.0,"are_chunks":true},"counts":[0,0,0,0],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0,'
    b'"cached_tokens":null,"reasoning_tokens":null},"cost_usd":0.0,"headers_us":0,"first_payload_us":0,'
    b'"first_text_us":0,"last_payload_us":0,"chunks":0,"longest_gap_us":0,"payload_bytes":0,"by_bytes":{"bucket_s":'
    b'0.125,"tokens":[0.0,0.0]},"by_chunks":{"bucket_s":0.125,"tokens":[1.0,2.0,3.0,4.0]},"gap_planes":"'
    b'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="},"answer":{"text":"","finish_reason":"stop"},"served_model":"","place":"'
    b'local","url":"http://127.0.0.1/v1/chat/completions","ended_us":0}}\n{"event":"TurnFinished","ms":0.0}'
)
"""How events are written as a rule, so that a short turn takes little room. It belongs to the version of the tables."""
_LARGEST = 1 << 30
"""Bytes of the events of one turn."""
_HEAD = slice(2, 6)
"""Where compressed data name what they refer to."""


def packed(lines: Iterable[bytes], beside: str) -> bytes:
    """Events as JSON lines, compressed; `beside` is the row's prompt and answer, which reading them takes as well."""
    pack = zlib.compressobj(zdict=_known(beside))
    return pack.compress(b"\n".join(lines)) + pack.flush()


def unpacked_lines(data: bytes, beside: str) -> list[bytes]:
    """The same, each event as JSON. Raises ValueError where it is broken."""
    if not data:
        return []
    known = _OF_FIRST if data[_HEAD] == zlib.adler32(_OF_FIRST).to_bytes(4, "big") else _known(beside)
    unpack = zlib.decompressobj(zdict=known)
    try:
        text = unpack.decompress(data, _LARGEST)
    except zlib.error as error:
        raise ValueError("its events can't be unpacked") from error
    if not unpack.eof:
        raise ValueError("its events end too early")
    return text.split(b"\n") if text else []


def _known(beside: str) -> bytes:
    return msgspec.json.encode(beside.encode("utf-8", "replace").decode()) + _USUAL
