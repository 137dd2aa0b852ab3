"""A key that a server repeats is seen nowhere, however the model and the network cut it; all else stays."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from streamtui.core.chat.events import (
    BytesReceived,
    ReasoningDelta,
    ReplyFinished,
    ServerCallReported,
    StallNoticed,
    StreamEvent,
    TextCorrected,
    TextDelta,
    ToolCallDelta,
)
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.text.secrets import HEAD, Secrets
from streamtui.core.wire.masked_body import MaskedBody
from streamtui.core.wire.masked_reply import MaskedReply

pytestmark = pytest.mark.one_python

KEY = "QX7/ZK9-WJ4_VH8+YF6="
"""Of characters that stand in no other word here."""
WORDS = st.text(st.sampled_from('abc \n"\\é😀*'), max_size=12)


VEILS = ["", "", "\u200b", "\u200d", "\ufe0f", "\u00ad\u2060", "\ufeff"]
"""What nobody sees between the characters of a key."""


def visible(text: str) -> str:
    return "".join(character for character in text if character not in "".join(VEILS))


def chunk(piece: str, kind: str = "content", *, plainly: bool = True) -> bytes:
    delta = {kind: piece} if kind != "call" else {"tool_calls": [{"index": 0, "id": "1", "function": {"name": "tool"}}]}
    if kind == "call":
        delta["tool_calls"][0]["function"]["arguments"] = piece  # type: ignore[index]
    said = json.dumps({"choices": [{"index": 0, "delta": delta}]}, ensure_ascii=not plainly)
    return b"data: " + said.replace("/", "/" if plainly else "\\/").encode() + b"\n\n"


def call(index: int, **words: str) -> dict[str, Any]:
    named = {"name": "f", "arguments": "{}", **words}
    return {"index": index, "id": named.pop("id", str(index)), "function": named}


def masked(reads: Sequence[bytes]) -> list[StreamEvent]:
    """As an attempt does it; the instant of a read is its number."""
    body, decoder = MaskedBody(Secrets(KEY)), chat_decoder()
    reply = MaskedReply(Secrets(KEY), decoder.taken)
    events: list[StreamEvent] = []
    for at, read in enumerate(reads):
        if data := body.feed(read):
            events += reply.feed([BytesReceived(at, data), *decoder.feed(data, at)])
    at = len(reads)
    if rest := body.end():
        events += reply.feed([BytesReceived(at, rest), *decoder.feed(rest, at)])
    return [*events, *reply.feed(decoder.close(at)), *reply.end()]


def cut(text: bytes, places: Sequence[int]) -> list[bytes]:
    return [text[start:end] for start, end in parts_of(text, places)]


def parts_of(text: str | bytes, places: Sequence[int]) -> Iterable[tuple[int, int]]:
    return pairwise(sorted({place % (len(text) + 1) for place in places} | {0, len(text)}))


def body_of(events: Sequence[StreamEvent]) -> bytes:
    return b"".join(event.data for event in events if isinstance(event, BytesReceived))


def text_of(events: Sequence[StreamEvent], kind: type[StreamEvent] = TextDelta) -> str:
    return "".join(
        event.arguments if isinstance(event, ToolCallDelta) else getattr(event, "text", "")
        for event in events
        if type(event) is kind
    )


def leaks(text: str, size: int = 4) -> list[str]:
    runs = [KEY[at : at + size] for at in range(len(KEY) - size + 1)]
    return [run for run in runs if run in text.replace("\\/", "/")]


@example(" ", "", [1, 5], [], False, ("content", TextDelta))
@given(
    WORDS,
    WORDS,
    st.lists(st.integers(0, 60), max_size=20),
    st.lists(st.integers(0, 4000), max_size=12),
    st.booleans(),
    st.sampled_from([("content", TextDelta), ("reasoning", ReasoningDelta), ("call", ToolCallDelta)]),
)
def test_nothing_of_a_key_comes_through_whatever_the_cuts(
    before: str, after: str, pieces: list[int], reads: list[int], plainly: bool, where: tuple[str, type[StreamEvent]]
) -> None:
    text = before + KEY + after
    parts = [text[start:end] for start, end in parts_of(text, pieces)]
    sent = b"".join(chunk(part, where[0], plainly=plainly) for part in parts) + b"data: [DONE]\n\n"
    events = masked(cut(sent, reads))
    shown, body = text_of(events, where[1]), body_of(events)
    assert not leaks(shown)
    assert shown.startswith(before)
    assert shown.endswith(after)
    assert set(shown[len(before) : len(shown) - len(after)]) <= set(KEY[:3]) | {"*"}
    assert len(body) == len(sent)
    assert text_of([*(decoder := chat_decoder()).feed(body, 0), *decoder.close(0)], where[1]) == shown
    assert [event.at for event in events] == sorted(event.at for event in events)


@given(WORDS, st.lists(st.integers(0, 4000), max_size=12), st.integers(0, 7))
def test_what_holds_no_key_stays_to_the_byte(text: str, reads: list[int], begun: int) -> None:
    sent = chunk(text + KEY[:begun]) + b"data: [DONE]\n\n" + KEY[:begun].encode()
    decoder, whole = chat_decoder(), masked(cut(sent, reads))
    assert body_of(whole) == sent
    assert text_of(whole) == text_of([*decoder.feed(sent, 0), *decoder.close(0)])


@given(
    st.lists(st.sampled_from(VEILS), min_size=len(KEY), max_size=len(KEY)), st.lists(st.integers(0, 99), max_size=20)
)
def test_nothing_of_a_key_comes_through_what_veils_it(veils: list[str], pieces: list[int]) -> None:
    text = "is " + "".join(map("".join, zip(KEY, veils, strict=True))) + ", so"
    sent = [chunk(text[start:end]) for start, end in parts_of(text, pieces)]
    events = masked(sent)
    assert not leaks(visible(text_of(events)))
    assert visible(text_of(events)).startswith("is ")
    assert text_of(events).endswith(", so")
    assert len(body_of(events)) == len(b"".join(sent))
    assert text_of(chat_decoder().feed(body_of(events), 0)) == text_of(events)


@given(st.lists(st.integers(0, 200), max_size=40), st.sampled_from(["\\u", "\\\\u"]))
def test_nothing_of_a_key_comes_through_escapes_in_arguments(pieces: list[int], escape: str) -> None:
    text = '{"a": "' + "".join(f"{escape}{ord(character):04x}" for character in KEY) + '"}'
    sent = [chunk(text[start:end], "call") for start, end in parts_of(text, pieces)]
    events = masked(sent)
    shown = text_of(events, ToolCallDelta)
    assert sum(f"u{ord(character):04x}" in shown for character in set(KEY)) < HEAD
    assert len(body_of(events)) == len(b"".join(sent))
    assert text_of(chat_decoder().feed(body_of(events), 0), ToolCallDelta) == shown


def test_the_bytes_of_keys_that_follow_on_each_other_decode_to_what_is_shown() -> None:
    for seed in range(100):
        chance = random.Random(seed)
        words = [KEY, KEY + KEY, KEY[: chance.randrange(1, 20)], "abc ", '"\\']
        text = "".join(chance.choices(words, [8, 8, 2, 1, 1], k=chance.randrange(1, 20)))
        pieces = cut(text.encode(), [chance.randrange(len(text) + 1) for _ in range(len(text) // 3)])
        body = b"".join(chunk(piece.decode()) for piece in pieces)
        events = masked(cut(body, [chance.randrange(len(body)) for _ in range(len(body) // 60)]))
        assert KEY not in text_of(events)
        assert len(body_of(events)) == len(body)
        assert text_of(chat_decoder().feed(body_of(events), 0.0)) == text_of(events), seed


def test_an_event_keeps_its_instant_and_its_place_though_it_waits() -> None:
    reads = [chunk("a"), chunk("is QX7/Z"), b": ping\n\n", chunk("K9-W"), chunk("J4_VH8+YF6=."), b"data: [DONE]\n\n"]
    events = masked(reads)
    assert [(event.at, event.text) for event in events if isinstance(event, TextDelta)] == [
        (0, "a"),
        (1, "is *****"),
        (3, "****"),
        (4, "***********."),
    ]


@pytest.mark.parametrize("last", ["QX7/ZK9-WJ4", "QX7/Z"])
def test_a_silence_and_the_end_of_a_reply_let_go_what_waits(last: str) -> None:
    reply = MaskedReply(Secrets(KEY), int)
    assert reply.feed([TextDelta(1.0, last)]) == []
    shown = "*" * 11 if last.endswith("WJ4") else last
    assert reply.feed([StallNoticed(2.0, 1.0)]) == [TextDelta(1.0, shown), StallNoticed(2.0, 1.0)]
    assert reply.feed([TextDelta(3.0, last)]) == []
    assert reply.end() == [TextDelta(3.0, shown)]
    assert reply.feed([TextDelta(4.0, last)]) == []
    assert reply.feed([ReplyFinished(5.0)]) == [TextDelta(4.0, shown), ReplyFinished(5.0)]


def test_another_text_that_goes_on_is_not_kept_waiting() -> None:
    reply = MaskedReply(Secrets(KEY), int)
    assert reply.feed([TextDelta(1.0, "QX7/Z")]) == []
    assert len(reply.feed([ToolCallDelta(2.0, 0, arguments="{")])) == 2


def test_a_line_without_an_end_is_not_held_for_ever() -> None:
    body = MaskedBody(Secrets(KEY))
    sizes = [len(body.feed(data)) for data in [b'{"QX7/ZK9-W"', *[b"x" * 1000] * 9]]
    assert sizes[0] == 2
    assert sum(sizes) + len(body.end()) == 12 + 9000
    assert max(sizes) < 6000


HALF, REST = KEY[:6], KEY[6:]
SPLITS: dict[str, list[dict[str, Any]]] = {
    "reasoning, answer": [{"delta": {"reasoning": HALF}}, {"delta": {"content": REST}}],
    "within one chunk": [{"delta": {"reasoning": HALF, "content": REST}}],
    "answer, an alternative": [{"delta": {"content": HALF}}, {"index": 1, "delta": {"content": REST}}],
    "ids": [{"delta": {"tool_calls": [call(0, id="a" + HALF)]}}, {"delta": {"tool_calls": [call(1, id=REST)]}}],
    "names": [{"delta": {"tool_calls": [call(0, name=HALF)]}}, {"delta": {"tool_calls": [call(1, name=REST)]}}],
    "name, arguments": [{"delta": {"tool_calls": [call(0, name=HALF, arguments=REST)]}}],
    "answer, finish reason": [{"delta": {"content": HALF}}, {"delta": {}, "finish_reason": REST}],
    "a finish reason that breaks off": [{"delta": {"content": "a"}}, {"delta": {}, "finish_reason": KEY[:-1]}],
    "answer, reasoning, answer": [
        {"delta": {"content": HALF}},
        {"delta": {"reasoning": "so"}},
        {"delta": {"content": REST}},
    ],
}


@pytest.mark.parametrize("choices", SPLITS.values(), ids=SPLITS)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_key_that_is_split_over_fields_is_hidden(choices: list[dict[str, Any]], at_once: bool) -> None:
    sent = [b"data: " + json.dumps({"choices": [{"index": 0, **one}]}).encode() + b"\n\n" for one in choices]
    events = masked([b"".join(sent)] if at_once else sent)
    words = [event for event in events if not isinstance(event, BytesReceived)]
    assert not leaks(repr(words).replace(HALF, ""))
    assert not leaks(body_of(events).decode().replace(HALF, ""))
    assert len(body_of(events)) == len(b"".join(sent))


def test_a_key_in_pieces_of_what_a_server_runs_is_hidden() -> None:
    reply = MaskedReply(Secrets(KEY), int)
    told = [
        *reply.feed([ServerCallReported(1.0, 0, "code_interpreter", text="print('" + KEY[:6])]),
        *reply.feed([ServerCallReported(2.0, 0, text=KEY[6:] + "')")]),
        *reply.feed([TextDelta(3.0, "So")]),
        *reply.feed([ReplyFinished(4.0)]),
    ]
    assert not leaks(repr(told))
    assert (
        "".join(event.text for event in told if isinstance(event, ServerCallReported)) == f"print('{'*' * len(KEY)}')"
    )


def test_a_key_in_a_text_that_is_corrected_is_hidden() -> None:
    said = MaskedReply(Secrets(KEY), lambda: 0).feed([TextDelta(1.0, "Hi"), TextCorrected(2.0, "text", f"My {KEY}.")])
    assert [getattr(event, "text", "") for event in said] == ["Hi", "My ***."]
