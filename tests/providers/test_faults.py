"""Every fault of a server, through the real SDK: its kind, the text that is kept, how often it was asked."""

from __future__ import annotations

import pytest

from streamtui.core.chat.reply import ReplyState
from streamtui.core.faults.faults import FaultKind
from streamtui.providers.api_choice import ApiChoice
from tests.providers.talk import KEY, talk_to
from tests.servers.fault import FaultServer
from tests.servers.scenarios import LONG_PIECE

REFUSALS: list[tuple[str, FaultKind, int, int]] = [
    # scenario, kind, status, how often it was asked
    ("400", "bad_request", 400, 1),
    ("400-context", "context_length", 400, 1),
    ("400-filter", "content_filter", 400, 1),
    ("401", "authentication", 401, 1),
    ("403", "permission", 403, 1),
    ("404", "not_found", 404, 1),
    ("404-page", "not_found", 404, 1),
    ("408", "timeout", 408, 3),
    ("409", "bad_request", 409, 3),
    ("413", "bad_request", 413, 1),
    ("422", "bad_request", 422, 1),
    ("429", "rate_limit", 429, 3),
    ("429-seconds", "rate_limit", 429, 3),
    ("429-date", "rate_limit", 429, 3),
    ("429-ms", "rate_limit", 429, 3),
    ("429-long", "rate_limit", 429, 1),
    ("429-long-date", "rate_limit", 429, 1),
    ("429-quota", "quota", 429, 1),
    ("429-final", "rate_limit", 429, 1),
    ("500", "server", 500, 3),
    ("502", "server", 502, 3),
    ("503", "server", 503, 3),
    ("529", "server", 529, 3),
    ("body-azure", "authentication", 401, 1),
    ("body-ollama", "not_found", 404, 1),
    ("body-fastapi", "bad_request", 422, 1),
    ("body-gemini", "bad_request", 400, 1),
    ("body-mistral", "bad_request", 422, 1),
]

BREAKAGES: list[tuple[str, FaultKind, str, int]] = [
    # scenario, kind, the text that is kept, how often it was asked
    ("stream-error", "server", "Hello, wor", 1),
    ("stream-error-first", "bad_request", "", 1),
    ("stream-error-string", "server", "Hello, wor", 1),
    ("stream-error-named", "server", "Hello, wor", 1),
    ("stream-error-line", "server", "Hello, wor", 1),
    ("stream-error-beside", "server", "Hello, wor", 1),
    ("json-error", "bad_request", "", 1),
    ("page", "malformed", "", 1),
    ("empty", "cut", "", 3),
    ("done-only", "cut", "", 3),
    ("no-end", "cut", "Hello, wor", 1),
    ("malformed", "malformed", "Hello, world.", 1),
    ("cut-between", "cut", "Hello, wor", 1),
    ("cut-inside", "cut", "Hello, wor", 1),
    ("cut-reset", "cut", "Hello, wor", 1),
    ("cut-close-between", "cut", "Hello, wor", 1),
    ("cut-close-inside", "cut", "Hello, wor", 1),
    ("cut-first", "connection", "", 3),
    ("no-headers", "connection", "", 3),
]

SURVIVED = [
    # scenario, the whole text, how often it was asked
    ("good", "Hello, world.", 1),
    ("429-once", "Hello, world.", 2),
    ("500-twice", "Hello, world.", 3),
    ("400-retriable", "Hello, world.", 2),
    ("overloaded-once", "Hello, world.", 2),
    ("cut-first-once", "Hello, world.", 2),
    ("refuses-usage", "Hello, world.", 2),
    ("json", "Hello, world.", 1),
    ("one-newline", "Hello, world.", 1),
    ("no-done", "Hello, world.", 1),
    ("ping-event", "Hello, world.", 1),
    ("bom", "Hello, world.", 1),
    ("crlf", "Hello, world.", 1),
    ("utf8-cut", "Grüße, 世界 🎉", 1),
    ("invalid-byte", "Hello\N{REPLACEMENT CHARACTER}, world.", 1),
    ("lone-surrogates", "😀", 1),
    ("cut-after-done", "Hello, world.", 1),
    ("silent-done", "Hello, world.", 1),
]


@pytest.mark.parametrize(("scenario", "kind", "status", "asked"), REFUSALS)
async def test_a_refusal_has_its_kind_and_is_retried_only_where_that_helps(
    fault_server: FaultServer, scenario: str, kind: FaultKind, status: int, asked: int, choice: ApiChoice
) -> None:
    talk = await talk_to(fault_server.base_url, scenario, choice=choice)
    assert talk.fault is not None
    assert (talk.fault.kind, talk.fault.status, len(fault_server.requests)) == (kind, status, asked)
    assert talk.reply.attempts == asked
    assert "<html" not in talk.fault.message


@pytest.mark.parametrize(("scenario", "kind", "kept", "asked"), BREAKAGES)
async def test_a_reply_that_breaks_keeps_its_text_and_is_never_asked_again_after_the_first_delta(
    fault_server: FaultServer, scenario: str, kind: FaultKind, kept: str, asked: int, choice: ApiChoice
) -> None:
    talk = await talk_to(fault_server.base_url, scenario, choice=choice)
    assert talk.fault is not None
    assert (talk.fault.kind, talk.text, len(fault_server.requests)) == (kind, kept, asked)
    assert talk.reply.state is (ReplyState.CUT if kept else ReplyState.FAILED)


@pytest.mark.parametrize(("scenario", "whole", "asked"), SURVIVED)
async def test_what_a_reader_can_survive_is_survived(
    fault_server: FaultServer, scenario: str, whole: str, asked: int, choice: ApiChoice
) -> None:
    talk = await talk_to(fault_server.base_url, scenario, choice=choice)
    assert talk.fault is None
    assert (talk.text, len(fault_server.requests)) == (whole, asked)
    assert talk.reply.state is ReplyState.COMPLETE


async def test_a_reply_is_over_though_its_reason_is_not_told_and_a_response_is_not_without_its_last_event(
    fault_server: FaultServer, choice: ApiChoice
) -> None:
    talk = await talk_to(fault_server.base_url, "no-finish", choice=choice)
    assert (talk.text, talk.fault and talk.fault.kind) == ("Hello, world.", None if choice.api == "chat" else "cut")


async def test_a_line_of_five_megabytes_is_read(fault_server: FaultServer, choice: ApiChoice) -> None:
    talk = await talk_to(fault_server.base_url, "long-line", choice=choice)
    assert talk.fault is None
    assert len(talk.text) == len(LONG_PIECE) > 5_000_000
    assert talk.text.endswith("never ending ")


async def test_the_address_that_was_tried_is_named_where_it_may_be_wrong(
    fault_server: FaultServer, choice: ApiChoice
) -> None:
    talk = await talk_to(f"{fault_server.root_url}/nowhere", "404-page", choice=choice)
    assert talk.fault is not None
    assert f"{fault_server.root_url}/nowhere/{'chat/completions' if choice.api == 'chat' else 'responses'}" in (
        talk.fault.message
    )
    assert "/v1" in talk.fault.message


async def test_a_wait_too_long_is_said(fault_server: FaultServer, choice: ApiChoice) -> None:
    talk = await talk_to(fault_server.base_url, "429-long", choice=choice)
    assert talk.fault is not None
    assert talk.fault.retry_after_s == 300
    assert "more than 120 s" in talk.fault.message


@pytest.mark.parametrize("scenario", ["body-key", "stream-error-key"])
async def test_a_key_that_the_server_repeats_is_hidden(
    fault_server: FaultServer, scenario: str, choice: ApiChoice
) -> None:
    talk = await talk_to(fault_server.base_url, scenario, choice=choice)
    assert talk.fault is not None
    assert KEY not in talk.fault.message
    assert "***" in talk.fault.message
